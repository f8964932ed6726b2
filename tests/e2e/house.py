"""The program's own processes on free ports over a database of their own, at whatever hour of whatever day.

A process lives at the hour for which it was started (CLOCK_SHIFT_SECONDS); `go_to` another hour starts all anew.
"""

import asyncio
import contextlib
import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import httpx

from domain import clock, migrating
from domain.database import Database
from domain.demo import workers
from domain.demo.loading import Loaded, load
from tests import cast_rows, postgres
from tests.simulator.running import NO_TLS, ROOT, Simulator, free_port, serving

T = TypeVar("T")

PATIENCE = 60.0
#: Monday, 23 November 2026, ten o'clock in Sofia: nothing is special about this week.
MONDAY_AT_TEN = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
SERVER = "GRIZHA_TEST_POSTGRESQL"
LINES_OF_LOG = 30


async def until(condition: Callable[[], Awaitable[T]], what: str, seconds: float = PATIENCE) -> T:
    """Wait for what another process brings about, and give it."""
    end = time.monotonic() + seconds
    while not (found := await condition()):
        assert time.monotonic() < end, f"waited {seconds:.0f} s in vain: {what}"
        await asyncio.sleep(0.05)
    return found


@dataclass
class House:
    """The running program. Its processes are known by name: "bot", "admin", "jobs", or any other given at the start."""

    folder: Path
    url: str
    simulator: Simulator
    loaded: Loaded
    hour: datetime
    panel_port: int = field(default_factory=free_port)
    bot_port: int = field(default_factory=free_port)
    settings: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.database = Database(self.url)
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._starts: dict[str, tuple[str, dict[str, str]]] = {}
        self._shift = self._shift_to(self.hour)

    @property
    def panel(self) -> str:
        """Where the panel is."""
        return f"http://127.0.0.1:{self.panel_port}"

    def now(self) -> datetime:
        """The moment at which the processes believe to be."""
        return datetime.now(UTC) + timedelta(seconds=self._shift)

    async def start(self, command: str, name: str = "", **settings: str) -> None:
        """Start a process by its command of main.py; further settings are for it alone."""
        name = name or command
        self._starts[name] = (command, settings)
        self._running[name] = self._begun(command, self.folder / f"{name}.log", settings)
        if command == "admin":
            await until(self._panel_answers, "the panel answers")

    def _begun(self, command: str, log: Path, settings: dict[str, str]) -> subprocess.Popen[bytes]:
        with log.open("ab") as file:
            return subprocess.Popen(
                [sys.executable, "main.py", command],
                cwd=ROOT,
                env=self.environment() | settings,
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    async def start_all(self) -> None:
        """Bot, panel and jobs."""
        for command in ("bot", "jobs", "admin"):
            await self.start(command)

    def kill(self, name: str) -> None:
        """End a process at once, whatever it is doing."""
        process = self._running.pop(name)
        process.kill()
        process.wait(PATIENCE)

    async def start_again(self, name: str) -> None:
        """Start a process that has ended as it was started before."""
        command, settings = self._starts[name]
        await self.start(command, name, **settings)

    async def stop(self, *names: str) -> dict[str, int]:
        """Ask processes to end (all when none is named), wait for that, and say by which codes they ended."""
        ending = {name: self._running.pop(name) for name in names or list(self._running)}
        for process in ending.values():
            process.send_signal(signal.SIGTERM)
        return {name: await asyncio.to_thread(_ended, process) for name, process in ending.items()}

    async def go_to(self, moment: datetime) -> None:
        """Let it be another hour: everything that runs ends properly and begins again then."""
        names = list(self._running)
        ended = await self.stop()
        assert ended == dict.fromkeys(names, 0), f"the processes ended badly: {ended}"
        self.move_clock(moment)
        for name in names:
            await self.start_again(name)

    def move_clock(self, moment: datetime) -> None:
        """Whatever is started from now on lives at this moment."""
        self._shift = self._shift_to(moment)

    async def rows(self, statement: Any) -> list[Any]:
        """What a statement finds in the database."""
        async with self.database.engine.execution_options(reading=True).connect() as connection:
            return list(await connection.execute(statement))

    async def write(self, statement: Any) -> None:
        """Change the database behind the program's back, to prepare a test."""
        async with self.database.engine.begin() as connection:
            await connection.execute(statement)

    def environment(self) -> dict[str, str]:
        """The settings of every process of this house, and nothing of this machine's."""
        return {
            **os.environ,
            "DATA_DIR": str(self.folder),
            "DATABASE_URL": self.url,
            "TELEGRAM_TOKEN": "",
            "TELEGRAM_API": "",
            "PUBLIC_URL": "",
            "BOT_PORT": str(self.bot_port),
            "PANEL_PORT": str(self.panel_port),
            "SIMULATOR_PORT": self.simulator.url.rpartition(":")[2],
            "CLOCK_SHIFT_SECONDS": str(self._shift),
            "PLANNING_SECONDS": "1",
            "GRIZHA_PARENT": str(os.getpid()),
            "PYTHONUNBUFFERED": "1",
            **self.settings,
        }

    def logs(self) -> str:
        """The end of what each process has said."""
        parts = []
        for path in sorted(self.folder.glob("*.log")):
            lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
            parts.append("\n".join([f"--- {path.stem}", *lines[-LINES_OF_LOG:]]))
        return "\n".join(parts)

    def complaints(self) -> list[str]:
        """Every line of the logs that tells of an error."""
        signs = ("Traceback", "level='error'", "level='critical'", "Unclosed", "was never awaited")
        return [
            line
            for path in sorted(self.folder.glob("*.log"))
            for line in path.read_text(encoding="utf-8", errors="replace").splitlines()
            if any(sign in line for sign in signs)
        ]

    async def close(self) -> None:
        """End everything, by force what does not end."""
        for process in self._running.values():
            process.send_signal(signal.SIGTERM)
        for process in self._running.values():
            await asyncio.to_thread(_ended, process)
        self._running.clear()
        await self.database.close()

    async def _panel_answers(self) -> bool:
        assert self._running["admin"].poll() is None, "the panel ended"
        try:
            async with httpx.AsyncClient(verify=NO_TLS) as client:
                return (await client.get(f"{self.panel}/sign-in")).status_code == 200
        except httpx.TransportError:
            return False

    @staticmethod
    def _shift_to(moment: datetime) -> int:
        return round((moment - datetime.now(UTC)).total_seconds())


def _ended(process: subprocess.Popen[bytes]) -> int:
    try:
        return process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait(PATIENCE)


@contextmanager
def fresh_database(engine: str, folder: Path) -> Iterator[str]:
    """The address of an empty database: a file of SQLite, or one on the PostgreSQL of this run."""
    if engine == "sqlite":
        yield f"sqlite+aiosqlite:///{folder / 'grizha.db'}"
        return
    server = os.environ[SERVER]
    name = f"house_{os.getpid()}_{secrets.token_hex(4)}"
    try:
        yield postgres.create_database(server, name)
    finally:
        postgres.drop_database(server, name)


@asynccontextmanager
async def open_house(
    engine: str, folder: Path, *, people: int = 40, hour: datetime = MONDAY_AT_TEN
) -> AsyncIterator[House]:
    """The demonstration in a database of its own, with a simulator of its own; nothing of the program runs yet.

    Everybody on the staff signs in with the password of the cast. On failure the logs are told.
    """
    async with contextlib.AsyncExitStack() as stack:
        url = stack.enter_context(fresh_database(engine, folder))
        loaded = await _loaded(url, people, hour)
        simulator = await stack.enter_async_context(Simulator(stack.enter_context(serving())))
        house = House(folder, url, simulator, loaded, hour)
        try:
            yield house
        except BaseException as error:
            error.add_note(house.logs())
            raise
        finally:
            await house.close()


async def _loaded(url: str, people: int, hour: datetime) -> Loaded:
    database = Database(url)
    passwords = {member.login: cast_rows.PASSWORD_HASH for member in workers.staff()}
    try:
        await migrating.migrate(database.engine)
        with clock.frozen(hour):
            return await load(database, people=people, passwords=passwords)
    finally:
        await database.close()
