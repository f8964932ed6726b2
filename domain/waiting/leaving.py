"""Leaving the line for another reason than a place, and saying that one still waits."""

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import clock
from domain.access import Actor, ActorKind, Deed, Rows, demand, demand_also_in_chat, find, orderable_people, within
from domain.cases.editing import editable_cases
from domain.cases.procedure import Step, take_step
from domain.people.numbers import demand_no_number
from domain.refusals import NotAllowed, NotFound
from domain.waiting.line import check_urgency, entry_of
from domain.waiting.pools import lock_places
from models.cases import Case
from models.people import Person
from models.waiting import LeftWaiting, WaitingEntry, WaitingReason


async def leave_line(
    session: AsyncSession, actor: Actor, *, case_id: int, reason: LeftWaiting, words: str = ""
) -> WaitingEntry:
    """Let a case out of the line; its application is thereby withdrawn. In a chat only by own wish.

    Raises NotFound and NumberInWords.
    """
    if reason is LeftWaiting.PLACE or (actor.kind is not ActorKind.STAFF and reason is not LeftWaiting.OWN_WISH):
        raise NotAllowed
    demand_no_number(words)
    entry = await _entry(session, actor, case_id)
    entry.left_at, entry.left_reason, entry.left_words = clock.now(), reason, words.strip()
    await session.flush()
    await take_step(session, actor, case_id=case_id, step=Step.WITHDRAW, words=words)
    return entry


async def confirm_waiting(session: AsyncSession, actor: Actor, *, case_id: int) -> WaitingEntry:
    """Note that the person still waits: whoever let a place go by is thereby offered the next one again."""
    entry = await _entry(session, actor, case_id)
    entry.confirmed_at = clock.now()
    await session.flush()
    return entry


async def make_urgent(
    session: AsyncSession, actor: Actor, *, case_id: int, reason: WaitingReason, words: str
) -> WaitingEntry:
    """Let a case go before the others for one of the law's three reasons, or back into the order of entry."""
    demand(actor, Deed.OFFER_PLACES)
    entry = await _entry(session, actor, case_id, Deed.OFFER_PLACES)
    check_urgency(reason, words)
    entry.reason, entry.reason_words = reason, words.strip()
    entry.urgent = reason is not WaitingReason.IN_ORDER
    await session.flush()
    return entry


def spoken_for(actor: Actor, deed: Deed = Deed.EDIT_CASES) -> Rows[Case]:
    """Cases of which the actor may say what is wanted: the office's own; in a chat those of the person herself.

    A relative answers for whom they may order.
    """
    demand_also_in_chat(actor, deed)
    rows = editable_cases(actor)
    if actor.kind is ActorKind.STAFF:
        return rows.where(within(actor, deed, Case.office_id))
    if actor.kind is ActorKind.JOB:
        return rows
    people = orderable_people(actor).with_only_columns(col(Person.id))
    return rows.where(col(Case.person_id).in_(people))


async def _entry(session: AsyncSession, actor: Actor, case_id: int, deed: Deed = Deed.EDIT_CASES) -> WaitingEntry:
    """The entry by which a case of the actor waits, locked with its service. Raises NotFound."""
    case = await find(session, spoken_for(actor, deed), case_id)
    await lock_places(session, case.programme_id)
    entry = await entry_of(session, case.key)
    if entry is None:
        raise NotFound
    return entry
