"""Long polling: updates are asked for, handled, and acknowledged only then."""

import asyncio
import contextlib
import logging
from collections.abc import Sequence

from telegram import Bot, Update
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bot.reception import UNREACHABLE, Arrived, Reception, arrived
from bot.request import seconds_to_wait

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
                offset = max(update.update_id for update in updates) + 1

    async def _unless_stopped(self, offset: int | None) -> Sequence[Update]:
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

    async def _ask(self, offset: int | None) -> Sequence[Update]:
        return await self.bot.get_updates(
            offset, limit=MOST_AT_ONCE, timeout=LONG_POLL_SECONDS, read_timeout=10, allowed_updates=WANTED
        )

    async def _handle_all(self, updates: Sequence[Update]) -> bool:
        """Chats side by side, the updates of one chat in their order. False when told to stop before the end."""
        chats: dict[int, list[Arrived]] = {}
        for update in sorted(updates, key=lambda update: update.update_id):
            found = arrived(update)
            chats.setdefault(found.heard.chat_id, []).append(found)
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
            await self._pause(seconds_to_wait(error))
            return wait
        level = logging.ERROR if isinstance(error, Conflict) else logging.WARNING
        logger.log(level, "no updates: %s", type(error).__name__)
        return await self._pause(wait)

    async def _pause(self, seconds: float) -> float:
        """Wait, or stop waiting when told to stop; says how long to wait the next time."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.stopping.wait(), seconds)
        return min(seconds * 2, LONGEST_WAIT)
