"""Every bench works: tiny sizes, its figures by name. What they come to is for `make bench`."""

import asyncio
import os
from collections.abc import Iterator

import pytest

from domain import migrating
from domain.database import Database
from tests import postgres
from tests.bench import access, auditing, bot, cases, chaos, day, ground, outbox, panel, rights, waiting
from tests.bench.benches import BENCHES
from tests.bench.figures import BARS, Bar, Figure
from tests.conftest import SERVER

pytestmark = pytest.mark.processes

TINY = {
    "access": (access.counted, ["access.cells"]),
    "bot.update": (
        lambda: bot.update(people=10, chats=2, rounds=1),
        ["bot.update.cpu_ratio.sqlite", "bot.update.cpu_ratio.postgresql"],
    ),
    "day.close_orders": (
        lambda: day.closing(people=10, many=20, days=1),
        ["day.close_orders.10.cpu_s", "day.close_orders.growth"],
    ),
    "day.papers": (lambda: day.papers(people=10, times=1), ["day.papers.10.cpu_s"]),
    "day.routes": (
        lambda: day.routes(people=10),
        ["day.routes.10.wall_s", "day.routes.10.broken_rules", "day.routes.10.unplaced"],
    ),
    "panel.people": (
        lambda: panel.people(many=40, few=30, times=1),
        ["panel.people.40.cpu_ms", "panel.people.40.kb", "panel.people.queries_growth"],
    ),
    "panel.search": (lambda: panel.search(many=20, times=1), ["panel.search.20.ms"]),
    "audit.overhead_ratio": (lambda: auditing.overhead(times=1), ["audit.overhead_ratio"]),
    "audit.verify": (lambda: auditing.verified(entries=20), ["audit.verify.s"]),
    "cases": (
        lambda: cases.cases(cases.Size(people=20, notes=2, long=60), times=1),
        ["cases.board.cpu_ms", "cases.card.cpu_ms", "cases.card.queries_growth", "cases.search.ms"],
    ),
    "outbox": (lambda: outbox.held(seconds=1), ["outbox.rate", "outbox.refused"]),
    "person.export": (
        lambda: rights.exported(rights.Size(people=20, notes_each=1, cases=2, notes=6, orders=3, files=2), times=1),
        ["person.export.s"],
    ),
    "waiting": (lambda: waiting.offers(asked=20), ["waiting.offers_given"]),
    "chaos": (
        lambda: chaos.chaos(orders=2, bot_kills=0, jobs_kills=0, days=1),
        ["chaos.kills", "chaos.lost", "chaos.doubled"],
    ),
}
#: What must come out right whatever the size and however busy the machine is.
EXACT = ("broken_rules", "unplaced", "queries_growth", "refused", "lost", "doubled")


@pytest.fixture(scope="module", autouse=True)
def empty_ground(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[None]:
    """The tables are made once for each engine; every bench begins with a copy of them."""
    server = os.environ[SERVER]
    path = tmp_path_factory.mktemp("bench") / "empty.db"
    name = f"bench_empty_{os.getpid()}_{worker_id}".lower()
    asyncio.run(_migrate(f"sqlite+aiosqlite:///{path}", postgres.create_database(server, name)))
    ground.EMPTY.update(sqlite=str(path), postgresql=name)
    yield
    ground.EMPTY.clear()
    postgres.drop_database(server, name)


async def _migrate(*urls: str) -> None:
    for url in urls:
        database = Database(url)
        await migrating.migrate(database.engine)
        await database.close()


@pytest.fixture(autouse=True)
def in_this_process(monkeypatch: pytest.MonkeyPatch):
    """A fresh process for each measurement takes its seconds to load; here nothing is measured."""
    for module in (auditing, bot, cases, day, outbox, panel, rights):
        monkeypatch.setattr(module, "in_fresh_process", lambda work, *given: work(*given))


def test_every_bench_has_its_tiny_one():
    assert list(TINY) == list(BENCHES)


@pytest.mark.parametrize("name", TINY)
def test_a_bench_gives_its_figures(name: str):
    run, names = TINY[name]
    figures = list(run())
    assert [figure.name for figure in figures] == names
    exact = [figure for figure in figures if figure.name.endswith(EXACT)]
    assert [figure.value for figure in exact] == [0] * len(exact)


def test_a_line_says_the_figure_its_bar_and_how_they_stand():
    assert Figure("outbox.rate", 25.03, "a second").line().split() == [
        "outbox.rate",
        "25",
        "a",
        "second",
        "(>=",
        "24)",
        "ok",
    ]
    assert Figure("chaos.lost", 1, "lost").line().split() == ["chaos.lost", "1", "lost", "(=", "0)", "OVER"]
    assert Figure("day.papers.10.cpu_s", 0.5, "s").line().split() == ["day.papers.10.cpu_s", "0.5", "s"]


def test_a_bar_lies_on_its_right_side():
    assert [Bar("<=", 2).holds(value) for value in (1.9, 2, 2.1)] == [True, True, False]
    assert [Bar(">=", 24).holds(value) for value in (23.9, 24, 25)] == [False, True, True]
    assert [Bar("=", 0).holds(value) for value in (0, 1)] == [True, False]


def test_the_bars_are_those_of_whole_sizes():
    assert all(Figure(name, bar.value, "").over is False for name, bar in BARS.items())
