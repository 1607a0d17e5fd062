"""The mix of questions that pages are measured with, and the share of each in the mix."""

from urllib.parse import urlencode

from search.query import FACET_PARAMETERS

MIX = {
    "leeg": "",
    "een gewoon woord": "q=mantelzorg",
    "drie woorden": "q=mantelzorg+ouderen+gemeente",
    "twee facetten": "soort=scholing&sector=zorg",
    "een regio": "regio=PV22",
    "een zin tussen aanhalingstekens": "q=%22samen+werken%22",
    "een tikfout": "q=eenzaamhied",
}
UNICODE = "".join(chr(at) for at in range(0x21, 0x30000, 0x80) if not 0xD800 <= at < 0xE000)
PREFIXES = ("nach", "mantelz", "gron", "ouderen tr", "wo", "huisa", "leern", "zorg in dr")
ODD = {
    "10.000 woorden": "q=" + "+".join(f"woord{number}" for number in range(10_000)),
    "alleen stopwoorden": "q=" + "de+het+een+" * 50,
    "500 aanhalingstekens": "q=" + "%22" * 500,
    "een teken uit elk blok van Unicode": urlencode({"q": UNICODE}),
    "een woord van 2.000 letters": "q=" + "zorg" * 500,
    "40 gewone woorden": "q=" + "+".join(["zorg", "gemeente", "samen", "werken"] * 10),
    "20 zinnen": "q=" + "+".join(["%22zorg+en+welzijn%22"] * 20),
    "alle filters tegelijk": "&".join(f"{name}=zorg&{name}=welzijn" for name in FACET_PARAMETERS),
}
