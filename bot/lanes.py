"""One lane for each chat: what is begun for a chat runs after what was begun for it before; chats do not wait."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

logger = logging.getLogger(__name__)


class Lanes:
    """Tasks by chat. Whatever fails is logged: nobody waits for the result."""

    def __init__(self) -> None:
        self._last: dict[int, asyncio.Task[None]] = {}

    def begin(self, chat_id: int, work: Callable[[], Awaitable[None]]) -> None:
        """Run the work after everything that was begun for the chat."""
        task = asyncio.create_task(self._run(chat_id, self._last.get(chat_id), work))
        self._last[chat_id] = task

    async def close(self) -> None:
        """Wait until all is done."""
        while self._last:
            await asyncio.wait(list(self._last.values()))

    async def _run(self, chat_id: int, before: asyncio.Task[None] | None, work: Callable[[], Awaitable[None]]) -> None:
        if before:
            await asyncio.wait([before])
        try:
            await work()
        except Exception:
            logger.exception("reply not sent", extra={"chat": chat_id})
        finally:
            if self._last.get(chat_id) is asyncio.current_task():
                del self._last[chat_id]
