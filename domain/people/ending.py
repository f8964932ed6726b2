"""The end of service: by wish, move or term, or by death."""

from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import access, clock
from domain.access import Actor, ActorKind, Deed
from domain.cases.closing import end_cases_of_deceased
from domain.links.linking import end_chat
from domain.meals.pausing import end_meals
from domain.people.in_use import demand_in_use
from domain.phrases import _
from domain.refusals import NotAllowed, WrongInput
from domain.versions import demand_version, flush_or_stale
from models.chats import Chat, ChatStatus
from models.outbox import MessageStatus, OutboxMessage
from models.people import Person, PersonStatus
from models.tasks import ALARMS, Task, TaskOutcome


async def end_service(
    session: AsyncSession, actor: Actor, *, person_id: int, reason: PersonStatus, day: date, version: int | None = None
) -> Person:
    """No food after `day`; chats of the person end. With DECEASED messages, food and cases end at once."""
    person = await _editable(session, actor, person_id)
    if reason is PersonStatus.ACTIVE:
        raise WrongInput(reason=_("Please choose why the service ends."))
    if day > clock.today():
        raise WrongInput(
            day=_("This day is still to come. Please stop the food from that day on, and end the service then.")
        )
    if (person.status, person.ended_on) == (reason, day):
        return person
    demand_version(person, version)
    await end_meals(session, actor, person_id=person.key, from_day=_first_day_without(reason, day))
    person.status, person.ended_on = reason, day
    await flush_or_stale(session)
    await _withdraw_messages(session, person)
    await _end_chats(session, person, tell=reason is not PersonStatus.DECEASED)
    await _close_tasks(session, actor, person)
    if reason is PersonStatus.DECEASED:
        await end_cases_of_deceased(session, person)
    return person


def _first_day_without(reason: PersonStatus, day: date) -> date:
    today = clock.today()
    return today if reason is PersonStatus.DECEASED else max(day + timedelta(days=1), today)


async def resume_service(session: AsyncSession, actor: Actor, *, person_id: int) -> Person:
    """Serve again a person whose service had ended; the weekly order and the chat link are made anew.

    Raises CardIsAnonymous and CardWasJoined.
    """
    person = await _editable(session, actor, person_id)
    await demand_in_use(session, person)
    person.status, person.ended_on = PersonStatus.ACTIVE, None
    await flush_or_stale(session)
    return person


async def _editable(session: AsyncSession, actor: Actor, person_id: int) -> Person:
    access.demand(actor, Deed.EDIT_PEOPLE)
    if actor.kind is not ActorKind.STAFF:
        raise NotAllowed
    return await access.find(session, access.visible_people(actor), person_id, fresh=True)


async def _withdraw_messages(session: AsyncSession, person: Person) -> None:
    """Nothing that still waits is written any more, neither to the person nor to relatives about the person."""
    await session.execute(
        sa.update(OutboxMessage)
        .where(col(OutboxMessage.person_id) == person.key, col(OutboxMessage.status) == MessageStatus.NEW)
        .values(status=MessageStatus.CANCELLED)
        .execution_options(audited=True, synchronize_session=False)
    )


async def _end_chats(session: AsyncSession, person: Person, *, tell: bool) -> None:
    rows = sa.select(Chat).where(col(Chat.person_id) == person.key, col(Chat.status) != ChatStatus.REVOKED)
    for chat in await session.scalars(rows.order_by(col(Chat.id)).with_for_update()):
        await end_chat(session, chat, tell=tell)


async def _close_tasks(session: AsyncSession, actor: Actor, person: Person) -> None:
    """What was asked for is needed no longer; an alarm still wants its own outcome."""
    rows = sa.select(Task).where(
        col(Task.person_id) == person.key, col(Task.closed_at).is_(None), col(Task.kind).not_in(ALARMS)
    )
    for task in await session.scalars(rows.order_by(col(Task.id)).with_for_update()):
        task.closed_at, task.closed_by, task.outcome = clock.now(), actor.number, TaskOutcome.NO_NEED
    await session.flush()
