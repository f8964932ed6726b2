"""A daily job asked for by the operator on the command line, for every organisation."""

from collections.abc import AsyncIterator
from datetime import date

from domain import access
from domain.access import Actor
from domain.daily.running import run_by_hand
from domain.database import Database
from domain.places import organisations
from domain.settings import Settings


async def do_job(settings: Settings, *, name: str, day: date) -> list[str]:
    """Do the job for the day, also where it was done before; a line an organisation. Raises NoSuchJob, JobIsRunning."""
    database = Database(settings.database)
    try:
        return [line async for line in _done(database, name, day)]
    finally:
        await database.close()


async def _done(database: Database, name: str, day: date) -> AsyncIterator[str]:
    async with database.reading(access.job("command")) as session:
        numbers = await organisations(session)
    for number in numbers:
        actor: Actor = access.job("command", number)
        done = await run_by_hand(database, actor, name=name, day=day, worker="command")
        yield f"{name} {day} organisation {number}: {done.state.value} {done.result or done.error or ''}".rstrip()
