"""Clearing up at night: what is old goes, what is younger or under way stays, and no file that a row names."""

import os
import time
from datetime import timedelta

import pytest
import sqlalchemy as sa

from domain import clock, files
from domain.daily.running import run_job
from domain.files import PUT_ASIDE_FOR, WRITTEN_WITHIN, path_of
from domain.keeping.clearing import TRACES, clear_up
from domain.settings import settings
from models.chats import Dialogue, HandledUpdate
from models.jobs import JobRun, JobState
from models.outbox import MessageStatus, OutboxMessage
from models.staff import PanelSession, SignInAttempt
from tests.cast import Cast

pytestmark = pytest.mark.usefixtures("tuesday")
A_MINUTE = timedelta(minutes=1)
DAYS = {trace.name: timedelta(days=trace.days) for trace in TRACES}


def _rows(people: Cast, name: str, at, number: int) -> object:
    """A row of each kind of trace, as old as said."""
    made = {
        "handled_updates": lambda: HandledUpdate(update_id=number, handled_at=at),
        "dialogues": lambda: Dialogue(telegram_id=number, flow="apply", step="name", asked_at=at),
        "sign_in_attempts": lambda: SignInAttempt(login="anna", ip="127.0.0.1", tried_at=at),
        "panel_sessions": lambda: PanelSession(
            token_hash=f"{number}", staff_id=people.anna.key, created_at=at, seen_at=at
        ),
        "job_runs": lambda: JobRun(
            job=f"plan_routes/{number}", day=clock.local(at).date(), state=JobState.DONE, worker="test",
            lease_until=at, started_at=at,
        ),
        "message_texts": lambda: OutboxMessage(
            organisation_id=people.sofia.key, telegram_id=5, kind="tomorrow", text="Утре: супа",
            status=MessageStatus.SENT, not_before=at, expires_at=at, created_at=at,
        ),
    }  # fmt: skip
    return made[name]()


async def test_what_is_older_than_its_days_goes_and_nothing_younger(people: Cast) -> None:
    now = clock.now()
    async with people.database.unit(people.job) as session:
        for number, (name, age) in enumerate(DAYS.items(), 1):
            session.add(_rows(people, name, now - age - timedelta(days=1), number))
            session.add(_rows(people, name, now - age + A_MINUTE, 100 + number))
        old = now - timedelta(days=4000)
        running = _rows(people, "job_runs", old, 300)
        running.state = JobState.RUNNING
        unsent = _rows(people, "message_texts", old, 301)
        unsent.status = MessageStatus.NEW
        session.add_all([running, unsent])
    cleared = await clear_up(people.database, people.job)
    assert {name: cleared[name] for name in DAYS} == dict.fromkeys(DAYS, 1)
    again = await clear_up(people.database, people.job)
    assert {name: again[name] for name in DAYS} == dict.fromkeys(DAYS, 0)
    async with people.database.reading(people.job) as session:
        left = {
            trace.name: await session.scalar(sa.select(sa.func.count()).select_from(trace.table)) for trace in TRACES
        }
        texts = list(await session.scalars(sa.select(OutboxMessage.text).order_by(OutboxMessage.id)))
    assert left == dict.fromkeys(DAYS, 1) | {"job_runs": 2, "message_texts": 3}
    assert texts == ["", "Утре: супа", "Утре: супа"], "that it was sent is known still"


def test_an_update_is_known_longer_than_telegram_offers_it_and_a_run_longer_than_it_is_missed() -> None:
    assert DAYS["handled_updates"] > timedelta(hours=24) * 7
    assert DAYS["job_runs"] > timedelta(days=31)
    assert all(trace.why for trace in TRACES)


async def test_a_file_that_no_row_names_is_put_aside_and_gone_after_a_month(sqlite_people: Cast) -> None:
    people = sqlite_people
    async with people.database.unit(people.job) as session:
        kept = await files.keep_file(session, people.job, name="x.pdf", content=b"%PDF-1.7\n")
    lost, young = path_of("ab" + "1" * 38), path_of("ab" + "2" * 38)
    aside = settings().data_dir / "orphans" / lost.name
    for path in (lost, young):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"%PDF-1.7\n")
    for path in (lost, path_of(kept.stored_as)):
        _grow_old(path, WRITTEN_WITHIN)
    run = await run_job(people.database, "clear_up", organisation_id=people.sofia.key, day=clock.today(), worker="test")
    assert run is not None
    assert run.state is JobState.DONE
    assert [path.exists() for path in (lost, young, path_of(kept.stored_as), aside)] == [False, True, True, True]
    _grow_old(aside, PUT_ASIDE_FOR)
    assert (await clear_up(people.database, people.job))["files_gone"] == 1
    assert not aside.exists()
    young.unlink()


def _grow_old(path, age: timedelta) -> None:
    then = time.time() - age.total_seconds() - 60
    os.utime(path, (then, then))
