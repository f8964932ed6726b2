"""The tests' own PostgreSQL: it serves, keeps databases apart, sorts by code point, and leaves nothing behind."""

import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import pytest

from tests import postgres


@pytest.fixture(scope="module")
def server():
    running = postgres.start_server()
    yield running
    running.stop()


async def _ask(url: str, question: str) -> object:
    connection = await asyncpg.connect(urlsplit(url)._replace(scheme="postgresql").geturl())
    try:
        return await connection.fetchval(question)
    finally:
        await connection.close()


async def test_databases_are_apart_and_a_copy_has_what_its_template_had(server):
    first = postgres.create_database(server.url, "grizha_self_first")
    await _ask(first, "CREATE TABLE meal (name text)")
    await _ask(first, "INSERT INTO meal VALUES ('Боб чорба')")

    copy = postgres.create_database(server.url, "grizha_self_copy", template="grizha_self_first")
    other = postgres.create_database(server.url, "grizha_self_other")

    assert await _ask(copy, "SELECT name FROM meal") == "Боб чорба"
    assert await _ask(other, "SELECT to_regclass('meal')::text") is None
    for name in ("grizha_self_first", "grizha_self_copy", "grizha_self_other"):
        postgres.drop_database(server.url, name)


async def test_letters_fold_and_sort_as_everywhere_else(server):
    url = postgres.create_database(server.url, "grizha_self_letters")
    assert await _ask(url, "SELECT lower('ЩЪРКЕЛ')") == "щъркел"
    assert await _ask(url, "SELECT string_agg(x, '' ORDER BY x) FROM unnest(array['я','б','Я','а','z']) x") == "zЯабя"
    postgres.drop_database(server.url, "grizha_self_letters")


async def test_a_database_left_by_a_broken_run_is_replaced(server):
    url = postgres.create_database(server.url, "grizha_self_left")
    await _ask(url, "CREATE TABLE rest (x int)")
    assert postgres.create_database(server.url, "grizha_self_left") == url
    assert await _ask(url, "SELECT to_regclass('rest')::text") is None
    postgres.drop_database(server.url, "grizha_self_left")


def test_a_database_name_is_never_taken_as_sql(server):
    with pytest.raises(ValueError, match="small Latin letters"):
        postgres.create_database(server.url, 'x"; DROP DATABASE postgres')


def test_a_killed_run_takes_its_server_with_it(monkeypatch):
    monkeypatch.delenv("TEST_DATABASE_URL", raising=False)
    run = subprocess.Popen(
        [sys.executable, "-c", "from tests.postgres import *; s = start_server(); print(s.url, flush=True); input()"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[1],
    )
    url = run.stdout.readline().strip()
    home = Path(str(postgres._execute(url, "SHOW data_directory"))).parent
    assert home.is_dir()

    run.kill()
    run.communicate()

    deadline = time.monotonic() + 30
    while home.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not home.exists()
