"""One look at the timetable: do everything that is due and was not done yet, in its order."""

from collections.abc import Sequence

from domain.daily import Entry, missed_runs, run_job
from domain.daily.running import skip
from domain.database import Database


async def catch_up(database: Database, timetable: Sequence[Entry], *, worker: str) -> int:
    """Do what is due until nothing is; says how many runs this worker did.

    A finished run may make the next one due, so the table is read again after each round.
    """
    done = 0
    while True:
        began = 0
        for missed in await missed_runs(database, timetable):
            organisation_id, day = missed.organisation_id, missed.day
            if missed.too_late:
                await skip(database, missed.job, organisation_id=organisation_id, day=day, worker=worker)
            elif await run_job(database, missed.job, organisation_id=organisation_id, day=day, worker=worker):
                began += 1
        if not began:
            return done
        done += began
