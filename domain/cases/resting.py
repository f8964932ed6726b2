"""Meals rest with the case that brings them: a suspension stops the food, and its end lets it come again.

A case that is closed ends the weekly order, unless another case of meals goes on.

The days without food are a pause of the suspension's own. Whatever the person or a relative asked for stands beside it
and is not touched; what they ask for afterwards takes its place.
"""

from collections.abc import Sequence
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import clock, evening
from domain.access import Actor
from domain.calendar import Calendar, calendar_of
from domain.meals import eating, telling
from domain.meals.eating import Eater, NoMeals
from domain.meals.pausing import FAR, cancel_orders, end_food
from domain.meals.weekly import first_open_day
from models.cases import LIVE, Case, CaseOutcome, Secrecy, Suspension, SuspensionReason
from models.meals import Pause, PauseReason
from models.places import Programme, ProgrammeKind

_REASONS = {SuspensionReason.HOSPITAL: PauseReason.HOSPITAL, SuspensionReason.TRAVEL: PauseReason.AWAY}


async def rest_meals(session: AsyncSession, actor: Actor, case: Case, suspension: Suspension) -> None:
    """Stop the food of a meals case from today up to the day of return; nothing for other services."""
    if not await _is_of_meals(session, case):
        return
    await eating.lock_habits(session, actor, case.person_id)
    start, returns_on = clock.today(), suspension.until
    if returns_on is not None and returns_on <= start:
        return
    last = returns_on - timedelta(days=1) if returns_on else start + FAR
    cancelled = await cancel_orders(session, case.person_id, start, last, but=[])
    await evening.withdraw_tomorrow(session, person_id=case.person_id, days=cancelled)
    await _pause(session, case, suspension, start)
    eater = await _eater(session, actor, case, start)
    if eater and case.secrecy is Secrecy.OPEN:
        await telling.tell_of_pause(session, actor, eater, start, returns_on)


async def _pause(session: AsyncSession, case: Case, suspension: Suspension, start: date) -> None:
    """The suspension's own pause; where the person has already stopped all food, up to there."""
    rows = sa.select(Pause).where(col(Pause.person_id) == case.person_id, col(Pause.returns_on).is_(None))
    open_already = await session.scalar(rows)
    returns_on = suspension.until or (open_already.starts_on if open_already else None)
    if returns_on is not None and returns_on <= start:
        return
    session.add(
        Pause(
            organisation_id=case.organisation_id,
            person_id=case.person_id,
            starts_on=start,
            returns_on=returns_on,
            reason=_REASONS.get(suspension.reason, PauseReason.OTHER),
            suspension_id=suspension.key,
        )
    )
    await session.flush()


async def move_return_of_meals(session: AsyncSession, actor: Actor, case: Case, suspension: Suspension) -> None:
    """Another day of return: from today the food rests up to the new one."""
    if await _is_of_meals(session, case):
        await eating.lock_habits(session, actor, case.person_id)
        await _end_pauses(session, [suspension], clock.today())
        await rest_meals(session, actor, case, suspension)


async def let_meals_come(session: AsyncSession, actor: Actor, case: Case, suspension: Suspension) -> None:
    """End the pause of a suspension: food comes from the first day that can still be ordered."""
    if not await _pauses_of(session, [suspension]):
        return
    await eating.lock_habits(session, actor, case.person_id)
    eater = await _eater(session, actor, case, clock.today())
    first_day = _first_open(await calendar_of(session), eater)
    shortened = await _end_pauses(session, [suspension], first_day)
    if not shortened or case.secrecy is not Secrecy.OPEN:
        return
    eater = await _eater(session, actor, case, first_day)
    if eater and not eater.pause_on(first_day):
        await telling.tell_of_return(session, actor, eater, first_day)


async def end_meals_with(session: AsyncSession, actor: Actor, case: Case, rested: Sequence[Suspension]) -> None:
    """The weekly order ends with the case from the first day that can still be changed; after a death at once.

    What the kitchen has counted still comes. The pauses of its rest end with it, so that a weekly order that is taken
    later meets none. A death is told by nobody, and nothing of a guarded case is.
    """
    if not await _is_of_meals(session, case) or await _goes_on(session, case):
        return
    await eating.lock_habits(session, actor, case.person_id)
    eater = await _eater(session, actor, case, clock.today())
    died = case.outcome is CaseOutcome.DECEASED
    first_day = clock.today() if died else _first_open(await calendar_of(session), eater)
    ended = await end_food(session, case.person_id, first_day)
    await _end_pauses(session, rested, first_day)
    if eater is None:
        return
    if (ended.weekly or ended.cancelled) and not died and case.secrecy is Secrecy.OPEN:
        await telling.tell_of_end(session, actor, eater, first_day)


async def _goes_on(session: AsyncSession, case: Case) -> bool:
    """Whether another case of the person brings meals."""
    others = (
        sa.select(col(Case.id))
        .join(Programme, col(Programme.id) == col(Case.programme_id))
        .where(
            col(Case.person_id) == case.person_id,
            col(Case.id) != case.key,
            col(Case.status).in_(LIVE),
            col(Programme.kind) == ProgrammeKind.MEALS,
        )
    )
    return await session.scalar(others.limit(1)) is not None


async def _end_pauses(session: AsyncSession, rested: Sequence[Suspension], first_day: date) -> list[Pause]:
    """End the pauses of these rests; says which would have stopped food on the day or later."""
    shortened = [
        one for one in await _pauses_of(session, rested) if one.returns_on is None or one.returns_on > first_day
    ]
    for pause in shortened:
        if pause.starts_on >= first_day:
            await session.delete(pause)
        else:
            pause.returns_on = first_day
    await session.flush()
    return shortened


async def _pauses_of(session: AsyncSession, rested: Sequence[Suspension]) -> list[Pause]:
    rows = sa.select(Pause).where(
        col(Pause.suspension_id).in_([one.key for one in rested]),
        col(Pause.returns_on).is_(None) | (col(Pause.returns_on) > clock.today()),
    )
    return list(await session.scalars(rows.order_by(col(Pause.id))))


async def _is_of_meals(session: AsyncSession, case: Case) -> bool:
    kind = await session.scalar(sa.select(col(Programme.kind)).where(col(Programme.id) == case.programme_id))
    return kind is ProgrammeKind.MEALS


async def _eater(session: AsyncSession, actor: Actor, case: Case, day: date) -> Eater | None:
    """The person with weekly order and pauses; None where no meals are arranged."""
    try:
        return await eating.load(session, actor, person_id=case.person_id, first=day, last=day + FAR)
    except NoMeals:
        return None


def _first_open(calendar: Calendar, eater: Eater | None) -> date:
    return first_open_day(calendar, eater.standings[-1].programme) if eater else clock.today()
