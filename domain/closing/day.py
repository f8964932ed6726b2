"""The count at the cut-off: what the kitchens cook for a day. Set-based, and twice changes nothing.

Weekly orders outside pauses become orders where nothing was said of the day; what was said of the day stays; sites get
their portions. From then on a change is late.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import clock, menus, statements
from domain.access import Actor, Deed, demand
from domain.calendar import Calendar, calendar_of
from domain.closing.statements import ASK, ASKED, CLASHING, PORTIONS, SINGLE, SITES, STANDING
from domain.database import lock_day
from domain.meals import eating
from domain.menus import MenuDish
from domain.phrases import _, say
from models.audit import AuditAction
from models.places import Organisation, Programme, ProgrammeKind
from models.tasks import TaskKind

#: The office has this long to choose another dish before the kitchens begin.
ANSWER_WITHIN = timedelta(hours=2)
_FOOD = (ProgrammeKind.MEALS, ProgrammeKind.BULK_MEALS)
_REPLACE = _("Weekly order for {day}: {dishes}. Choose another dish or diet together with the person.")


@dataclass(frozen=True)
class Clash:
    """A person whose weekly order brings dishes with her allergens: the office chooses something else."""

    dishes: list[MenuDish]
    person_id: int
    office_id: int
    allergens: int


@dataclass(frozen=True)
class Closed:
    """What the kitchens cook on the day, and what this count added to it."""

    day: date
    portions: int
    people: int
    by_kitchen: dict[int, int]
    standing: int = 0  #: weekly orders that became orders now
    single: int = 0  #: orders and cancellations of the day that were counted now
    sites: int = 0
    clashes: list[Clash] = field(default_factory=list)

    @property
    def changed(self) -> bool:
        """Whether this count found anything that was not counted before."""
        return bool(self.standing or self.single or self.sites)


async def _programmes(session: AsyncSession) -> Sequence[Programme]:
    rows = sa.select(Programme).where(col(Programme.kind).in_(_FOOD), col(Programme.active))
    return (await session.scalars(rows.order_by(col(Programme.id)))).all()


async def close_orders(session: AsyncSession, actor: Actor, *, day: date) -> Closed:
    """Count the day: weekly orders minus pauses and cancellations, plus single orders, plus sites.

    Nobody orders for the day and nobody changes a weekly order while it is counted, so no press is lost or doubled.
    """
    demand(actor, Deed.RUN_JOBS)
    await lock_day(session, f"orders:{actor.organisation}:{day}", alone=True)
    await lock_day(session, eating.habits_key(actor), alone=True)
    calendar, now = await calendar_of(session), clock.now()
    served = [programme.key for programme in await _programmes(session) if calendar.serves(programme, day)]
    facts = {"organisation": actor.organisation, "service_day": day, "now": now}
    standing = await _count_standing(session, calendar, day, served, facts)
    sites = await statements.change(session, SITES[_engine(session)], **facts, programmes=served)
    single = await statements.change(session, SINGLE, **facts)
    clashes = await _clashes(session, facts) if standing else []
    closed = await _total(session, day, facts, standing=standing, single=single, sites=sites, clashes=clashes)
    if closed.changed:
        await _ask_the_offices(session, actor, closed, now)
        await _note(session, closed)
    return closed


def _engine(session: AsyncSession) -> str:
    return session.get_bind().dialect.name


async def _count_standing(
    session: AsyncSession, calendar: Calendar, day: date, served: list[int], facts: dict[str, Any]
) -> int:
    masks = eating.standing_masks(calendar, day)
    return await statements.change(
        session, STANDING[_engine(session)], **facts, programmes=served, mask=masks[0], other_mask=masks[-1]
    )


async def _clashes(session: AsyncSession, facts: dict[str, Any]) -> list[Clash]:
    rows = await statements.fetch(session, CLASHING, **facts)
    return [
        Clash([MenuDish(*row[3:]) for row in found], *person)
        for person, found in groupby(rows, key=lambda row: tuple(row[:3]))
    ]


async def _total(session: AsyncSession, day: date, facts: dict[str, Any], **counted: Any) -> Closed:
    rows = await statements.fetch(session, PORTIONS, **facts)
    return Closed(
        day=day,
        portions=sum(portions for _kitchen, portions, _people in rows),
        people=sum(people for _kitchen, _portions, people in rows),
        by_kitchen={kitchen: portions for kitchen, portions, _people in rows},
        **counted,
    )


async def _ask_the_offices(session: AsyncSession, actor: Actor, closed: Closed, now: datetime) -> None:
    """A task for each person whose dishes clash, unless the office is asked about her already."""
    if not closed.clashes:
        return
    asked = {row.person_id for row in await statements.fetch(session, ASKED, organisation=actor.organisation)}
    organisation = await session.get_one(Organisation, actor.organisation)
    tasks = [
        {
            "organisation_id": actor.organisation,
            "office_id": clash.office_id,
            "person_id": clash.person_id,
            "kind": TaskKind.DIET_CLASH,
            "words": _task_words(organisation.language, closed.day, clash),
            "phone": "",
            "asked_by": actor.label,
            "opened_at": now,
            "due_at": now + ANSWER_WITHIN,
            "outcome_words": "",
        }
        for clash in closed.clashes
        if clash.person_id not in asked
    ]
    await statements.add(session, ASK, tasks)


def _task_words(language: str, day: date, clash: Clash) -> str:
    return say(language, _REPLACE, day=day, dishes=menus.clash_words(language, clash.dishes, clash.allergens))


async def _note(session: AsyncSession, closed: Closed) -> None:
    """One record of the audit for the whole count, since thousands of rows change by one rule."""
    facts = {
        "day": closed.day.isoformat(),
        "portions": closed.portions,
        "standing": closed.standing,
        "single": closed.single,
        "sites": closed.sites,
        "clashes": len(closed.clashes),
    }
    await statements.note(session, AuditAction.CHANGED, "meal_order", None, after=facts)
