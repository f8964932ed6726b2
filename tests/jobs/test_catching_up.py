"""Each job runs once for each service date, whoever asks; what was missed is made up for by its own policy."""

import asyncio
from datetime import date, datetime, time, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import col

from domain import clock
from domain.access import job
from domain.daily import JOBS, JobIsRunning, NoSuchJob, job_runs, run_by_hand, run_job
from domain.daily.running import LEASE, MOST_ATTEMPTS
from domain.refusals import NotAllowed
from jobs.catching_up import catch_up
from jobs.schedule import TIMETABLE
from models.jobs import JobRun, JobState
from models.meals import MealOrder
from models.places import DayException
from tests.cast import Cast

TUESDAY, WEDNESDAY, THURSDAY = date(2026, 11, 24), date(2026, 11, 25), date(2026, 11, 26)
AFTERNOON = ("close_orders", "plan_routes", "make_kitchen_sheets", "tell_drivers_and_kitchens", "tell_about_tomorrow")


def set_clock(day: date, hour: int, minute: int = 0) -> None:
    clock.set_to(clock.at(day, time(hour, minute)))


async def runs(people: Cast) -> dict[tuple[str, date], JobState]:
    """What is noted for Sofia."""
    suffix = f"/{people.sofia.id}"
    async with people.database.reading(job("test")) as session:
        rows = await session.scalars(sa.select(JobRun).where(col(JobRun.job).like(f"%{suffix}")))
        return {(row.job.removesuffix(suffix), row.day): row.state for row in rows}


async def orders(people: Cast, day: date) -> int:
    async with people.database.reading(people.job) as session:
        return await session.scalar(sa.select(sa.func.count()).select_from(MealOrder).where(col(MealOrder.day) == day))


async def test_an_ordinary_day_runs_each_job_at_its_hour(people: Cast, tuesday: datetime) -> None:
    await catch_up(people.database, TIMETABLE, worker="one")
    set_clock(TUESDAY, 13, 59)
    await catch_up(people.database, TIMETABLE, worker="one")
    assert {day for _, day in await runs(people)} == {TUESDAY}
    assert await orders(people, WEDNESDAY) == 0
    set_clock(TUESDAY, 14, 0)
    await catch_up(people.database, TIMETABLE, worker="one")
    assert {name for name, day in await runs(people) if day == WEDNESDAY} == {"close_orders"}
    assert await orders(people, WEDNESDAY) == 2
    set_clock(TUESDAY, 18, 1)
    await catch_up(people.database, TIMETABLE, worker="one")
    found = {name: state for (name, day), state in (await runs(people)).items() if day == WEDNESDAY}
    assert found == dict.fromkeys(AFTERNOON, JobState.DONE)
    set_clock(WEDNESDAY, 7, 36)
    await catch_up(people.database, TIMETABLE, worker="one")
    assert (await runs(people))["repair_routes", WEDNESDAY] is JobState.DONE


async def test_any_number_of_workers_do_each_job_once(people: Cast, tuesday: datetime) -> None:
    set_clock(TUESDAY, 19)
    await asyncio.gather(*(catch_up(people.database, TIMETABLE, worker=f"worker {n}") for n in range(4)))
    async with people.database.reading(job("test")) as session:
        rows = list(await session.scalars(sa.select(JobRun)))
    assert {(row.state, row.attempts) for row in rows if row.state is not JobState.SKIPPED} == {(JobState.DONE, 1)}
    done = {(row.job, row.day) for row in rows if row.state is JobState.DONE}
    assert {(f"{name}/{people.sofia.id}", WEDNESDAY) for name in AFTERNOON} <= done
    assert await catch_up(people.database, TIMETABLE, worker="late") == 0


async def test_the_food_of_monday_is_counted_on_friday_and_told_on_sunday(people: Cast, tuesday: datetime) -> None:
    friday, sunday, monday = date(2026, 11, 27), date(2026, 11, 29), date(2026, 11, 30)
    set_clock(friday, 14, 1)
    await catch_up(people.database, TIMETABLE, worker="one")
    assert ("close_orders", monday) in await runs(people)
    set_clock(sunday, 17, 59)
    await catch_up(people.database, TIMETABLE, worker="one")
    assert ("tell_about_tomorrow", monday) not in await runs(people)
    set_clock(sunday, 18, 0)
    await catch_up(people.database, TIMETABLE, worker="one")
    assert (await runs(people))["tell_about_tomorrow", monday] is JobState.DONE


async def test_nothing_is_due_for_a_day_of_rest(people: Cast, tuesday: datetime) -> None:
    async with people.database.unit(people.job) as session:
        session.add(DayException(organisation_id=people.sofia.key, day=WEDNESDAY, working=False, reason="наводнение"))
    set_clock(TUESDAY, 19)
    await catch_up(people.database, TIMETABLE, worker="one")
    days = {day for name, day in await runs(people) if name == "close_orders"}
    assert days == {TUESDAY, THURSDAY}
    async with people.database.reading(job("test")) as session:
        burgas = await session.scalar(
            sa.select(col(JobRun.state)).where(
                col(JobRun.job) == f"close_orders/{people.burgas.id}", col(JobRun.day) == WEDNESDAY
            )
        )
    assert burgas is JobState.DONE


