"""Chats and links: one-time codes on slips, chats that wait for approval, and taking a link back."""

import segno
from markupsafe import Markup

from admin.pages import Answer, page
from admin.paper import pdf
from admin.reading import whole
from admin.rendering import moment_words
from admin.visit import Visit
from domain.access import ActorKind, Deed
from domain.links.codes import make_code
from domain.links.linking import approve_link, revoke_chat
from domain.links.listing import colleague_chats, driver_chats, slip_of, waiting_chats
from domain.papers.sheets import slip_pdf
from domain.phrases import _
from domain.places import organisation_of
from domain.refusals import NotFound
from domain.settings import Settings

_KINDS = {
    ActorKind.PERSON: _("service user"),
    ActorKind.RELATIVE: _("relative"),
    ActorKind.DRIVER: _("driver"),
    ActorKind.STAFF: _("colleague"),
}


@page("/links", deed=Deed.LINK_CHATS, title=_("Chats and links"))
async def links(visit: Visit) -> Answer:
    return visit.show(
        "links/list.html",
        waiting=await waiting_chats(visit.session, visit.actor),
        drivers=await driver_chats(visit.session, visit.actor),
        colleagues=await colleague_chats(visit.session, visit.actor),
        kinds=_KINDS,
    )


@links.post("/code")
async def code(visit: Visit) -> Answer:
    """Make a code and show it: this once, since only its hash is kept."""
    owner = {name: whole(visit.typed(name)) for name in ("person_id", "relative_id", "driver_id", "staff_id")}
    if sum(number is not None for number in owner.values()) != 1:
        raise NotFound
    made = await make_code(visit.session, visit.actor, **owner)
    slip = await slip_of(visit.session, visit.actor, code=made.code)
    link = link_of(visit.request.app.state.settings, made.code)
    return visit.show(
        "links/slip.html",
        title=visit.say(_("Code for {name}"), name=slip.first_name),
        slip=slip,
        code=made.code,
        link=link,
        picture=Markup(segno.make(link, error="m").svg_inline(scale=6, border=2, omitsize=False)),  # noqa: S704 - our own
    )


@links.post("/slip")
async def paper(visit: Visit) -> Answer:
    """The slip to be handed over, for the code that the page has just shown."""
    typed = visit.typed("code")
    slip = await slip_of(visit.session, visit.actor, code=typed)
    organisation = await organisation_of(visit.session, visit.actor)
    made = await slip_pdf(
        organisation=organisation.name,
        name=slip.first_name,
        street=slip.street,
        code=typed,
        link=link_of(visit.request.app.state.settings, typed),
        valid_until=moment_words(slip.expires_at),
        language=slip.language,
    )
    return pdf(made, slip.first_name)


@links.post("/{chat_id:int}/approve")
async def approve(visit: Visit) -> Answer:
    await approve_link(visit.session, visit.actor, chat_id=visit.number("chat_id"))
    return visit.go(_back(visit), _("The chat is linked and has been told."))


@links.post("/{chat_id:int}/revoke")
async def revoke(visit: Visit) -> Answer:
    await revoke_chat(visit.session, visit.actor, chat_id=visit.number("chat_id"))
    return visit.go(_back(visit), _("The chat speaks for nobody any more and has been told."))


def _back(visit: Visit) -> str:
    """The card from which the press came, else the list."""
    number = whole(visit.typed("back"))
    return f"/people/{number}?tab=chats" if number else "/links"


def link_of(settings: Settings, code: str) -> str:
    """The address that opens our chat with the code: Telegram's, or that of the stand-in on this machine."""
    if settings.simulated:
        return f"http://127.0.0.1:{settings.simulator_port}/?start={code}"
    return f"https://t.me/{settings.bot_name.lstrip('@')}?start={code}"
