"""Words of a case and of the work on it."""

from enum import Enum

from domain.phrases import Phrase, _
from models.cases import CaseOutcome, CaseStatus, Secrecy, SuspensionReason

PAIRS: tuple[tuple[Enum, Phrase], ...] = (
    (CaseStatus.APPLIED, _("has applied")),
    (CaseStatus.ASSESSED, _("needs are assessed")),
    (CaseStatus.PROPOSED, _("waits for a decision")),
    (CaseStatus.WAITING, _("waits for a place")),
    (CaseStatus.APPROVED, _("approved, before the start")),
    (CaseStatus.ACTIVE, _("is being served")),
    (CaseStatus.SUSPENDED, _("is suspended")),
    (CaseStatus.CLOSED, _("closed case")),
    (CaseStatus.REFUSED, _("refused service")),
    (CaseStatus.WITHDRAWN, _("withdrawn by the person")),
    (Secrecy.OPEN, _("open to the office")),
    (Secrecy.CHILD, _("child's case")),
    (Secrecy.SEALED, _("sealed case")),
    (CaseOutcome.GOALS_REACHED, _("goals are reached")),
    (CaseOutcome.OWN_WISH, _("by own wish")),
    (CaseOutcome.MOVED, _("moved to another place")),
    (CaseOutcome.OTHER_SERVICE, _("passed to another service")),
    (CaseOutcome.RESIDENTIAL, _("placed in residential care")),
    (CaseOutcome.TERM_ENDED, _("the term has ended")),
    (CaseOutcome.NOT_PAID, _("fees were not paid")),
    (CaseOutcome.DECEASED, _("the person has died")),
    (SuspensionReason.HOSPITAL, _("stay in hospital")),
    (SuspensionReason.TRAVEL, _("away from home")),
    (SuspensionReason.SUBSTITUTE_CARE, _("substitute care")),
    (SuspensionReason.OTHER, _("another reason")),
)
