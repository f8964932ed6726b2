"""What chats are told when a link begins or ends. Nobody is named to a chat that may be a stranger's by now."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from domain import outbox
from domain.access import ActorKind
from domain.links.owners import Owner
from domain.outbox import News, Reader
from domain.phones import spoken_phone
from domain.phrases import DEFAULT, Phrase, Spoken, _, spoken
from models.chats import Chat
from models.outbox import Priority
from models.people import Person, Relative
from models.places import Office, Organisation
from models.routes import Driver
from models.staff import Staff

#: The buttons of home. Those of relatives and drivers carry names and numbers, and come with the first press.
HOME_OF_PERSON = (_("🍲 Food"), _("🚚 Where is my food"), _("🆘 Help"), _("☎️ Call me"))
HOME_OF_OTHERS = (_("🏠 Home"), _("☎️ Call me"))
HOME_OF_STAFF = HOME_OF_OTHERS[:1]
_HOMES = {ActorKind.PERSON: HOME_OF_PERSON, ActorKind.STAFF: HOME_OF_STAFF}


async def moved_to_another_phone(session: AsyncSession, old: Chat, owner: Owner) -> None:
    """Tell the old chat, so that a link taken by somebody else is noticed."""
    office = await session.get(Office, owner.office_id)
    text = _(
        "Another phone is linked to the service now, and I will not write here any more. "
        "If this was not you, please call the office: {phone}."
    )
    phone = spoken_phone(office.phone) if office else ""
    await _tell(session, old, owner.language, "link_moved", spoken(text, phone=phone), office_id=owner.office_id)


async def approved(session: AsyncSession, chat: Chat, owner: Owner) -> None:
    """Tell the chat that the office has approved it; from now on it has the buttons of whom it speaks for."""
    text = _("{name}, the office has confirmed your phone. You can write to me now.")
    told = spoken(text, name=owner.first_name)
    buttons = _HOMES.get(owner.kind, HOME_OF_OTHERS)
    await _tell(session, chat, owner.language, "link_approved", told, office_id=owner.office_id, buttons=buttons)


async def ended(session: AsyncSession, chat: Chat) -> None:
    """Tell the chat that the office has ended the link."""
    organisation = await session.get(Organisation, chat.organisation_id)
    phone = spoken_phone(organisation.phone) if organisation else ""
    if chat.staff_id is not None:
        text = _("This phone is no longer linked to your work. If you still need it, ask the administrator for a code.")
    else:
        text = _("The office has ended the link to this phone. If you still need the service, please call: {phone}.")
    language, office_id = await _language_and_office(session, chat)
    await _tell(session, chat, language, "link_ended", spoken(text, phone=phone), office_id=office_id)


async def _language_and_office(session: AsyncSession, chat: Chat) -> tuple[str, int | None]:
    """In which language the chat's owner reads, and which office looks after a person."""
    if chat.person_id is not None:
        person = await session.get(Person, chat.person_id)
        return (person.language, person.office_id) if person else (DEFAULT, None)
    found: Relative | Driver | Staff | None = (
        await session.get(Relative, chat.relative_id) if chat.relative_id else None
    )
    if found is None and chat.driver_id:
        found = await session.get(Driver, chat.driver_id)
    if found is None and chat.staff_id:
        found = await session.get(Staff, chat.staff_id)
    return (found.language if found else DEFAULT), None


async def _tell(
    session: AsyncSession,
    chat: Chat,
    language: str,
    kind: str,
    text: Spoken,
    *,
    office_id: int | None,
    buttons: Sequence[Phrase] = (),
) -> None:
    reader = Reader(chat.telegram_id, language, chat.organisation_id, chat.person_id, office_id)
    news = News(
        kind=kind, text=text, dedupe=f"{kind}:{chat.key}", priority=Priority.REPLY, must_arrive=True, buttons=buttons
    )
    await outbox.put(session, reader, news)
