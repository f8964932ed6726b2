"""Relatives: what they are to whom, and the rights that the person or the office gave them."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import access, clock, outbox, phones
from domain.access import Actor, ActorKind, Deed
from domain.links.linking import end_chat
from domain.outbox import News, Reader
from domain.phrases import Phrase, _, spoken
from domain.refusals import NotAllowed, NotFound, Stale, WrongInput
from domain.search import searchable
from domain.versions import demand_version, flush_or_stale, touch
from models.chats import Chat, ChatStatus
from models.people import Kinship, KinshipKind, Person, PersonStatus, Relative

LANGUAGES = ("bg", "en")


@dataclass(frozen=True)
class RelativeFacts:
    """What a form says of a relative and of the rights for one person."""

    name: str
    kind: KinshipKind
    phone: str = ""
    language: str = "bg"
    may_see: bool = False
    may_order: bool = False
    is_told: bool = False
    call_order: int = 1


@dataclass(frozen=True)
class Kin:
    """A relative of one person, with the rights."""

    relative: Relative
    kinship: Kinship
    has_chat: bool


@dataclass(frozen=True)
class SpokenFor:
    """Somebody for whom a chat may speak now, and whether it may order food for them or only see it."""

    person: Person
    may_order: bool


async def save_relative(
    session: AsyncSession,
    actor: Actor,
    *,
    person_id: int,
    facts: RelativeFacts,
    relative_id: int | None = None,
    version: int | None = None,
) -> Kin:
    """Write a relative of a person, new or known; a known relative of other people is joined to this one too."""
    access.demand(actor, Deed.EDIT_PEOPLE)
    if actor.kind is not ActorKind.STAFF:
        raise NotAllowed
    person = await access.find(session, access.visible_people(actor), person_id)
    name, phone = _checked(facts)
    if relative_id is None:
        relative = Relative(organisation_id=person.organisation_id, name=name)
        session.add(relative)
    else:
        relative = await access.find(session, access.visible_relatives(actor), relative_id, fresh=True)
        demand_version(relative, version)
    relative.name, relative.phone, relative.language = name, phone, facts.language
    relative.search_text = searchable(name, phone)
    await flush_or_stale(session)
    kinship = await _kinship(session, person, relative, facts.kind)
    kinship.kind, kinship.call_order = facts.kind, facts.call_order
    _give(kinship, facts.may_see, facts.may_order, facts.is_told, by="office")
    if session.is_modified(kinship):
        touch(session, relative)  # the form shows the two as one: a change of the rights alone is a new version too
    await flush_or_stale(session)
    return Kin(relative, kinship, await _has_chat(session, relative.key))


def _checked(facts: RelativeFacts) -> tuple[str, str | None]:
    """The name and the phone as they are kept. Raises WrongInput by field."""
    wrong: dict[str, Phrase] = {}
    name = " ".join(facts.name.split())
    if not name:
        wrong["name"] = _("Please write the name.")
    if facts.language not in LANGUAGES:
        wrong["language"] = _("Please choose a language from the list.")
    phone = None
    if facts.phone.strip():
        try:
            phone = phones.parse_phone(facts.phone)
        except phones.NotAPhone:
            wrong["phone"] = _("This is not a phone number. Please write all its figures, for example 0888 123 456.")
    if wrong:
        raise WrongInput(**wrong)
    return name, phone


async def _kinship(session: AsyncSession, person: Person, relative: Relative, kind: KinshipKind) -> Kinship:
    """The current tie of the two, a new one if there is none. The unique index lets only one be current."""
    known = await session.scalar(_current(person.key, relative.key).with_for_update())
    if known:
        return known
    made = Kinship(organisation_id=person.organisation_id, person_id=person.key, relative_id=relative.key, kind=kind)
    try:
        async with session.begin_nested():
            session.add(made)
    except IntegrityError:
        raise Stale from None
    return made


def _current(person_id: int, relative_id: int) -> sa.Select[Kinship]:
    return sa.select(Kinship).where(
        col(Kinship.person_id) == person_id,
        col(Kinship.relative_id) == relative_id,
        col(Kinship.ended_at).is_(None),
    )


def _give(kinship: Kinship, may_see: bool, may_order: bool, is_told: bool, *, by: str) -> bool:
    """Set the rights; who may order must be able to see what is ordered. Says whether anything changed."""
    rights = (may_see or may_order, may_order, is_told)
    if rights == (kinship.may_see, kinship.may_order, kinship.is_told):
        return False
    kinship.may_see, kinship.may_order, kinship.is_told = rights
    kinship.given_by, kinship.given_at = by, clock.now()
    return True


async def end_kinship(session: AsyncSession, actor: Actor, *, person_id: int, relative_id: int) -> None:
    """The relative has nothing to do with the person any more; who has nobody left loses the chat link."""
    access.demand(actor, Deed.EDIT_PEOPLE)
    if actor.kind is not ActorKind.STAFF:
        raise NotAllowed
    person = await access.find(session, access.visible_people(actor), person_id)
    kinship = await session.scalar(_current(person.key, relative_id).with_for_update())
    if kinship is None:
        raise NotFound
    kinship.ended_at = clock.now()
    kinship.may_see = kinship.may_order = kinship.is_told = False
    await session.flush()
    others = sa.select(col(Kinship.id)).where(col(Kinship.relative_id) == relative_id, col(Kinship.ended_at).is_(None))
    if await session.scalar(others.limit(1)) is None:
        await _end_chats(session, relative_id)


async def _end_chats(session: AsyncSession, relative_id: int) -> None:
    rows = sa.select(Chat).where(col(Chat.relative_id) == relative_id, col(Chat.status) != ChatStatus.REVOKED)
    for chat in await session.scalars(rows.order_by(col(Chat.id)).with_for_update()):
        await end_chat(session, chat)


async def kin_of(session: AsyncSession, actor: Actor, *, person_id: int) -> list[Kin]:
    """The person's relatives, in the order in which they are called; for the office and the person alone."""
    if actor.kind is ActorKind.RELATIVE:
        raise NotAllowed
    person = await access.find(session, access.visible_people(actor), person_id)
    chats = sa.exists().where(col(Chat.relative_id) == col(Relative.id), col(Chat.status) == ChatStatus.LINKED)
    rows = (
        sa.select(Relative, Kinship, chats)
        .join(Kinship, col(Kinship.relative_id) == col(Relative.id))
        .where(col(Kinship.person_id) == person.key, col(Kinship.ended_at).is_(None))
        .order_by(col(Kinship.call_order), col(Relative.id))
    )
    return [Kin(*row) for row in await session.execute(rows)]


