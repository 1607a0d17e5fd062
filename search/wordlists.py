"""The lists of Dutch words that the rules of the analysis lean on, each with what it is for.

They are here together so that someone who knows Dutch but no Python can mend them.
"""

from __future__ import annotations

from collections.abc import Mapping


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Words that say nothing about what a text is about. Negations and adverbs with a meaning of their
# own in this field ("samen", "thuis", "zelf") are not in it.
STOP_WORDS = _words("""
    de het een der den des deze dit die dat ik jij je jou jouw u uw hij zij ze hem haar wij we
    ons onze jullie hun hen men mijn zijn ben bent is was waren geweest wordt worden werd werden
    geworden heb hebt heeft hebben had hadden gehad zal zult zullen zou zouden kan kun kunt kunnen
    kon konden mag mogen mocht mochten moet moeten moest moesten wil wilt willen wilde wilden
    aan af al als bij daar dan door er en erbij erin ermee eruit hier hoe in maar mee met na naar
    nog nu of om omdat ook op over per te ten ter tegen toch toe tot tussen uit van vanuit via
    voor want wat wel welke wie waar waarin waarmee waarvan waaraan waarbij waardoor wanneer zich
    zo zo'n zoals zodat dus echter even iets iemand elk elke ieder iedere alle enkele veel vele
    meer meest zeer heel
""")

# Forms that the dictionary reads differently from what they mean in this field.
READINGS: Mapping[str, tuple[str, ...]] = {
    "leden": ("lid",),
    "ouder": ("ouder",),
    "ouders": ("ouder",),
    "oudere": ("oudere",),
    "ouderen": ("oudere",),
    "jongere": ("jongere",),
    "jongeren": ("jongere",),
    "stenen": ("steen",),
    "betrokkene": ("betrokkene",),
    "betrokkenen": ("betrokkene",),
}

# Derivations that have gone their own way: "woning" is no longer the act of "wonen".
LEXICALISED = _words("""
    woning scholing weging spelling landing koning haring paling rekening tekening letter later
    kelder wonder winter zuster meester dochter moeder vader broeder polder koster ridder hamer
    kamer zomer emmer water meter liter bodem afdeling inrichting belasting verstandhouding
    redding waarheid gelegenheid overheid minister register kwartier manier makelaar partner
    minderheid mensheid
""")

# Compound parts shorter than four letters that are safe: common in this field, and seldom the end
# of some other word.
SHORT_PARTS = _words("""
    app bad bed bus cao dag ggd ggz hbo hub lab les mbo mdt pgb poh rug uur vgn vng vpt vws wet
    wia wlz wmo woz wsw zvw zzp
""")

# Never the head of a compound: endings and word pieces that happen to be words as well.
NOT_HEAD = _words("""
    aard achtig atie baar bare chap ding ders dom eind eren erij even ever eten erin haar haren
    heden heid heten ingen isme jaren laat lage lijk lijke ling lood loop lopen loos loze mate
    maten matig meer mees midden minder mond naar nering niet nood oord oren orde ouwe peel pen
    raar rand rede reden rest riet rijk ring ringen rond schap schappen sel stal stel stelt ster
    sters stond stonden taal tallen teit ten tenen thuis tie tier ties trek uren vaar vaart vang
    vele vol vrij waarts want ware waren weer weg wend werd wezen wijs wijze zaam zame zelf zien
    zijds zin
""")

# Never the first part: particles and prefixes. What they make is a new word, not a kind of its
# last part: "onderzoek" is no kind of "zoek", "voorbeeld" no kind of "beeld".
NOT_MODIFIER = _words("""
    aan achter alles ander andere anders beter boven daar deze dezelfde door eens elkaar even geen
    gelijk haar heel heen hele hier hoog maar mede meer mijn naar neer niet onder over rond samen
    tegen terug toch toen tussen vast veel vele voor voort want weer werd zich zijn zonder
""")

# English words of the field that are also written with "e" before them, joined or apart.
AFTER_E = _words("learning health book consult mail hulp coaching mental overheid")

# First halves of separable verbs that are hardly ever anything else ...
PURE_PARTICLES = _words("mee af toe terug weg neer samen vast heen bijeen klaar thuis")
# ... and those that are prepositions as well.
PREPOSITIONS = _words("op aan in uit voor door over na bij om onder tegen")
# What may stand between a particle and its verb: "mee te denken", "mee wil denken".
BETWEEN_VERBS = _words("""
    te kan kunnen kon konden wil willen wilde wilden mag mogen moet moeten zal zullen zou zouden
    gaan gaat ging blijven hebben heeft had laten
""")
# What a new clause begins with.
CONJUNCTIONS = _words("en of maar want omdat zodat dat die als om terwijl hoewel")
