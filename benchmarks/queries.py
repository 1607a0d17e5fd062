"""The mix of questions that pages are measured with, and the share of each in the mix."""

MIX = {
    "leeg": "",
    "een gewoon woord": "q=mantelzorg",
    "drie woorden": "q=mantelzorg+ouderen+gemeente",
    "twee facetten": "soort=scholing&sector=zorg",
    "een regio": "regio=PV22",
    "een zin tussen aanhalingstekens": "q=%22samen+werken%22",
    "een tikfout": "q=eenzaamhied",
}
PREFIXES = ("nach", "mantelz", "gron", "ouderen tr", "wo", "huisa", "leern", "zorg in dr")
ODD = {
    "10.000 woorden": "q=" + "+".join(f"woord{number}" for number in range(10_000)),
    "alleen stopwoorden": "q=" + "de+het+een+" * 50,
    "500 aanhalingstekens": "q=" + "%22" * 500,
}
