"""The process of the jobs: a clock that wakes the timetable, and the sender. Any number of these may run."""

import asyncio
import contextlib
import os
import secrets
import signal
import socket
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger

from domain import clock
from domain.database import Database
from domain.sending.gateway import Gateway
from domain.sending.sender import Sender
from domain.settings import Settings
from jobs.catching_up import catch_up
from jobs.reminders import remind
from jobs.schedule import REMINDERS, SEALING, TIMETABLE
from jobs.sealing import seal

log = structlog.get_logger("jobs")


def worker_name() -> str:
    """A name that no other process has, in this life or another."""
    return f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(4)}"


class Clockwork:
    """Wakes up at the hours of the timetable and every minute. APScheduler is only the clock: rows say what is due."""

    def __init__(self, database: Database, *, worker: str) -> None:
        self.database = database
        self.worker = worker
        self.scheduler = AsyncIOScheduler(timezone=clock.SOFIA)
        self._working: set[asyncio.Task[Any]] = set()
        self._one_at_a_time = asyncio.Lock()

    def start(self) -> None:
        """Begin: catch up at once, then by the clock."""
        for entry in TIMETABLE:
            self._add(f"{entry.job}", self._catch_up, hour=entry.hour.hour, minute=entry.hour.minute)
        self._add("every_minute", self._catch_up, minute="*", second=20)
        self._add("reminders", self._remind, **REMINDERS)
        self._add("sealing", self._seal, **SEALING)
        self.scheduler.start()
        self._begin(self._catch_up)

    def _add(self, name: str, action: Callable[[], Awaitable[None]], **fields: Any) -> None:
        self.scheduler.add_job(
            self._wake,
            CronTrigger(timezone=clock.SOFIA, **fields),
            args=[action],
            id=name,
            misfire_grace_time=None,
            coalesce=True,
            max_instances=1,
        )

    async def _wake(self, action: Callable[[], Awaitable[None]]) -> None:
        """Do it in a task of our own: APScheduler would cancel its own at the end."""
        self._begin(action)

    def _begin(self, action: Callable[[], Awaitable[None]]) -> None:
        task = asyncio.ensure_future(action())
        self._working.add(task)
        task.add_done_callback(self._working.discard)

    async def _catch_up(self) -> None:
        if self._one_at_a_time.locked():
            return
        async with self._one_at_a_time:
            try:
                await catch_up(self.database, TIMETABLE, worker=self.worker)
            except Exception:
                log.exception("catch_up")

    async def _remind(self) -> None:
        try:
            await remind(self.database, worker=self.worker)
        except Exception:
            log.exception("remind")

    async def _seal(self) -> None:
        try:
            await seal(self.database)
        except Exception:
            log.exception("seal")

    async def finish(self) -> None:
        """Begin nothing more, and let what has begun come to its end."""
        self.scheduler.pause()
        while self._working:
            await asyncio.gather(*self._working, return_exceptions=True)
        self.scheduler.shutdown(wait=False)


async def run(settings: Settings, gateway: Gateway) -> None:
    """Keep the clock and the sender going until the process is asked to end."""
    database = Database(settings.database)
    worker = worker_name()
    clockwork = Clockwork(database, worker=worker)
    sender = Sender(database, gateway, worker=worker, rate=settings.send_rate)
    asked_to_end = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, asked_to_end.set)
    sending = asyncio.create_task(sender.run())
    clockwork.start()
    try:
        await asked_to_end.wait()
    finally:
        sender.stop()
        await clockwork.finish()
        with contextlib.suppress(asyncio.CancelledError):
            await sending
        await database.close()
