"""Which runs are due: each job has its hour, counted from the day of the food, by the organisation's calendar."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import access, clock
from domain.calendar import Calendar, calendar_of
from domain.daily.all_jobs import JOBS
from domain.daily.job import CatchUp, key_of
from domain.daily.running import MOST_ATTEMPTS, runs_since
from domain.database import Database
from domain.places import organisations
from models.jobs import JobRun, JobState
from models.places import Programme, ProgrammeKind

#: How far back a missed run is noticed, and how far ahead a cut-off can lie.
DAYS_BACK = 3
DAYS_AHEAD = 31
_FOOD = (ProgrammeKind.MEALS, ProgrammeKind.BULK_MEALS)
_OVER = (JobState.DONE, JobState.SKIPPED)


class When(StrEnum):
    """On which day the hour of an entry is meant."""

    CUT_OFF = "cut_off"  #: the last programme's cut-off to order; the hour in the table is the usual one
    WORKING_DAY_BEFORE = "working_day_before"
    EVENING_BEFORE = "evening_before"  #: the day before by the calendar, a Sunday too
    SAME_DAY = "same_day"
    EVERY_DAY = "every_day"  #: whether food is brought or not: also where an organisation brings none


@dataclass(frozen=True)
class Entry:
    """One line of the timetable."""

    job: str
    when: When
    hour: time


@dataclass(frozen=True)
class Missed:
    """A run that is due and was not done; `too_late` by the job's own policy."""

    job: str
    organisation_id: int
    day: date
    too_late: bool


@dataclass(frozen=True)
class _Days:
    """The days an organisation brings food, and its cut-offs."""

    calendar: Calendar
    programmes: Sequence[Programme]

    def served(self, start: date) -> Iterator[date]:
        """The days of food around `start`."""
        for ahead in range(-DAYS_BACK, DAYS_AHEAD + 1):
            day = start + timedelta(days=ahead)
            if any(self.calendar.serves(programme, day) for programme in self.programmes):
                yield day

    def meant(self, entry: Entry, start: date) -> Iterator[date]:
        """The days around `start` that have the entry's run."""
        if entry.when is When.EVERY_DAY:
            return (start - timedelta(days=back) for back in range(DAYS_BACK, -1, -1))
        return self.served(start)

    def due_at(self, entry: Entry, day: date) -> datetime:
        """The moment from which the entry's job for the day is due."""
        match entry.when:
            case When.CUT_OFF:
                serving = [one for one in self.programmes if self.calendar.serves(one, day)]
                return max(self.calendar.order_cut_off(one, day) for one in serving)
            case When.WORKING_DAY_BEFORE:
                return clock.at(self.calendar.working_day_before(day), entry.hour)
            case When.EVENING_BEFORE:
                return clock.at(day - timedelta(days=1), entry.hour)
        return clock.at(day, entry.hour)


async def missed_runs(database: Database, timetable: Sequence[Entry]) -> list[Missed]:
    """Every run that should have begun by now and is not over, in the order in which to do them.

    A run whose predecessor is not done yet waits for it; one that has failed too often waits for a person.
    """
    async with database.reading(access.job("jobs")) as session:
        numbers = await organisations(session)
        runs = {(run.job, run.day): run for run in await runs_since(session, _first_day())}
    missed: list[Missed] = []
    for organisation_id in numbers:
        async with database.reading(access.job("jobs", organisation_id)) as session:
            days = await _days_of(session)
        for entry in timetable:
            missed += _missed(entry, organisation_id, days, runs)
    return missed


def _first_day() -> date:
    return clock.today() - timedelta(days=DAYS_BACK)


async def _days_of(session: AsyncSession) -> _Days:
    rows = sa.select(Programme).where(col(Programme.kind).in_(_FOOD), col(Programme.active))
    return _Days(await calendar_of(session), list(await session.scalars(rows)))


def _missed(entry: Entry, organisation_id: int, days: _Days, runs: dict[tuple[str, date], JobRun]) -> Iterator[Missed]:
    job, now, today = JOBS[entry.job], clock.now(), clock.today()
    key = key_of(entry.job, organisation_id)
    due = [day for day in days.meant(entry, today) if days.due_at(entry, day) <= now]
    newest = due[-1] if due else None
    for day in due:
        run = runs.get((key, day))
        if run and not _may_be_taken(run, now):
            continue
        late = now - days.due_at(entry, day)
        too_late = day < today or (job.policy.useful_for is not None and late > job.policy.useful_for)
        too_late |= job.policy.catch_up is CatchUp.LATEST and day != newest
        if too_late:
            # Only what was once in use is missed: a new installation has no past.
            if any(one == key and before < day for one, before in runs):
                yield Missed(entry.job, organisation_id, day, too_late=True)
        elif not job.after or _is_over(runs.get((key_of(job.after, organisation_id), day))):
            yield Missed(entry.job, organisation_id, day, too_late=False)


def _may_be_taken(run: JobRun, now: datetime) -> bool:
    return run.state not in _OVER and run.lease_until <= now and run.attempts < MOST_ATTEMPTS


def _is_over(run: JobRun | None) -> bool:
    return run is not None and run.state in _OVER
