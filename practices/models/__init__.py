"""The catalogue's models; one file for each thing an editor would name."""

from practices.models.best_practice import BestPractice
from practices.models.entry import Entry, EntryTag
from practices.models.entry_parts import (
    Activity,
    Dilemma,
    Link,
    Outcome,
    Partner,
    Quote,
    Relation,
    Report,
    ReportItem,
)
from practices.models.experiment_parts import (
    Action,
    Budget,
    BuildingBlock,
    Goal,
    Scaling,
    WorkingGroup,
)
from practices.models.former_value import FormerValue, MergedTerm
from practices.models.glossary import GlossaryTerm
from practices.models.organisation import Organisation
from practices.models.pages import HomePage, InfoPage, LearningNetwork
from practices.models.region import COUNTRY_CODE, Region
from practices.models.regional_experiment import RegionalExperiment
from practices.models.taxonomy import Audience, Dossier, Programme, Sector, Term, Theme
from practices.models.training import Accreditation, Session, Training
from practices.models.vocabulary_version import VocabularyVersion

__all__ = [
    "COUNTRY_CODE",
    "Accreditation",
    "Action",
    "Activity",
    "Audience",
    "BestPractice",
    "Budget",
    "BuildingBlock",
    "Dilemma",
    "Dossier",
    "Entry",
    "EntryTag",
    "FormerValue",
    "GlossaryTerm",
    "Goal",
    "HomePage",
    "InfoPage",
    "LearningNetwork",
    "Link",
    "MergedTerm",
    "Organisation",
    "Outcome",
    "Partner",
    "Programme",
    "Quote",
    "Region",
    "RegionalExperiment",
    "Relation",
    "Report",
    "ReportItem",
    "Scaling",
    "Sector",
    "Session",
    "Term",
    "Theme",
    "Training",
    "VocabularyVersion",
    "WorkingGroup",
]
