"""A day planned anew as a proposal: what it would save and whom it would move, kept until the dispatcher says yes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import clock
from domain.access import Actor
from domain.refusals import NotAllowed, Refusal
from domain.routes.working_out import KitchenWays
from models.routes import DayPlan

NOTICED = timedelta(minutes=15)  # a smaller change of the hour nobody notices


class NoProposal(Refusal):
    """There is no proposal for this kitchen and day. Please ask for one first."""


@dataclass(frozen=True)
class Proposal:
    """A day planned anew, waiting for the dispatcher's yes: what it saves, and for how many doors the hour moves."""

    kitchen_id: int
    day: date
    metres_now: int
    metres_then: int
    routes_now: int
    routes_then: int
    unplaced_now: int
    unplaced_then: int
    doors_with_another_hour: int
    doors_with_another_driver: int


def compared(day: date, now: KitchenWays, then: KitchenWays) -> Proposal:
    """The repaired day beside the one planned anew."""
    before, after = _doors(now), _doors(then)
    both = before.keys() & after.keys()
    return Proposal(
        kitchen_id=now.kitchen_id,
        day=day,
        metres_now=sum(way.metres for way in now.ways),
        metres_then=sum(way.metres for way in then.ways),
        routes_now=len(now.ways),
        routes_then=len(then.ways),
        unplaced_now=len(now.unplaced),
        unplaced_then=len(then.unplaced),
        doors_with_another_hour=sum(abs(before[door][1] - after[door][1]) > NOTICED for door in both),
        doors_with_another_driver=sum(before[door][0] != after[door][0] for door in both),
    )


def _doors(ways: KitchenWays) -> dict[int, tuple[int, datetime]]:
    return {placed.address_id: (way.vehicle_id, placed.arrives_at) for way in ways.ways for placed in way.placed}


async def store_proposal(
    session: AsyncSession, actor: Actor, *, day: date, found: KitchenWays, proposal: Proposal
) -> None:
    """Keep the proposal beside the kitchen's plan; a newer one takes its place."""
    if actor.organisation_id is None:
        raise NotAllowed
    row = await _plan_of(session, day, found.kitchen_id)
    if row is None:
        row = DayPlan(
            organisation_id=actor.organisation_id, day=day, kitchen_id=found.kitchen_id, planned_at=clock.now()
        )
        session.add(row)
    ways = [[way.vehicle_id, [placed.address_id for placed in way.placed]] for way in found.ways]
    row.facts = {**row.facts, "proposal": {"ways": ways, "metres": proposal.metres_then}}
    await session.flush()


async def load_proposal(session: AsyncSession, *, day: date, kitchen_id: int) -> list[tuple[int, Sequence[int]]]:
    """The proposed ways: vans with their addresses in order. Raises NoProposal."""
    row = await _plan_of(session, day, kitchen_id)
    if row is None or "proposal" not in row.facts:
        raise NoProposal
    return [(vehicle_id, tuple(numbers)) for vehicle_id, numbers in row.facts["proposal"]["ways"]]


async def _plan_of(session: AsyncSession, day: date, kitchen_id: int) -> DayPlan | None:
    found: DayPlan | None = await session.scalar(
        sa.select(DayPlan).where(col(DayPlan.day) == day, col(DayPlan.kitchen_id) == kitchen_id)
    )
    return found
