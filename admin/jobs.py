"""Work by the clock: how far the daily jobs are, and a button that runs one now."""

import asyncio
from typing import Any

from admin.pages import Answer, page
from admin.reading import day_asked, day_typed
from admin.visit import Visit
from domain import clock
from domain.access import Deed
from domain.daily import job_runs, run_by_hand
from domain.phrases import _, day_words
from domain.refusals import WrongInput

#: A short job is answered with its end; a long one goes on while the page shows how far it is.
PATIENCE_SECONDS = 3.0
_running: set[asyncio.Task[Any]] = set()


@page("/jobs", deed=Deed.RUN_JOBS, title=_("Work by the clock"))
async def jobs(visit: Visit) -> Answer:
    """The jobs of one service date, in the order in which they follow one another."""
    day = day_typed(visit, "day") or day_asked(visit)
    rows = await job_runs(visit.session, visit.actor, day=day)
    return visit.show("jobs/jobs.html", day=day, rows=rows, today=clock.today())


@jobs.post(own_units=True)
async def run(visit: Visit) -> Answer:
    """Run a job now; the same function as the clock's."""
    day = day_typed(visit, "day")
    if day is None:
        raise WrongInput(day=_("Please choose the day."))
    task = asyncio.create_task(run_by_hand(visit.database, visit.actor, name=visit.typed("job"), day=day))
    _running.add(task)
    task.add_done_callback(_running.discard)
    done, _going_on = await asyncio.wait({task}, timeout=PATIENCE_SECONDS)
    for ended in done:
        ended.result()
    return visit.go(f"/jobs?day={day}", _("Started for {day}."), day=day_words(visit.language, day))
