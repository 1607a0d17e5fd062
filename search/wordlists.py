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

# Words that are looked for when somebody asks, but that nobody wants to be offered while typing.
NOT_OFFERED = STOP_WORDS | _words("""
    twee drie vier vijf zes zeven acht negen tien elf twaalf twintig dertig veertig vijftig
    honderd duizend eerst eerste tweede derde vierde vijfde half geen niet niets niemand soms
    vaak steeds eens eerder terug weer zonder enig laat toen weinig paar zestien minstens
    daarna daarom daarbij daarin daarop daarmee daaruit daarvoor daarnaast daarvan daardoor
    daarover hierbij hierdoor hierin hiermee hierna hiervan hiervoor waarop waarna waarnaast
    waarom waaronder waartoe waaruit ervan ervoor erop eraan erdoor
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
    "waarden": ("waarde",),
    "weten": ("weten",),
    "laten": ("laten",),
    "dalen": ("dal", "dalen"),
}

# Words of the field that the dictionary does not have, as base forms; what they inflect to and what
# is compounded with them follows by rule.
FIELD_WORDS = _words("""
    aanbesteding aanpak analfabetisme armoede autonomie behandelaar bekostiging bewind bijstand
    borging buddy casemanagement casemanager coaching cohesie community covid cultuursensitief
    dementie diabetes diversiteit diëtetiek domotica eerstelijn empowerment ergotherapie euthanasie
    feedback fieldlab geriatrie gezamenlijk handreiking health hospice impact inclusie inclusief
    inspraak integraal intensief intervisie inwoner kwartiermaker laaggeletterd learning leefbaar
    leerplicht lifestyle logopedie lotgenoot management masterclass mediation multidisciplinair
    multiproblematiek nuldelijn obesitas ontschotten ontzorgen opschalen outreachend palliatief
    preventie preventief privacy proeftuin psychiatrie racisme redzaamheid regelarm skillslab spoed
    supervisie toolbox toolkit traject triage tweedelijn verloskundige verpleegkundige videobellen
    voorziening webinar welzijn zeggenschap zorgzaam
""")

# Derivations that no rule gives, from the word to what it is made of.
DERIVED: Mapping[str, str] = {
    "gemeentelijk": "gemeente",
    "maatschappelijk": "maatschappij",
    "provinciaal": "provincie",
    "regionaal": "regio",
    "coaching": "coach",
    "inclusief": "inclusie",
    "preventief": "preventie",
    "psychiatrisch": "psychiatrie",
    "innovatief": "innovatie",
    "drents": "drenthe",
    "fries": "friesland",
    "fryslân": "friesland",
    "gelders": "gelderland",
    "zeeuws": "zeeland",
    "twents": "twente",
    "hollands": "holland",
    "veluws": "veluwe",
    "utrechts": "utrecht",
    "brabants": "brabant",
    "limburgs": "limburg",
    "gronings": "groningen",
    "zwols": "zwolle",
}

# Names of municipalities and provinces: never a form of some word ("Assen" as axles), never taken
# apart ("Winterswijk" as a quarter) and never each other's typing errors ("Ommen", "Emmen"). Names
# that are more often a word (Huizen, Best) stay words.
PLACE_NAMES = _words("""
    aalsmeer aalten achtkarspelen alblasserdam albrandswaard alkmaar almelo almere alphen altena
    ameland amersfoort amstelland amstelveen amsterdam apeldoorn arnhem assen asten baarle baarn
    bakel barendrecht barneveld beekdaelen beesel bergeijk berkelland bernheze betuwe beuningen
    beveland beverwijk bladel blaricum bloemendaal bodegraven boekel borger borne borsele boxtel
    braassem brabant breda breugel broec bronckhorst brummen brunssum bunnik bunschoten capelle
    castricum chaam coevorden cranendonck cuijk culemborg dalfsen dantumadiel delfland delft
    deurne deventer diemen dinkelland doesburg doetinchem dongen dordrecht drechterland drenthe
    drimmelen dronten druten duiveland duurstede eemnes eemsdelta eersel eijsden eindhoven
    elburg emmen enkhuizen enschede ermelo flevoland friesland geertruidenberg gelderland
    geldrop geleen gelre gemert gennep giessendam gilze goeree goirle gorinchem gouda gravenhage
    groningen haaglanden haaksbergen haarlem haarlemmermeer halderberge hardenberg harderwijk
    hardinxveld harlingen hattem heemskerk heemstede heerde heerenveen heerlen heeze heiloo
    hellendoorn helmond hengelo hertogenbosch heumen heusden hillegom hilvarenbeek hilversum
    hogeland holland hoogeveen hunze ijssel ijsselland ijsselstein ijsselstreek kapelle katwijk
    kennemerland kerkrade koggenland krimpenerwaard laarbeek landgraaf landsmeer lansingerland
    leeuwarden leiden leiderdorp leidschendam lelystad leudal leusden limburg lingewaard lisse
    lochem lopik maasdriel maasgouw maashorst maassluis maastricht margraten marren medemblik
    meerssen meierijstad meppel michielsgestel middelburg mierden mierlo moerdijk molenlanden
    montferland montfoort naaldwijk nassau nederweert nederwetten nieuwegein nieuwkoop nijkerk
    nijmegen nissewaard noordenveld noordoostpolder noordwijk nootdorp nuenen nunspeet odoorn
    oegstgeest oirschot oisterwijk oldambt oldebroek oldenzaal ommen oosterhout oosterwijk
    ooststellingwerf oostzaan opmeer opsterland oudewater overbetuwe overflakkee overijssel
    papendrecht pekela pijnacker purmerend raalte reeuwijk reimerswaal renkum renswoude reusel
    rheden rhenen ridderkerk rijnmond rijssen rijswijk roerdalen roermond roosendaal rotterdam
    rozendaal rucphen schagen scherpenzeel schiedam schiermonnikoog simpelveld sittard
    sliedrecht smallingerland soest someren stadskanaal staphorst steenbergen steenwijk
    steenwijkerland stein susteren súdwest terneuzen terschelling texel teylingen tholen tilburg
    tubbergen twente twenterand tynaarlo tytsjerksteradiel uitgeest uithoorn utrecht vaals
    valkenburg valkenswaard vechtstreek veendam veenendaal veere veldhoven velsen veluwe venlo
    venray vijfheerenlanden vlaardingen vlieland vlissingen voerendaal volendam voorburg voorne
    voorschoten voorst vught waadhoeke waalre waalwijk waddinxveen wageningen wassenaar
    waterland weert westerkwartier westerveld westervoort westerwolde westland weststellingwerf
    wijchen wijdemeren wijhe winterswijk wittem woensdrecht woerden wolden wormerland woudenberg
    zaanstad zaanstreek zaltbommel zandvoort zeeland zeewolde zeist zevenaar zoetermeer
    zoeterwoude zuidplas zundert zutphen zwartewaterland zwijndrecht zwolle
""")

# Derivations that have gone their own way: "woning" is no longer the act of "wonen".
LEXICALISED = _words("""
    woning scholing weging spelling landing koning haring paling rekening tekening letter later
    kelder wonder winter zuster meester dochter moeder vader broeder polder koster ridder hamer
    kamer zomer emmer water meter liter bodem afdeling inrichting belasting verstandhouding
    redding waarheid gelegenheid overheid minister register kwartier manier makelaar partner
    minderheid mensheid leider leiding kostbaar relatief alternatief initiatief maatschap
""")

# Compound parts shorter than four letters that are safe: common in this field, and seldom the end
# of some other word.
SHORT_PARTS = _words("""
    app bad bed bus cao dag eet ggd ggz hbo hub lab les mbo mdt nul pgb poh rug uur val vgn vng
    vpt vws
    wet wia wlz wmo woz wsw zvw zzp
""")

# Short words that are safe as the last part only.
SHORT_HEADS = SHORT_PARTS | _words("bar fit kas kit lid net pad rol set")

# Never the head of a compound: endings and word pieces that happen to be words as well.
NOT_HEAD = _words("""
    aard abel achtig arden atie atje baar bare ceel chap deren ding ders dom eind eren erij eten
    etje etten even ever erin haag haar haren kenen laar lijks logen loosheid meen melen ment natie
    neren nijder pelen raat rant rijzen roten schappelijk scoop sietje sing smaal steren taan terig
    teren tien tijk tist tuur turen telling williger zelen
    heden heid heten ingen isme jaren laat lage lijk lijke ling lood loop lopen loos loze mate
    maten matig meer mees midden minder mond naar nering niet nood oord oren orde ouwe peel pen
    raar rand rede reden rest riet rijk ring ringen rond schap schappen sel stal stel stelt ster
    sters stond stonden tallen teit ten tenen thuis tie tier ties trek uren vaar vaart vang
    vele vol vrij waarts want ware waren weer weg wend werd wezen wijs wijze zaam zame zelf zien
    zijds zin
""")

# Words that are no longer felt as compounds of their parts.
NOT_COMPOUND = _words("""
    maandag dinsdag donderdag vrijdag zaterdag zondag aardappel burgemeester huishouden wethouder
    ooievaar werkelijk
""")

# Never the first part: particles and prefixes. What they make is a new word, not a kind of its
# last part: "onderzoek" is no kind of "zoek", "voorbeeld" no kind of "beeld".
NOT_MODIFIER = _words("""
    aan achter alles ander andere anders beter boven daar deze dezelfde door eens elkaar even geen
    gelijk haar heel heen hele hier hoog maar mede meer mijn naar neer niet onder over rond samen
    tegen terug toch toen tussen vast veel vele voor voort want weer werd zich zijn zonder alge
    ante beha beve combi docu hyper hypo inter langs meta onaf oplos overs para peri prak super
    trans uitt vasts verg vers verst vert voors
""")

# English words of the field that are also written with "e" before them, joined or apart.
AFTER_E = _words("learning health book consult mail hulp coaching mental overheid")

# First halves of separable verbs that are hardly ever anything else ...
PURE_PARTICLES = _words("mee af toe terug weg neer samen vast heen bijeen klaar thuis voort")
# ... those that are prepositions as well ...
PREPOSITIONS = _words("op aan in uit voor door over na bij om onder tegen rond langs")
# ... and those that are nouns as well, unless a determiner stands before them.
NOUN_PARTICLES = _words("deel plaats vorm kennis")
DETERMINERS = _words("een de het dit dat deze die elk elke ieder welk zijn haar hun ons onze geen")
PARTICLES = PURE_PARTICLES | PREPOSITIONS | NOUN_PARTICLES
# Particles that go with any verb, so that the dictionary cannot have them all.
FREE_PARTICLES = _words("mee samen")
# What may stand between a particle and its verb: "mee te denken", "mee wil denken".
BETWEEN_VERBS = _words("""
    te kan kunnen kon konden wil willen wilde wilden mag mogen moet moeten zal zullen zou zouden
    gaan gaat ging blijven hebben heeft had laten
""")
# Prepositions that are no particles; after one of them or of the particles, a word that could be
# either is a particle: "denk na over".
OTHER_PREPOSITIONS = _words("met van tot naar tussen zonder binnen te")
# What a new clause begins with.
CONJUNCTIONS = _words("en of maar want omdat zodat dat die als om terwijl hoewel")
