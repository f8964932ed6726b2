"""One's own sign-ins, password and recovery codes."""

from collections.abc import Sequence

from admin.pages import Answer, page
from admin.visit import Visit
from domain.phrases import _
from domain.refusals import WrongInput
from domain.second_factor import new_recovery_codes, recovery_codes_left
from domain.sessions import end_session, end_sessions, open_sessions
from domain.staff import change_own_password, staff_card


@page("/me", deed=None, title=_("My sign-ins"))
async def me(visit: Visit) -> Answer:
    """The browsers in which the reader is signed in, and the form for a new password."""
    return await _shown(visit)


async def _shown(visit: Visit, codes: Sequence[str] = ()) -> Answer:
    return visit.show(
        "staff/me.html",
        sessions=await open_sessions(visit.session, visit.actor, token=visit.token),
        left=await recovery_codes_left(visit.session, visit.actor),
        codes=codes,
        until=(await staff_card(visit.session, visit.actor, staff_id=visit.actor.number or 0)).member.works_until,
    )


@me.post("/password")
async def change_password(visit: Visit) -> Answer:
    """Change the own password; the other browsers are signed out."""
    new = visit.secret("new-password")
    if new != visit.secret("new-password-again"):
        raise WrongInput(**{"new-password-again": _("The two new passwords differ. Please type them again.")})
    await change_own_password(visit.session, visit.actor, present=visit.secret("password"), new=new, token=visit.token)
    return visit.go("/me", _("The password is changed. The other browsers are signed out."))


@me.post("/recovery-codes")
async def make_recovery_codes(visit: Visit) -> Answer:
    """Ten new recovery codes, shown this once."""
    return await _shown(visit, await new_recovery_codes(visit.session, visit.actor))


@me.post("/sign-out")
async def sign_out(visit: Visit) -> Answer:
    """Sign one of the own browsers out, or all others."""
    if handle := visit.typed("handle"):
        await end_session(visit.session, visit.actor, handle=handle)
    else:
        await end_sessions(visit.session, visit.actor, but=visit.token)
    return visit.go("/me", _("Signed out."))
