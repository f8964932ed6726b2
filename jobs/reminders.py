"""Reminding of tasks that nobody has answered, on working days."""

from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from domain import clock, leases
from domain.access import job
from domain.calendar import calendar_of
from domain.database import Database
from domain.places import organisations
from domain.tasks import remind_unanswered

LEASE = timedelta(minutes=5)


async def remind(database: Database, *, worker: str) -> int:
    """Remind once for each late task, whichever process does it; says of how many."""

    async def mine(session: AsyncSession) -> bool:
        return await leases.hold(session, name="reminders", worker=worker, life=LEASE)

    if not await database.run(job("reminders"), mine):
        return 0
    async with database.reading(job("reminders")) as session:
        found = await organisations(session)
    return sum([await _in_organisation(database, number) for number in found])


async def _in_organisation(database: Database, organisation_id: int) -> int:
    actor = job("reminders", organisation_id)

    async def work(session: AsyncSession) -> int:
        if not (await calendar_of(session)).is_working(clock.today()):
            return 0
        return await remind_unanswered(session, actor)

    return await database.run(actor, work)
