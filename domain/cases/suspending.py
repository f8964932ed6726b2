"""Suspension: hospital, travel, substitute care. The service rests, and the case stays."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import clock
from domain.access import Actor
from domain.cases.editing import case_to_edit
from domain.cases.procedure import NotNow, Step, take_step
from domain.cases.resting import let_meals_come, move_return_of_meals, rest_meals
from domain.courses.ending import rest_meetings
from domain.phrases import _
from domain.refusals import Refusal, WrongInput
from domain.versions import demand_version, flush_or_stale, touch
from models.cases import Case, Suspension, SuspensionReason

#: Days of substitute care in a calendar year (чл. 92 ЗСУ).
SUBSTITUTE_CARE_DAYS = 30


class TooManyDays(Refusal):
    """Substitute care is given for {most} days in a calendar year at most. For {year} there are {left} left: please choose an earlier day of return."""  # noqa: E501


@dataclass(frozen=True)
class Rest:
    """Why a service rests, from when, and the first day on which it works again when that is known."""

    reason: SuspensionReason
    starts_on: date
    until: date | None = None
    words: str = ""


async def suspend(
    session: AsyncSession, actor: Actor, *, case_id: int, rest: Rest, version: int | None = None
) -> Suspension:
    """Let the service rest. Raises WrongInput, NotNow, Stale, and TooManyDays beyond the days of substitute care."""
    case = await case_to_edit(session, actor, case_id=case_id)
    demand_version(case, version)
    _check(rest)
    if rest.reason is SuspensionReason.SUBSTITUTE_CARE:
        await _demand_days_left(session, case, rest, but=None)
    await take_step(session, actor, case_id=case_id, step=Step.SUSPEND, words=rest.words)
    made = Suspension(
        organisation_id=case.organisation_id,
        case_id=case.key,
        reason=rest.reason,
        starts_on=rest.starts_on,
        until=rest.until,
        words=rest.words,
    )
    session.add(made)
    await session.flush()
    await rest_meals(session, actor, case, made)
    await rest_meetings(session, actor, case, until=made.until)
    return made


def _check(rest: Rest) -> None:
    if rest.starts_on > clock.today():
        raise WrongInput(starts_on=_("This day is still to come. Please suspend the service when it begins to rest."))
    if rest.until and rest.until <= rest.starts_on:
        raise WrongInput(until=_("The day of return must come after the first day of rest."))
    if rest.reason is SuspensionReason.SUBSTITUTE_CARE and rest.until is None:
        raise WrongInput(until=_("Substitute care needs a day of return."))
    if rest.reason is SuspensionReason.OTHER and not rest.words:
        raise WrongInput(words=_("Please write the reason."))


async def set_return(
    session: AsyncSession, actor: Actor, *, case_id: int, until: date | None, version: int | None = None
) -> Suspension:
    """Set another day of return while the service rests. Raises WrongInput, NotNow, Stale, TooManyDays."""
    case = await case_to_edit(session, actor, case_id=case_id)
    demand_version(case, version)
    rested = await session.scalar(_open_rests(case))
    if rested is None:
        raise NotNow
    changed = Rest(rested.reason, rested.starts_on, until, rested.words)
    _check(changed)
    if until is not None and until <= clock.today():
        raise WrongInput(until=_("The day of return must be still to come. If the service works already, resume it."))
    if rested.reason is SuspensionReason.SUBSTITUTE_CARE:
        await _demand_days_left(session, case, changed, but=rested)
    rested.until = until
    touch(session, case)
    await flush_or_stale(session)
    await move_return_of_meals(session, actor, case, rested)
    await rest_meetings(session, actor, case, until=until)
    return rested


async def resume(session: AsyncSession, actor: Actor, *, case_id: int, version: int | None = None) -> Case:
    """Let the service work again from today."""
    case = await case_to_edit(session, actor, case_id=case_id)
    demand_version(case, version)
    await take_step(session, actor, case_id=case_id, step=Step.RESUME)
    for rested in await end_rest(session, case):
        await let_meals_come(session, actor, case, rested)
    return case


async def end_rest(session: AsyncSession, case: Case) -> list[Suspension]:
    """End the open suspension of a case today. Says which one it was."""
    rested = list(await session.scalars(_open_rests(case)))
    for one in rested:
        one.ended_on = max(clock.today(), one.starts_on)
    await session.flush()
    return rested


def _open_rests(case: Case) -> sa.Select[Suspension]:
    return sa.select(Suspension).where(col(Suspension.case_id) == case.key, col(Suspension.ended_on).is_(None))


async def _demand_days_left(session: AsyncSession, case: Case, rest: Rest, *, but: Suspension | None) -> None:
    """Raise TooManyDays when a calendar year would get more than its days, over all cases of the person.

    `but` is the rest that is changed to `rest`.
    """
    rows = (
        sa.select(Suspension)
        .join(Case, col(Case.id) == col(Suspension.case_id))
        .where(col(Case.person_id) == case.person_id, col(Suspension.reason) == SuspensionReason.SUBSTITUTE_CARE)
    )
    used = days_of([one for one in await session.scalars(rows) if one is not but])
    wanted = set(_days(rest.starts_on, rest.until or rest.starts_on))
    for year in sorted({day.year for day in wanted}):
        before = sum(1 for day in used if day.year == year)
        if sum(1 for day in used | wanted if day.year == year) > SUBSTITUTE_CARE_DAYS:
            raise TooManyDays(most=SUBSTITUTE_CARE_DAYS, year=year, left=max(SUBSTITUTE_CARE_DAYS - before, 0))


def days_of(suspensions: Iterable[Suspension]) -> set[date]:
    """The days on which a service rested or is to rest; a day counts once, whatever rests on it."""
    return {day for one in suspensions for day in _days(one.starts_on, one.ended_on or one.until or clock.today())}


def _days(first: date, until: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((until - first).days)]


async def suspensions_of(session: AsyncSession, case: Case) -> list[Suspension]:
    """Every time in which the service of the case rested, the latest first."""
    rows = sa.select(Suspension).where(col(Suspension.case_id) == case.key)
    return list(await session.scalars(rows.order_by(col(Suspension.starts_on).desc(), col(Suspension.id).desc())))
