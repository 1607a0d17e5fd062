"""The closed lists of the catalogue. Values stand in addresses, so they are Dutch slugs."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class RegionKind(TextChoices):
    COUNTRY = "country", _("Land")
    PROVINCE = "province", _("Provincie")
    HEALTH_REGION = "health_region", _("GGD-regio")
    MUNICIPALITY = "municipality", _("Gemeente")
    AREA = "area", _("Gebied")

    @property
    def word(self) -> str:
        """The label inside a sentence: "gemeente", "GGD-regio"."""
        label = str(self.label)
        return label if label[:2].isupper() else label.lower()


class OrganisationKind(TextChoices):
    CARE = "zorg", _("Zorgorganisatie")
    WELFARE = "welzijn", _("Welzijnsorganisatie")
    MUNICIPALITY = "gemeente", _("Gemeente")
    GOVERNMENT = "overheid", _("Ministerie of andere overheid")
    INSURER = "verzekeraar", _("Zorgverzekeraar of zorgkantoor")
    KNOWLEDGE = "kennis", _("Kennisinstelling")
    EDUCATION = "onderwijs", _("Onderwijsinstelling")
    HOUSING = "wonen", _("Woningcorporatie")
    RESIDENTS = "bewoners", _("Bewonersorganisatie")
    NETWORK = "netwerk", _("Samenwerkingsverband")
    OTHER = "anders", _("Anders")


class PartnerRole(TextChoices):
    INITIATOR = "initiatiefnemer", _("Initiatiefnemer")
    COMMISSIONER = "opdrachtgever", _("Opdrachtgever")
    CO_LEAD = "medetrekker", _("Medetrekker")
    EXECUTOR = "uitvoerder", _("Uitvoerder")
    PARTNER = "partner", _("Partner")
    FINANCIER = "financier", _("Financier")
    PROCESS_SUPPORT = "procesbegeleiding", _("Procesbegeleiding")
    RESEARCH = "onderzoek", _("Onderzoek")
    RESIDENTS = "bewoners", _("Bewoners en naasten")


class ActivityMethod(TextChoices):
    INTERVIEW = "interview", _("Interviews")
    FOCUS_GROUP = "focusgroep", _("Focusgroepen")
    KITCHEN_TABLE = "keukentafelgesprek", _("Keukentafelgesprekken")
    SURVEY = "enquete", _("Enquête")
    MEETING = "bijeenkomst", _("Bijeenkomst")
    WORKING_GROUP = "werkgroep", _("Werkgroepen")
    TRAINING = "scholing", _("Scholing")
    RESEARCH = "onderzoek", _("Onderzoek")
    OTHER = "anders", _("Anders")


class Direction(TextChoices):
    UP = "stijging", _("Stijging")
    DOWN = "daling", _("Daling")
    STABLE = "gelijk", _("Gelijk gebleven")


class RelationKind(TextChoices):
    TEACHES = "leert", _("Leert toepassen")
    APPLIES = "past-toe", _("Past toe")
    CONTINUES = "vervolgt", _("Is een vervolg op")
    SCALES_UP = "verbreedt", _("Verbreedt")
    FILLS_GAP = "vult", _("Vult de leemte")
    RELATED = "verwant", _("Hangt samen met")


class TrainingForm(TextChoices):
    ON_SITE = "op-locatie", _("Op locatie")
    ONLINE = "online", _("Online")
    BLENDED = "gemengd", _("Online en op locatie")


class TrainingLevel(TextChoices):
    INTRODUCTION = "kennismaking", _("Kennismaking")
    BASIC = "basis", _("Basis")
    ADVANCED = "verdieping", _("Verdieping")
    MBO = "mbo", _("Mbo-niveau")
    HBO = "hbo", _("Hbo-niveau")
    ACADEMIC = "wo", _("Universitair niveau")


class SessionStatus(TextChoices):
    OPEN = "open", _("Aanmelden kan")
    FULL = "vol", _("Vol")
    CANCELLED = "geannuleerd", _("Geannuleerd")


class EvidenceLevel(TextChoices):
    DESCRIBED = "beschreven", _("Goed beschreven")
    SUBSTANTIATED = "onderbouwd", _("Goed onderbouwd")
    EFFECTIVE = "effectief", _("Effectief gebleken")


# What a level means, in words for the reader, beside its label.
EVIDENCE_MEANING = {
    EvidenceLevel.DESCRIBED: _("De werkwijze staat zo op papier dat een ander ermee kan beginnen."),
    EvidenceLevel.SUBSTANTIATED: _(
        "Er is met theorie of onderzoek uitgelegd waarom deze werkwijze kan werken."
    ),
    EvidenceLevel.EFFECTIVE: _("Onderzoek in de praktijk laat zien dat deze werkwijze helpt."),
}


class Phase(TextChoices):
    PREPARING = "voorbereiding", _("In voorbereiding")
    RUNNING = "loopt", _("Loopt")
    COMPLETED = "afgerond", _("Afgerond")
    SCALED_UP = "opgeschaald", _("Opgeschaald")
    STOPPED = "gestopt", _("Gestopt")


class ScalingStatus(TextChoices):
    EXPLORING = "verkenning", _("Verkenning")
    PREPARING = "voorbereiding", _("In voorbereiding")
    RUNNING = "loopt", _("Loopt")
    ANCHORED = "ingebed", _("Hoort bij het gewone werk")
    STOPPED = "gestopt", _("Gestopt")


class GoalCategory(TextChoices):
    STAFF = "personeel", _("Personeel")
    CLIENT = "client", _("Cliënt")
    FINANCE = "financieel", _("Financieel")
    COLLABORATION = "samenwerking", _("Samenwerking")
    SUPPLY = "aanbod", _("Aanbod")
    OTHER = "anders", _("Anders")


class GoalLevel(TextChoices):
    MAIN = "hoofd", _("Hoofddoel")
    SUB = "sub", _("Subdoel")


class BlockStatus(TextChoices):
    PLANNED = "gepland", _("Gepland")
    RUNNING = "loopt", _("Loopt")
    ADVANCED = "vergevorderd", _("Vergevorderd")
    COMPLETED = "afgerond", _("Afgerond")
    UNKNOWN = "onbekend", _("Stand niet bekend")


class ActionStatus(TextChoices):
    PLANNED = "gepland", _("Gepland")
    RUNNING = "loopt", _("Loopt")
    DONE = "gedaan", _("Gedaan")