async def people_of(session: AsyncSession, actor: Actor) -> list[SpokenFor]:
    """The served people for whom this relative's chat may speak, by name; of a person's chat, the person alone."""
    if actor.kind not in (ActorKind.PERSON, ActorKind.RELATIVE):
        raise NotAllowed
    may_order = col(Person.id).in_(access.orderable_people(actor).with_only_columns(col(Person.id)))
    rows = access.visible_people(actor).where(col(Person.status) == PersonStatus.ACTIVE)
    rows = rows.order_by(col(Person.first_name), col(Person.last_name), col(Person.id))
    return [SpokenFor(*row) for row in await session.execute(rows.add_columns(may_order))]


async def allow(
    session: AsyncSession,
    actor: Actor,
    *,
    relative_id: int,
    person_id: int | None = None,
    may_see: bool,
    may_order: bool,
    is_told: bool,
) -> Kin:
    """Give or withdraw rights: the person in the chat (for herself), or the office. The relative is told."""
    if actor.kind is ActorKind.RELATIVE:
        raise NotAllowed
    access.demand_also_in_chat(actor, Deed.EDIT_PEOPLE)
    number = actor.number if actor.kind is ActorKind.PERSON else person_id
    person = await access.find(session, access.visible_people(actor), number)
    kinship = await session.scalar(_current(person.key, relative_id).with_for_update())
    relative = await session.get(Relative, relative_id)
    if kinship is None or relative is None:
        raise NotFound
    by = "person" if actor.kind is ActorKind.PERSON else "office"
    changed = _give(kinship, may_see, may_order, is_told, by=by)
    await session.flush()
    has_chat = await _has_chat(session, relative_id)
    if changed and has_chat:
        await _tell_the_rights(session, person, relative, kinship)
    return Kin(relative, kinship, has_chat)


async def _has_chat(session: AsyncSession, relative_id: int) -> bool:
    rows = sa.select(col(Chat.id)).where(col(Chat.relative_id) == relative_id, col(Chat.status) == ChatStatus.LINKED)
    return await session.scalar(rows) is not None


async def _tell_the_rights(session: AsyncSession, person: Person, relative: Relative, kinship: Kinship) -> None:
    """Write to the relative what is allowed from now on."""
    rows = sa.select(col(Chat.telegram_id)).where(
        col(Chat.relative_id) == relative.key, col(Chat.status) == ChatStatus.LINKED, col(Chat.blocked).is_(False)
    )
    telegram_id = await session.scalar(rows)
    if telegram_id is None:
        return
    reader = Reader(telegram_id, relative.language, person.organisation_id, person.key, person.office_id)
    text = spoken(_rights_phrase(kinship), name=person.full_name)
    await outbox.put(session, reader, News(kind="rights", text=text))


def _rights_phrase(kinship: Kinship) -> Phrase:
    """What the relative may do now, in one sentence."""
    phrases: dict[tuple[bool, bool, bool], Phrase] = {
        (True, True, True): _("{name}: you may order food, you see it, and I will write to you about it."),
        (True, True, False): _("{name}: you may order food and see it. I will not write to you about it."),
        (True, False, True): _("{name}: you see the food, and I will write to you about it. You may not order."),
        (True, False, False): _("{name}: you may see the food. You may not order."),
        (False, False, True): _("{name}: I will write to you about the food."),
        (False, False, False): _("{name}: you have no rights any more. Please ask {name} or the office."),
    }
    return phrases[kinship.may_see, kinship.may_order, kinship.is_told]
