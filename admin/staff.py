"""The people who work in the panel: who they are, what they may do, where they are signed in."""

from typing import Any

from admin.pages import Answer, page
from admin.reading import day_typed, version_typed, whole
from admin.visit import Visit
from domain.access import Deed
from domain.phrases import _
from domain.places import kitchens, offices
from domain.refusals import WrongInput
from domain.second_factor import reset
from domain.sessions import end_session, end_sessions, open_sessions
from domain.staff import StaffFacts, institutions, save_staff, set_password, staff_card, staff_list
from models.staff import Role


@page("/staff", deed=Deed.MANAGE_STAFF, title=_("Who works in the panel"))
async def staff(visit: Visit) -> Answer:
    """Everybody, by name; those who have left last."""
    return visit.show("staff/list.html", cards=await staff_list(visit.session, visit.actor))


@page("/staff/new", deed=Deed.MANAGE_STAFF, title=_("New colleague"))
async def newcomer(visit: Visit) -> Answer:
    """The form for a new colleague."""
    return visit.show("staff/new.html", **await _choices(visit))


@newcomer.post()
async def enter(visit: Visit) -> Answer:
    """Enter the new colleague with a first password."""
    made = await save_staff(
        visit.session, visit.actor, staff_id=None, facts=_facts(visit), password=visit.secret("password")
    )
    return visit.go(f"/staff/{made.id}", _("{name} can sign in now."), name=made.name)


@page("/staff/{staff_id:int}", deed=Deed.MANAGE_STAFF, title=_("Colleague"))
async def member(visit: Visit) -> Answer:
    """One colleague: the form, a new password, the browsers that are signed in."""
    number = visit.number("staff_id")
    card = await staff_card(visit.session, visit.actor, staff_id=number)
    sessions = await open_sessions(visit.session, visit.actor, staff_id=number, token=visit.token)
    return visit.show(
        "staff/member.html",
        title=card.member.name,
        card=card,
        version=visit.editing(card.member.version),
        sessions=sessions,
        **await _choices(visit),
    )


@member.post()
async def change(visit: Visit) -> Answer:
    """Keep what was changed in the form."""
    number = visit.number("staff_id")
    await save_staff(visit.session, visit.actor, staff_id=number, facts=_facts(visit), version=version_typed(visit))
    return visit.go(f"/staff/{number}", _("Saved."))


@member.post("/password")
async def give_password(visit: Visit) -> Answer:
    """Give a new password; every browser of the colleague is signed out."""
    number = visit.number("staff_id")
    await set_password(visit.session, visit.actor, staff_id=number, password=visit.secret("password"))
    return visit.go(f"/staff/{number}", _("The password is changed. Every browser of this colleague is signed out."))


@member.post("/sign-out")
async def sign_out(visit: Visit) -> Answer:
    """Sign one browser of the colleague out, or all of them."""
    number = visit.number("staff_id")
    if handle := visit.typed("handle"):
        await end_session(visit.session, visit.actor, handle=handle)
    else:
        await end_sessions(visit.session, visit.actor, staff_id=number, but=visit.token)
    return visit.go(f"/staff/{number}", _("Signed out."))


@member.post("/second-step")
async def set_up_anew(visit: Visit) -> Answer:
    """Let the colleague set the app up anew at the next sign-in."""
    number = visit.number("staff_id")
    await reset(visit.session, visit.actor, staff_id=number)
    return visit.go(f"/staff/{number}", _("The next sign-in of this colleague sets the second step up anew."))


def _facts(visit: Visit) -> StaffFacts:
    role = visit.typed("role")
    if role not in set(Role):
        raise WrongInput(role=_("Please choose the role."))
    return StaffFacts(
        name=visit.typed("name"),
        login=visit.typed("login"),
        role=Role(role),
        offices=frozenset(int(office) for office in visit.chosen("offices") if office.isdecimal()),
        kitchen_id=whole(visit.typed("kitchen_id")),
        phone=visit.typed("phone"),
        institution_id=whole(visit.typed("institution_id")),
        works_from=day_typed(visit, "works_from"),
        works_until=day_typed(visit, "works_until"),
        active=visit.typed("active", "yes") == "yes",
    )


async def _choices(visit: Visit) -> dict[str, Any]:
    return {
        "roles": list(Role),
        "offices": await offices(visit.session, visit.actor),
        "kitchens": await kitchens(visit.session, visit.actor),
        "institutions": await institutions(visit.session, visit.actor),
    }
