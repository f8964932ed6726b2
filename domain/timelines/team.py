"""What awaits a team, worker by worker: beside the load, how much of each one's work is late, for today, and soon."""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from domain.access import Actor
from domain.cases.caseloads import WorkerLoad, loads
from domain.timelines.due import Due, due
from domain.timelines.rows import DueRow


@dataclass(frozen=True)
class WorkerDue:
    """A worker's load, and how much awaits."""

    load: WorkerLoad
    late: int
    today: int
    soon: int


@dataclass(frozen=True)
class TeamDue:
    """What awaits the whole team."""

    due: Due
    workers: list[WorkerDue]


async def team_due(session: AsyncSession, actor: Actor) -> TeamDue:
    """For who supervises: everything due of the team, and each worker's part; who has most overdue stands first."""
    found = await due(session, actor)
    late, today, soon = (_by_worker(rows) for rows in (found.overdue, found.today, found.soon))
    rows = [
        WorkerDue(load, late[load.staff_id], today[load.staff_id], soon[load.staff_id])
        for load in await loads(session, actor)
    ]
    return TeamDue(found, sorted(rows, key=lambda row: (-row.late, -row.load.cases, row.load.name)))


def _by_worker(rows: list[DueRow]) -> Counter[int | None]:
    return Counter(row.about.worker_id for row in rows)
