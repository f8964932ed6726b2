"""The sender: one process at a time empties the outbox at Telegram's pace; replies go out at once by themselves."""

import asyncio
import contextlib
import time
from collections.abc import Callable, Sequence
from datetime import timedelta

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from domain import leases
from domain.access import job
from domain.database import Database
from domain.sending.claiming import Claimed, claim_due
from domain.sending.gateway import Gateway, NoEntry, Result, Sent, TooFast
from domain.sending.pace import Pace
from domain.sending.settling import SENDER, release, settle, sweep

MOST_UNDER_WAY = 8
LEASE = "sender"
LEASE_LIFE = timedelta(seconds=20)
RENEWED_EVERY = timedelta(seconds=5)
SWEPT_EVERY = timedelta(seconds=5)
BUSY_SECONDS = 0.1
IDLE_SECONDS = 0.5
#: How long the sender looks away when Telegram refuses the token.
NO_ENTRY_SECONDS = 60.0

log = structlog.get_logger("sender")


async def send_now(database: Database, gateway: Gateway, claimed: Sequence[Claimed]) -> list[Result]:
    """Send the replies of an update (`put_claimed`) in their order, right after its commit.

    When one does not get out, those after it are left to the sender, so that the order is kept.
    """
    results: list[Result] = []
    for number, message in enumerate(claimed):
        result = await gateway.send(message.outgoing)
        results.append(result)
        await _settled(database, message, result)
        if not isinstance(result, Sent):
            for left in claimed[number + 1 :]:
                await database.run(SENDER, lambda session, left=left: release(session, left))  # type: ignore[misc]
            break
    return results


async def _settled(database: Database, claimed: Claimed, result: Result) -> None:
    actor = job("sender", claimed.organisation_id)
    await database.run(actor, lambda session: settle(session, claimed, result))
    log.info("message", row=claimed.id, result=type(result).__name__, attempt=claimed.attempts)


class Sender:
    """Sends what is due while it holds the lease. Any number may run; one of them works."""

    def __init__(
        self,
        database: Database,
        gateway: Gateway,
        *,
        worker: str,
        rate: float,
        ticks: Callable[[], float] = time.monotonic,
    ) -> None:
        self.database = database
        self.gateway = gateway
        self.worker = worker
        self.pace = Pace(rate, ticks)
        self._ticks = ticks
        self._under_way: set[asyncio.Task[None]] = set()
        self._stopping = asyncio.Event()
        self._lease_ends = self._sweep_due = self._closed_until = ticks()

    async def run(self) -> None:
        """Send until `stop` is asked for; messages under way are settled first."""
        while not self._stopping.is_set():
            pause = IDLE_SECONDS
            try:
                pause = BUSY_SECONDS if await self.turn() else IDLE_SECONDS
            except Exception:
                log.exception("sender_turn")
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), pause)
        await self.finish()

    def stop(self) -> None:
        """Ask `run` to end."""
        self._stopping.set()

    async def finish(self) -> None:
        """Wait for the messages under way, and leave the work to another process."""
        await self.settled()
        await self.database.run(SENDER, lambda session: leases.let_go(session, name=LEASE, worker=self.worker))
        self._lease_ends = self._ticks()

    async def settled(self) -> None:
        """Wait until nothing is under way."""
        while self._under_way:
            await asyncio.gather(*self._under_way)

    async def turn(self) -> int:
        """Begin to send what may go now; says how many messages that is, or -1 when there is no room for any."""
        if self._ticks() < self._closed_until or not await self._holds_the_lease():
            return 0
        await self._swept()
        most = min(MOST_UNDER_WAY - len(self._under_way), self.pace.allowed())
        if most <= 0:
            return -1
        claimed = await self.database.run(SENDER, lambda session: self._claim(session, most))
        for message in claimed:
            self.pace.take(message.outgoing.telegram_id)
            task = asyncio.create_task(self._send(message))
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)
        return len(claimed)

    async def _claim(self, session: AsyncSession, most: int) -> list[Claimed]:
        return await claim_due(session, worker=self.worker, most=most, resting=self.pace.resting())

    async def _send(self, message: Claimed) -> None:
        try:
            result = await self.gateway.send(message.outgoing)
            match result:
                case TooFast(seconds):
                    self.pace.hold(message.outgoing.telegram_id, seconds)
                case NoEntry(why):
                    self._closed_until = self._ticks() + NO_ENTRY_SECONDS
                    log.error("no_entry", why=why, advice="Telegram refuses the token: see TELEGRAM_TOKEN")
            await _settled(self.database, message, result)
        except Exception:
            # The row keeps its lease; when that ends it counts as "nobody can say".
            log.exception("sending", row=message.id)

    async def _holds_the_lease(self) -> bool:
        now = self._ticks()
        if now < self._lease_ends - LEASE_LIFE.total_seconds() + RENEWED_EVERY.total_seconds():
            return True

        async def hold(session: AsyncSession) -> bool:
            return await leases.hold(session, name=LEASE, worker=self.worker, life=LEASE_LIFE)

        held = await self.database.run(SENDER, hold)
        self._lease_ends = now + LEASE_LIFE.total_seconds() if held else now
        return held

    async def _swept(self) -> None:
        if self._ticks() >= self._sweep_due:
            await self.database.run(SENDER, sweep)
            self._sweep_due = self._ticks() + SWEPT_EVERY.total_seconds()
