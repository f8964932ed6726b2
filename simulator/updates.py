"""Updates on their way to the bot: kept for a time, fetched by long polling or handed to the webhook."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

from simulator import limits
from simulator.refusals import conflict
from simulator.world import Json, World

# Telegram sends these only to a bot that asks for them by name.
ONLY_ON_REQUEST = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
QueueKey = tuple[str, int]


@dataclass
class Update:
    """One update; messages keep the order of their chat, presses of buttons that of their person."""

    id: int
    kind: str
    body: Json
    queue: QueueKey
    expires: float
    copies: int = 1

    def written(self) -> Json:
        """The update as Telegram writes it."""
        return {"update_id": self.id, self.kind: self.body}


@dataclass
class Updates:
    """All updates the bot has not confirmed yet."""

    world: World
    waiting: dict[int, Update] = field(default_factory=dict)
    allowed: frozenset[str] | None = None
    webhook_set: bool = False
    _next_id: int = 0
    polling: bool = False
    _poll: int = 0
    _ended_by: str = ""
    _arrived: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self._next_id = self.world.first_number()

    def add(self, kind: str, body: Json, queue: QueueKey) -> Update | None:
        """Keep a new update for the bot; None when the bot did not ask for this kind."""
        if not self._wanted(kind):
            return None
        seconds = limits.PRESS_UPDATE_SECONDS if kind == "callback_query" else limits.MESSAGE_UPDATE_SECONDS
        update = Update(self._next_id, kind, body, queue, self.world.now() + seconds)
        if self.world.faults.doubles_update(queue[1]):
            update.copies = 2
        self._next_id += 1
        self.waiting[update.id] = update
        self._arrived.set()
        return update

    def _wanted(self, kind: str) -> bool:
        if self.allowed:
            return kind in self.allowed
        return kind not in ONLY_ON_REQUEST

    def allow(self, kinds: list[str] | None) -> None:
        """Remember which kinds the bot wants; not given means as before, empty means the usual ones."""
        if kinds is not None:
            self.allowed = frozenset(kinds) or None

    def confirm(self, update_id: int) -> None:
        """Forget a delivered update, or keep it for its scripted second delivery."""
        update = self.waiting.get(update_id)
        if update is None:
            return
        update.copies -= 1
        if update.copies < 1:
            del self.waiting[update_id]

    def drop_expired(self) -> None:
        """Forget what is older than Telegram keeps: 24 hours, presses 150 seconds."""
        now = self.world.now()
        for update_id in [update.id for update in self.waiting.values() if update.expires <= now]:
            del self.waiting[update_id]

    def interrupt(self, reason: str) -> None:
        """End a running long poll with a conflict."""
        self._poll += 1
        self._ended_by = reason
        self._arrived.set()

    async def poll(self, offset: int, limit: int, seconds: float) -> list[Json]:
        """What getUpdates answers: at once when there is something, else after the long poll."""
        if self.webhook_set:
            raise conflict(
                "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
            )
        self.interrupt("terminated by other getUpdates request; make sure that only one bot instance is running")
        self._confirm_below(offset)
        mine = self._poll
        end = asyncio.get_running_loop().time() + seconds
        while not (found := self._first(limit)):
            left = end - asyncio.get_running_loop().time()
            if left <= 0:
                return []
            self.polling = True
            await self._wait_for_arrival(left)
            if self._poll != mine:
                raise conflict(self._ended_by)
            self.polling = False
        return found

    def _confirm_below(self, offset: int) -> None:
        if offset < 0:
            for update_id in list(self.waiting)[:offset]:
                del self.waiting[update_id]
            return
        for update_id in [update_id for update_id in self.waiting if update_id < offset]:
            self.confirm(update_id)

    def _first(self, limit: int) -> list[Json]:
        self.drop_expired()
        return [update.written() for update in list(self.waiting.values())[:limit]]

    async def _wait_for_arrival(self, seconds: float) -> None:
        self._arrived.clear()
        try:
            await asyncio.wait_for(self._arrived.wait(), seconds)
        except TimeoutError:
            return

    def clear(self) -> None:
        """Forget everything that waits."""
        self.waiting.clear()

    def info(self) -> dict[str, Any]:
        """The part of getWebhookInfo that is about the queue."""
        self.drop_expired()
        found: dict[str, Any] = {"pending_update_count": len(self.waiting)}
        if self.allowed:
            found["allowed_updates"] = sorted(self.allowed)
        return found
