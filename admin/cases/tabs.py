"""The tabs of a case: one table, of which each role sees what its deeds allow."""

from dataclasses import dataclass

from domain.access import Actor, Deed
from domain.phrases import Phrase, _


@dataclass(frozen=True)
class Tab:
    """One page of a case; `below` is what its address adds to the case's own."""

    key: str
    name: Phrase
    below: str
    deed: Deed


TABS: tuple[Tab, ...] = (
    Tab("overview", _("Overview"), "", Deed.SEE_CASES),
    Tab("tasks", _("Tasks"), "/tasks", Deed.SEE_CASES),
    Tab("notes", _("Notes"), "/notes", Deed.SEE_NOTES),
    Tab("files", _("Documents"), "/files", Deed.SEE_FILES),
    Tab("survey", _("Social survey"), "/survey", Deed.SEE_ASSESSMENTS),
    Tab("assessments", _("Assessments"), "/assessments", Deed.SEE_ASSESSMENTS),
    Tab("decision", _("Decision"), "/decision", Deed.SEE_CASES),
    Tab("plan", _("Support plan"), "/plan", Deed.SEE_CASES),
    Tab("contract", _("Contract"), "/contract", Deed.SEE_CASES),
    Tab("sessions", _("Sessions"), "/sessions", Deed.SEE_COURSES),
    Tab("place", _("Place"), "/place", Deed.SEE_WAITING),
    Tab("referrals", _("Referrals"), "/referrals", Deed.SEE_REFERRALS),
    Tab("history", _("History"), "/history", Deed.SEE_CASES),
)


def tabs_of(actor: Actor) -> list[Tab]:
    """The tabs of a case that somebody may open."""
    return [tab for tab in TABS if actor.may(tab.deed)]
