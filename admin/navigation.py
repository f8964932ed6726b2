"""The menu: one table, of which each role sees what its deeds allow."""

from dataclasses import dataclass

from domain.access import Actor, Deed
from domain.phrases import Phrase, _


@dataclass(frozen=True)
class Place:
    """A line of the menu."""

    path: str
    name: Phrase
    deed: Deed | None


MENU: tuple[Place, ...] = (
    Place("/today", _("Today"), None),
    Place("/due", _("What awaits me"), Deed.WRITE_NOTES),
    Place("/phone", _("Order by phone"), Deed.ORDER),
    Place("/people", _("People"), Deed.SEE_PEOPLE),
    Place("/applications", _("Applications"), Deed.SEE_APPLICATIONS),
    Place("/cases", _("Cases"), Deed.SEE_CASES),
    Place("/waiting", _("Places and waiting lists"), Deed.SEE_WAITING),
    Place("/courses", _("Groups and trainings"), Deed.SEE_COURSES),
    Place("/sessions", _("My week"), Deed.EDIT_COURSES),
    Place("/tasks", _("Tasks"), Deed.ANSWER_TASKS),
    Place("/referrals", _("Referrals"), Deed.SEE_REFERRALS),
    Place("/consents", _("Consents that end soon"), Deed.SEE_CONSENTS),
    Place("/requests", _("Requests about the own data"), Deed.SEE_REQUESTS),
    Place("/menus", _("Menus"), Deed.SEE_MENUS),
    Place("/kitchens", _("Kitchens"), Deed.SEE_KITCHENS),
    Place("/routes", _("Routes"), Deed.SEE_ROUTES),
    Place("/links", _("Chats and links"), Deed.LINK_CHATS),
    Place("/messages", _("Messages"), Deed.SEE_MESSAGES),
    Place("/jobs", _("Work by the clock"), Deed.RUN_JOBS),
    Place("/staff", _("Staff"), Deed.MANAGE_STAFF),
    Place("/institutions", _("Institutions"), Deed.MANAGE_LISTS),
    Place("/contracts/templates", _("Templates of contracts"), Deed.SET_TEMPLATES),
    Place("/timelines", _("Timelines of the services"), Deed.MANAGE_LISTS),
    Place("/records", _("Lists"), Deed.MANAGE_LISTS),
    Place("/audit", _("Audit"), Deed.SEE_AUDIT),
    Place("/keeping", _("Keeping of records"), Deed.SET_RETENTION),
)


def menu_of(actor: Actor) -> list[Place]:
    """The lines of the menu for somebody."""
    return [place for place in MENU if place.deed is None or actor.may(place.deed)]
