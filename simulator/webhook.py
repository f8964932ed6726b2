"""The webhook sender: one update of a queue at a time, the next one only after a 2xx, retries with growing pauses."""

import asyncio
import json
import random
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from simulator import limits
from simulator.refusals import bad_request
from simulator.updates import QueueKey, Update, Updates
from simulator.world import Json

LOCAL_HOSTS = frozenset({"127.0.0.1", "localhost", "::1"})
# What a webhook's answer may not call, by the rules of the Bot API.
NOT_IN_ANSWERS = ("get", "setwebhook", "deletewebhook", "close", "logout")


@dataclass
class Webhook:
    """Delivers updates to the bot's own address; `pace` shortens all pauses (1 is Telegram's own pace)."""

    updates: Updates
    perform: Callable[[str, Json], Awaitable[Any]]
    pace: float = 1.0
    url: str = ""
    secret: str = ""
    connections: int = limits.WEBHOOK_CONNECTIONS
    last_error: str = ""
    last_error_at: int = 0
    _queues: dict[QueueKey, deque[Update]] = field(default_factory=dict)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _client: aiohttp.ClientSession | None = None
    _free: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(limits.WEBHOOK_CONNECTIONS))

    def set(self, url: str, secret: str, connections: int) -> None:
        """Begin to deliver to this address, what waits already included."""
        if urlsplit(url).hostname not in LOCAL_HOSTS:
            raise bad_request("bad webhook: the SIMULATOR delivers only to this machine (127.0.0.1)")
        self.stop()
        self.url, self.secret, self.connections = url, secret, connections
        self._free = asyncio.Semaphore(connections)
        self.updates.webhook_set = True
        for update in list(self.updates.waiting.values()):
            self.push(update)

    def stop(self) -> None:
        """Deliver no more; what was not confirmed waits."""
        self.url, self.last_error = "", ""
        self.updates.webhook_set = False
        for task in self._tasks:
            task.cancel()
        self._tasks.clear()
        self._queues.clear()

    async def close(self) -> None:
        """End for good."""
        self.stop()
        if self._client is not None:
            await self._client.close()
            self._client = None

    def push(self, update: Update) -> None:
        """Hand over a new update; its queue is worked off one by one."""
        if not self.url:
            return
        queue = self._queues.get(update.queue)
        if queue is not None:
            queue.append(update)
            return
        self._queues[update.queue] = deque([update])
        task = asyncio.get_running_loop().create_task(self._work_off(update.queue))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _work_off(self, key: QueueKey) -> None:
        queue = self._queues[key]
        while queue:
            while queue[0].id in self.updates.waiting:
                await self._deliver_patiently(queue[0])
            queue.popleft()
        del self._queues[key]

    async def _deliver_patiently(self, update: Update) -> None:
        failures = 0
        while True:
            async with self._free:
                pause = await self._deliver(update)
            if pause is None:
                self.updates.confirm(update.id)
                return
            failures += 1
            await asyncio.sleep(max(pause, _pause_after(failures)) * self.pace)
            self.updates.drop_expired()
            if update.id not in self.updates.waiting:
                return

    async def _deliver(self, update: Update) -> float | None:
        """None when the bot took the update, else the pause it asked for (0 when it asked for none)."""
        if self.updates.world.down:
            return 1.0
        try:
            return await self._post(update)
        except (aiohttp.ClientError, TimeoutError, OSError) as wrong:
            self._note(f"Connection failed: {type(wrong).__name__}")
            return 0.0

    async def _post(self, update: Update) -> float | None:
        headers = {"Content-Type": "application/json"}
        if self.secret:
            headers["X-Telegram-Bot-Api-Secret-Token"] = self.secret
        client = self._open_client()
        text = json.dumps(update.written(), ensure_ascii=False)
        async with client.post(self.url, data=text.encode(), headers=headers) as answer:
            if 200 <= answer.status < 300:
                await self._perform_answer(await answer.read())
                return None
            self._note(f"Wrong response from the webhook: {answer.status} {answer.reason}")
            asked = answer.headers.get("Retry-After", "")
            return min(float(asked), limits.WEBHOOK_RETRY_AFTER_MOST) if asked.isdigit() else 0.0

    def _open_client(self) -> aiohttp.ClientSession:
        if self._client is None:
            timeout = aiohttp.ClientTimeout(total=limits.WEBHOOK_ANSWER_SECONDS)
            connector = aiohttp.TCPConnector(limit=limits.WEBHOOK_MOST_CONNECTIONS)
            self._client = aiohttp.ClientSession(timeout=timeout, connector=connector)
        return self._client

    async def _perform_answer(self, body: bytes) -> None:
        try:
            call = json.loads(body)
        except ValueError:
            return
        if not isinstance(call, dict) or not isinstance(method := call.pop("method", None), str):
            return
        if not method.lower().startswith(NOT_IN_ANSWERS):
            await self.perform(method, call)

    def _note(self, words: str) -> None:
        self.last_error, self.last_error_at = words, int(self.updates.world.now())

    def info(self) -> Json:
        """The webhook's part of getWebhookInfo."""
        found: Json = {"url": self.url, "has_custom_certificate": False}
        if self.url:
            found["max_connections"] = self.connections
        if self.last_error:
            found["last_error_date"], found["last_error_message"] = self.last_error_at, self.last_error
        return found


def _pause_after(failures: int) -> float:
    """The first retry at once, then 2, 4, 8 ... seconds up to a random 60 to 120."""
    if failures <= 1:
        return 0.0
    return min(2.0 ** (failures - 1), random.uniform(60, 120))  # noqa: S311 (chance, no secret)