async def test_what_is_of_no_use_any_more_is_skipped_and_shown(people: Cast, tuesday: datetime) -> None:
    set_clock(TUESDAY, 19)
    await catch_up(people.database, TIMETABLE, worker="one")
    set_clock(WEDNESDAY, 22, 30)
    await catch_up(people.database, TIMETABLE, worker="one")
    found = await runs(people)
    assert found["tell_about_tomorrow", THURSDAY] is JobState.SKIPPED
    assert found["close_orders", THURSDAY] is JobState.DONE


async def test_a_run_whose_process_died_is_taken_over_when_its_lease_ends(people: Cast, tuesday: datetime) -> None:
    key = f"close_orders/{people.sofia.id}"
    async with people.database.unit(job("test")) as session:
        session.add(
            JobRun(
                job=key, day=TUESDAY, state=JobState.RUNNING, worker="dead", lease_until=clock.now() + LEASE,
                started_at=clock.now(),
            )
        )  # fmt: skip
    claim = {"organisation_id": people.sofia.key, "day": TUESDAY, "worker": "alive"}
    assert await run_job(people.database, "close_orders", **claim) is None
    clock.set_to(clock.now() + LEASE + timedelta(seconds=1))
    run = await run_job(people.database, "close_orders", **claim)
    assert run is not None
    assert (run.worker, run.state, run.attempts) == ("alive", JobState.DONE, 2)
    assert await run_job(people.database, "close_orders", **claim) is None


async def test_a_failed_run_is_tried_again_with_growing_pauses_and_not_for_ever(
    people: Cast, tuesday: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def breaks(*_: object) -> dict[str, object]:
        raise ValueError("Мария Иванова, +359888123456")

    broken = JOBS["close_orders"].__class__(**vars(JOBS["close_orders"]) | {"run": breaks})
    monkeypatch.setitem(JOBS, "close_orders", broken)
    claim = {"organisation_id": people.sofia.key, "day": TUESDAY, "worker": "one"}
    run = await run_job(people.database, "close_orders", **claim)
    assert run is not None
    assert (run.state, run.error) == (JobState.FAILED, "ValueError")
    assert await run_job(people.database, "close_orders", **claim) is None
    for attempt in range(2, MOST_ATTEMPTS + 1):
        clock.set_to(clock.now() + timedelta(minutes=2**attempt))
        run = await run_job(people.database, "close_orders", **claim)
        assert run is not None
        assert run.attempts == attempt
    clock.set_to(clock.now() + timedelta(days=1))
    assert await run_job(people.database, "close_orders", **claim) is None


async def test_what_depends_on_a_failed_job_waits(
    people: Cast, tuesday: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def breaks(*_: object) -> dict[str, object]:
        raise ValueError

    broken = JOBS["close_orders"].__class__(**vars(JOBS["close_orders"]) | {"run": breaks})
    monkeypatch.setitem(JOBS, "close_orders", broken)
    set_clock(TUESDAY, 19)
    await catch_up(people.database, TIMETABLE, worker="one")
    assert {name for name, day in await runs(people) if day == WEDNESDAY} == {"close_orders"}


async def test_the_dispatcher_may_run_a_job_by_hand_and_again(people: Cast, tuesday: datetime) -> None:
    actor = people.staff(people.dispatcher)
    first = await run_by_hand(people.database, actor, name="close_orders", day=WEDNESDAY)
    again = await run_by_hand(people.database, actor, name="close_orders", day=WEDNESDAY)
    assert (first.state, first.attempts, again.attempts) == (JobState.DONE, 1, 2)
    assert first.result is not None
    assert first.result["portions"] == 2
    assert await orders(people, WEDNESDAY) == 2
    async with people.database.reading(actor) as session:
        rows = await job_runs(session, actor, day=WEDNESDAY)
    assert [(row.job.name, row.run is not None) for row in rows] == [
        (name, name == "close_orders") for name in JOBS
    ]  # fmt: skip
    with pytest.raises(NoSuchJob):
        await run_by_hand(people.database, actor, name="tea", day=WEDNESDAY)
    with pytest.raises(NotAllowed):
        await run_by_hand(people.database, people.staff(people.anna), name="close_orders", day=WEDNESDAY)


async def test_what_is_being_done_is_not_begun_by_hand(people: Cast, tuesday: datetime) -> None:
    async with people.database.unit(job("test")) as session:
        session.add(
            JobRun(
                job=f"plan_routes/{people.sofia.id}", day=WEDNESDAY, state=JobState.RUNNING, worker="busy",
                lease_until=clock.now() + LEASE, started_at=clock.now(),
            )
        )  # fmt: skip
    with pytest.raises(JobIsRunning):
        await run_by_hand(people.database, people.staff(people.admin), name="plan_routes", day=WEDNESDAY)


def test_nothing_lies_in_the_hour_that_some_days_lack() -> None:
    assert [entry.job for entry in TIMETABLE if entry.hour.hour == 3] == []
    assert {entry.job for entry in TIMETABLE} == set(JOBS)
