"""Long polling: updates are asked for, handled, and acknowledged only then."""

import asyncio
import contextlib
import logging
from collections.abc import Sequence
from typing import Any

from telegram import Bot
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bot.reception import UNREACHABLE, Arrived, Reception, arrived

logger = logging.getLogger(__name__)

#: What the bot wants to hear. What is edited later was answered already.
WANTED = ("message", "callback_query", "my_chat_member")
LONG_POLL_SECONDS = 25
MOST_AT_ONCE = 100
#: Chats that are answered at the same time.
SIDE_BY_SIDE = 8
FIRST_WAIT, LONGEST_WAIT = 0.5, 30.0


class Polling:
    """Asks Telegram for updates until told to stop."""

    def __init__(self, bot: Bot, reception: Reception) -> None:
        self.bot = bot
        self.reception = reception
        self.stopping = asyncio.Event()
        self._places = asyncio.Semaphore(SIDE_BY_SIDE)

    def stop(self) -> None:
        """Finish what has been begun, and ask for nothing more."""
        self.stopping.set()

    async def run(self) -> None:
        """Ask, handle, acknowledge by the next asking. What a crash leaves unacknowledged comes again."""
        # Telegram remembers what was acknowledged; the largest number in the database is no measure of it, since
        # a smaller one of another chat may not have been handled yet.
        offset: int | None = None
        wait = FIRST_WAIT
        while not self.stopping.is_set():
            try:
                updates = await self._unless_stopped(offset)
            except TelegramError as error:
                wait = await self._after(error, wait)
                continue
            wait = FIRST_WAIT
            if updates and await self._handle_all(updates):
                offset = max(int(update["update_id"]) for update in updates) + 1

    async def _unless_stopped(self, offset: int | None) -> list[dict[str, Any]]:
        asking = asyncio.create_task(self._ask(offset))
        stopped = asyncio.create_task(self.stopping.wait())
        await asyncio.wait((asking, stopped), return_when=asyncio.FIRST_COMPLETED)
        stopped.cancel()
        if not asking.done():
            asking.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await asking
            return []
        return asking.result()

    async def _ask(self, offset: int | None) -> list[dict[str, Any]]:
        wanted = {"timeout": LONG_POLL_SECONDS, "limit": MOST_AT_ONCE, "allowed_updates": list(WANTED)}
        if offset is not None:
            wanted["offset"] = offset
        found = await self.bot.do_api_request("getUpdates", wanted, read_timeout=LONG_POLL_SECONDS + 10)
        return list(found)

    async def _handle_all(self, updates: Sequence[dict[str, Any]]) -> bool:
        """Chats side by side, the updates of one chat in their order. False when told to stop before the end."""
        chats: dict[int, list[Arrived]] = {}
        for raw in sorted(updates, key=lambda update: int(update["update_id"])):
            update = arrived(raw)
            chats.setdefault(update.heard.chat_id, []).append(update)
        return all(await asyncio.gather(*(self._handle_chat(found) for found in chats.values())))

    async def _handle_chat(self, updates: Sequence[Arrived]) -> bool:
        async with self._places:
            for update in updates:
                if not await self._handle(update):
                    return False
        return True

    async def _handle(self, update: Arrived) -> bool:
        """Until it is in the database: an order that was sent must not be lost because the database was away."""
        wait = FIRST_WAIT
        while not self.stopping.is_set():
            try:
                await self.reception.handle(update)
            except UNREACHABLE:
                logger.warning("database away", extra={"update_id": update.update_id}, exc_info=True)
                wait = await self._pause(wait)
            else:
                return True
        return False

    async def _after(self, error: TelegramError, wait: float) -> float:
        if isinstance(error, InvalidToken):
            raise error
        if isinstance(error, RetryAfter):
            after = error.retry_after
            await self._pause(float(after) if isinstance(after, int) else after.total_seconds())
            return wait
        level = logging.ERROR if isinstance(error, Conflict) else logging.WARNING
        logger.log(level, "no updates: %s", type(error).__name__)
        return await self._pause(wait)

    async def _pause(self, seconds: float) -> float:
        """Wait, or stop waiting when told to stop; says how long to wait the next time."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.stopping.wait(), seconds)
        return min(seconds * 2, LONGEST_WAIT)
