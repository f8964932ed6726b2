"""One simulator for all tests of this room; each test gets it empty."""

import asyncio

import httpx
import pytest
import telegram
from telegram.request import HTTPXRequest

from tests.simulator.running import NO_TLS, PATIENCE, Simulator, serving


@pytest.fixture(autouse=True)
def _durations_as_timedelta(monkeypatch):
    monkeypatch.setenv("PTB_TIMEDELTA", "true")  # the coming default; the old one warns


async def until(condition):
    """Wait for what another thread brings about."""
    async with asyncio.timeout(PATIENCE):
        while not await condition():  # noqa: ASYNC110 (no event crosses the threads)
            await asyncio.sleep(0.01)


@pytest.fixture(scope="session")
def simulator_url():
    with serving() as url:
        yield url


@pytest.fixture
async def simulator(simulator_url):
    async with Simulator(simulator_url) as simulator:
        await simulator.reset()
        yield simulator
        await simulator.reset()


def make_bot(simulator, read_timeout=30.0):
    requests = [
        HTTPXRequest(read_timeout=read_timeout, connection_pool_size=16, httpx_kwargs={"verify": NO_TLS})
        for _ in range(2)
    ]
    return telegram.Bot(
        simulator.token, base_url=simulator.base_url, base_file_url=simulator.base_file_url,
        request=requests[0], get_updates_request=requests[1],
    )  # fmt: skip


@pytest.fixture
async def raw_call(simulator):
    """A call of the Bot API without a library between: gives the status and the description of the answer."""
    async with httpx.AsyncClient(base_url=simulator.base_url + simulator.token, verify=NO_TLS) as client:

        async def call(method, fields):
            answer = await client.post(f"/{method}", json=fields)
            return answer.status_code, answer.json().get("description")

        yield call


@pytest.fixture
async def bot(simulator):
    async with make_bot(simulator) as bot:
        yield bot
