"""One's own sign-ins and password."""

from admin.pages import Answer, page
from admin.visit import Visit
from domain.phrases import _
from domain.refusals import WrongInput
from domain.sessions import end_session, end_sessions, open_sessions
from domain.staff import change_own_password


@page("/me", deed=None, title=_("Where I am signed in"))
async def me(visit: Visit) -> Answer:
    """The browsers in which the reader is signed in, and the form for a new password."""
    return visit.show("staff/me.html", sessions=await open_sessions(visit.session, visit.actor, token=visit.token))


@me.post("/password")
async def change_password(visit: Visit) -> Answer:
    """Change the own password; the other browsers are signed out."""
    new = visit.secret("new-password")
    if new != visit.secret("new-password-again"):
        raise WrongInput(**{"new-password-again": _("The two new passwords differ. Please type them again.")})
    await change_own_password(visit.session, visit.actor, present=visit.secret("password"), new=new, token=visit.token)
    return visit.go("/me", _("The password is changed. The other browsers are signed out."))


@me.post("/sign-out")
async def sign_out(visit: Visit) -> Answer:
    """Sign one of the own browsers out, or all others."""
    if handle := visit.typed("handle"):
        await end_session(visit.session, visit.actor, handle=handle)
    else:
        await end_sessions(visit.session, visit.actor, but=visit.token)
    return visit.go("/me", _("Signed out."))
