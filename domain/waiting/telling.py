"""What the family hears of a place. Of a guarded case nobody hears anything here: its team speaks with the family."""

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import clock, outbox
from domain.access import Actor, ActorKind, job
from domain.outbox import News
from domain.phrases import DEFAULT, Phrase, Spoken, _, day_words, say, spoken
from domain.tasks import open_task
from models.cases import Case, Secrecy
from models.people import Person
from models.places import Programme
from models.tasks import TaskKind
from models.waiting import Offer, WaitingEntry

TAKE = _("I take the place")
DECLINE = _("I decline the place")
STAY = _("I still wait")
LEAVE = _("I no longer wait")

_OFFERED = _(
    "There is a place for you: {service}. We keep it for you until {day}. Please press “I take the place” or “I "
    "decline the place”."
)
_OFFERED_FOR_KIN = _(
    "There is a place for {name}: {service}. We keep it until {day}. Please answer with “I take the place” or “I "
    "decline the place”."
)
_OFFERED_TASK = _("A place is free: {service}. It is held until {day}. Please call and write down the answer.")
_EXPIRED = _(
    "The time to answer has passed, and the place was offered to the next in line: {service}. You keep your turn on "
    "the list. Would you like a place soon? Write “I still wait”."
)
_EXPIRED_FOR_KIN = _(
    "The time to answer for {name} has passed, and the place was offered to the next in line: {service}. The turn on "
    "the list is kept. Is a place still wanted soon? Write “I still wait”."
)
_GIVEN = _("You have a place: {service}. The office will call you about the contract.")
_GIVEN_FOR_KIN = _("{name} has a place: {service}. The office will call about the contract.")
_ASKED = _("You are on the waiting list for {service}. Do you still wait for a place?")
_ASKED_FOR_KIN = _(
    "{name} is on the waiting list for {service}. Is a place still wanted? Please answer with “I still wait” or “I no "
    "longer wait”."
)
_ASKED_TASK = _("Waits for {service} for a year. Please ask whether the place is still wanted, and write it down.")


async def tell_of_offer(session: AsyncSession, offer: Offer) -> None:
    """A place is held until a day; whoever has no chat is called by the office."""
    day = last_day(offer)
    await _tell(
        session,
        offer.case_id,
        f"offer:{offer.key}",
        _OFFERED,
        _OFFERED_FOR_KIN,
        _OFFERED_TASK,
        (TAKE, DECLINE),
        day=day,
    )


async def tell_of_expiry(session: AsyncSession, offer: Offer) -> None:
    """The deadline has passed, the turn is kept."""
    await _tell(session, offer.case_id, f"offer_expired:{offer.key}", _EXPIRED, _EXPIRED_FOR_KIN)


async def tell_of_place(session: AsyncSession, actor: Actor, offer: Offer) -> None:
    """The place was taken: everybody hears it but the one who took it."""
    await _tell(session, offer.case_id, f"place:{offer.key}", _GIVEN, _GIVEN_FOR_KIN, by=actor)


async def ask_whether_still_waiting(session: AsyncSession, entry: WaitingEntry) -> None:
    """The yearly question; whoever has no chat is called by the office."""
    await _tell(
        session,
        entry.case_id,
        f"still_waiting:{entry.key}:{clock.today()}",
        _ASKED,
        _ASKED_FOR_KIN,
        _ASKED_TASK,
        (STAY, LEAVE),
    )


def last_day(offer: Offer) -> Spoken:
    """The last day on which the offer can be answered, with its weekday."""
    return lambda language: day_words(language, clock.local(offer.until).date())


def service_name(programme: Programme) -> Spoken:
    """What the service is called, in the reader's language."""
    return lambda language: programme.name if language == DEFAULT or not programme.name_en else programme.name_en


async def _tell(
    session: AsyncSession,
    case_id: int,
    key: str,
    text: Phrase,
    for_kin: Phrase,
    task: Phrase | None = None,
    buttons: tuple[Phrase, ...] = (),
    by: Actor | None = None,
    **values: object,
) -> None:
    """Write to the person and the relatives who are told; with `task`, call where nobody could be written to."""
    rows = (
        sa.select(Person, Programme)
        .join(Case, col(Case.person_id) == col(Person.id))
        .join(Programme, col(Programme.id) == col(Case.programme_id))
        .where(col(Case.id) == case_id, col(Case.secrecy) == Secrecy.OPEN)
    )
    found = (await session.execute(rows)).first()
    if found is None:
        return
    person, programme = found
    service = service_name(programme)
    kind = key.partition(":")[0]
    own = News(kind, spoken(text, service=service, **values), dedupe=key, buttons=buttons)
    kin = News(kind, spoken(for_kin, service=service, name=person.first_name, **values), dedupe=key)
    own_doing = by is not None and by.kind is ActorKind.PERSON
    acting = by.number if by and by.kind is ActorKind.RELATIVE else None
    told = own_doing or await outbox.tell_person(session, person, own)
    told |= bool(await outbox.tell_relatives(session, person, kin, but=acting))
    if task and not told:
        words = say(DEFAULT, task, service=service, **values)
        await _call(session, person, words)


async def _call(session: AsyncSession, person: Person, words: str) -> None:
    caller = job("waiting", person.organisation_id)
    await open_task(session, caller, kind=TaskKind.CALL_ME, person_id=person.key, words=words)
