"""Several processes on one PostgreSQL: two bots behind one webhook and two jobs do each thing once."""

import asyncio
import contextlib
import itertools
import threading
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

import httpx
import pytest
import sqlalchemy as sa
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from models.base import table_of
from models.jobs import JobRun, JobState
from tests.e2e.crash import (
    CrashReport,
    ask_for,
    count_messages,
    count_orders,
    jobs_are_over,
    linked_callers,
    nothing_is_due,
    nothing_waits,
    wishes,
)
from tests.e2e.house import MONDAY_AT_TEN, PATIENCE, open_house, until
from tests.simulator.running import NO_TLS, free_port

pytestmark = pytest.mark.processes

TUESDAY = date(2026, 11, 24)
_RUN = table_of(JobRun)


@contextlib.contextmanager
def forked_road(ports: Sequence[int]) -> Iterator[str]:
    """One public address before several bots: they take turns, and every third update comes to all of them at once."""
    turns = itertools.count()

    async def hand_on(request: Request) -> Response:
        number = next(turns)
        goals = ports if number % 3 == 0 else [ports[number % len(ports)]]
        body, headers = await request.body(), dict(request.headers)
        async with httpx.AsyncClient(timeout=PATIENCE, verify=NO_TLS) as client:
            try:
                answers = await asyncio.gather(
                    *(
                        client.post(f"http://127.0.0.1:{port}{request.url.path}", content=body, headers=headers)
                        for port in goals
                    )
                )
            except httpx.TransportError:
                return Response(status_code=502)  # a bot is not there yet: the update comes again
        return Response(status_code=max(answer.status_code for answer in answers))

    app = Starlette(routes=[Route("/{path:path}", hand_on, methods=["POST"])])
    # asyncio's own loop: in this thread uvloop's would raise for a connection that a stopped bot has left open.
    config = uvicorn.Config(app, host="127.0.0.1", port=0, log_config=None, lifespan="off", loop="asyncio")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, name="forked road", daemon=True)
    thread.start()
    started = threading.Event()
    try:
        while not server.started:
            assert thread.is_alive(), "the road did not open"
            started.wait(0.01)
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(PATIENCE)


async def test_two_bots_and_two_jobs_do_each_thing_once(tmp_path: Path):
    ports = [free_port(), free_port()]
    async with open_house("postgresql", tmp_path) as house:
        with forked_road(ports) as public:
            callers = await linked_callers(house, 20, standing=False)
            wished = wishes(callers, 30, TUESDAY)
            for number, port in enumerate(ports, start=1):
                await house.start("bot", f"bot {number}", PUBLIC_URL=public, BOT_PORT=str(port))
            await ask_for(wished)
            await until(lambda: nothing_waits(house), "every update is handled")
            bots = await house.stop("bot 1", "bot 2")
            house.move_clock(MONDAY_AT_TEN + timedelta(hours=8, minutes=5))
            await house.start("jobs", "jobs 1")
            await house.start("jobs", "jobs 2")
            await until(lambda: jobs_are_over(house), "every job is over")
            await until(lambda: nothing_is_due(house), "everything due is sent")
            jobs = await house.stop("jobs 1", "jobs 2")
        report = CrashReport(orders=len(wished))
        await count_orders(house, wished, report)
        await count_messages(house, callers, report)
        assert (report.lost, report.doubled, report.marked, report.unknown) == ([], [], 0, 0)
        runs = await house.rows(sa.select(_RUN))
        assert {(run.state, run.attempts) for run in runs} == {(JobState.DONE, 1)}
        for one in ("bot 1", "bot 2"):
            assert "result='Sent'" in (tmp_path / f"{one}.log").read_text(), f"{one} has answered nobody"
        assert (bots, jobs) == ({"bot 1": 0, "bot 2": 0}, {"jobs 1": 0, "jobs 2": 0})
        assert house.complaints() == []
