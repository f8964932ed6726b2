"""The timelines themselves: which dated steps the cases of a service have. The administrator sets them."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import clock
from domain.access import Actor, Deed, demand, find
from domain.phrases import Phrase, _
from domain.refusals import WrongInput
from domain.versions import demand_version, flush_or_stale
from models.places import Programme, RuleSet
from models.timelines import CountedFrom, TimelineStep

LONGEST = 200
MOST_DAYS = 3 * 366
#: Rule sets whose services have cases.
RULES = (RuleSet.DELEGATED, RuleSet.MUNICIPAL, RuleSet.OPEN)


@dataclass(frozen=True)
class StepFacts:
    """What the form of a step holds: of one service, or of every service under the rules."""

    title: str
    counted_from: CountedFrom
    days: int | None
    working_days: bool = False
    rules: RuleSet | None = None
    programme_id: int | None = None
    active: bool = True


@dataclass(frozen=True)
class StepRow:
    """A step, and the service that it belongs to; without one it belongs to all under its rules."""

    step: TimelineStep
    programme: str


async def timelines(session: AsyncSession, actor: Actor) -> list[StepRow]:
    """Every step: those of the rules first, then those of single services, each in the order of a case's life."""
    demand(actor, Deed.MANAGE_LISTS)
    rows: sa.Executable = sa.select(TimelineStep, sa.func.coalesce(col(Programme.name), "")).outerjoin(
        Programme, col(Programme.id) == col(TimelineStep.programme_id)
    )
    return sorted((StepRow(step, name) for step, name in await session.execute(rows)), key=_order)


def _order(row: StepRow) -> tuple[bool, str, str, int, int, int]:
    step = row.step
    rules = step.rules.value if step.rules else ""
    return (bool(row.programme), row.programme, rules, list(CountedFrom).index(step.counted_from), step.days, step.key)


async def step_to_edit(session: AsyncSession, actor: Actor, *, step_id: int) -> TimelineStep:
    """One step, for its form. Raises NotFound."""
    demand(actor, Deed.MANAGE_LISTS)
    return await find(session, sa.select(TimelineStep), step_id, fresh=True)


async def save_step(
    session: AsyncSession, actor: Actor, *, step_id: int | None, facts: StepFacts, version: int | None = None
) -> TimelineStep:
    """Add a step or change one. It counts for dates of cases from today on, so that no old case becomes late by it."""
    demand(actor, Deed.MANAGE_LISTS)
    await _demand_right(session, facts)
    today = clock.today()
    if step_id is None:
        step = TimelineStep(
            organisation_id=actor.organisation, title="", counted_from=facts.counted_from, days=0, since=today
        )
        session.add(step)
    else:
        step = await step_to_edit(session, actor, step_id=step_id)
        demand_version(step, version)
        if step.counted_from is not facts.counted_from or (facts.active and not step.active):
            step.since = today
    step.title = facts.title.strip()
    step.counted_from, step.days, step.working_days = facts.counted_from, facts.days or 0, facts.working_days
    step.programme_id, step.active = facts.programme_id, facts.active
    step.rules = None if facts.programme_id else facts.rules
    await flush_or_stale(session)
    return step


async def _demand_right(session: AsyncSession, facts: StepFacts) -> None:
    wrong: dict[str, Phrase] = {}
    if not facts.title.strip() or len(facts.title.strip()) > LONGEST:
        wrong["title"] = _("Please write in a few words what is to be done.")
    if facts.days is None or abs(facts.days) > MOST_DAYS:
        wrong["days"] = _("Please write the number of days, at most three years.")
    elif facts.days < 0 and facts.counted_from is not CountedFrom.REVIEW:
        wrong["days"] = _("Only before a review can something be due. Please write a number without a minus.")
    if facts.programme_id is None and facts.rules not in RULES:
        wrong["rules"] = _("Please choose for which services the step is.")
    if facts.programme_id is not None and await _programme(session, facts.programme_id) is None:
        wrong["programme_id"] = _("Please choose the service.")
    if wrong:
        raise WrongInput(**wrong)


async def _programme(session: AsyncSession, number: int) -> Programme | None:
    """A service of the actor's organisation that has cases."""
    found: Programme | None = await session.scalar(
        sa.select(Programme).where(col(Programme.id) == number, col(Programme.rules).in_(RULES))
    )
    return found
