"""Flood control: 30 messages a second overall, one a second in a chat with short bursts, 20 a minute in a group."""

import math
from dataclasses import dataclass, field
from enum import StrEnum


class Mode(StrEnum):
    """How severe flood control is: not at all, as lenient as Telegram often is, or to the letter."""

    OFF = "off"
    NORMAL = "normal"
    STRICT = "strict"


@dataclass
class Bucket:
    """A token bucket: `rate` a second, `burst` at once."""

    rate: float
    burst: float
    left: float
    at: float

    def wait(self, now: float) -> float:
        """Seconds until one more is allowed; 0 when it is allowed now."""
        self.left = min(self.burst, self.left + (now - self.at) * self.rate)
        self.at = now
        # The bucket's arithmetic may lack a billionth of a token after exactly one second.
        return 0.0 if self.left >= 1 - 1e-6 else (1 - self.left) / self.rate

    def take(self) -> None:
        """Count one message."""
        self.left -= 1


OVERALL = {Mode.NORMAL: (30.0, 60.0), Mode.STRICT: (30.0, 30.0)}
PRIVATE = {Mode.NORMAL: (1.0, 20.0), Mode.STRICT: (1.0, 3.0)}
GROUP = {Mode.NORMAL: (20 / 60, 20.0), Mode.STRICT: (20 / 60, 20.0)}


@dataclass
class Flood:
    """What may be sent now, and how often that was asked and refused."""

    mode: Mode = Mode.OFF
    passed: int = 0
    refused: int = 0
    _overall: Bucket | None = None
    _chats: dict[int, Bucket] = field(default_factory=dict)

    def set_mode(self, mode: Mode) -> None:
        """Change the mode and begin with full buckets and zero counters."""
        self.mode, self.passed, self.refused, self._overall = mode, 0, 0, None
        self._chats.clear()

    def ask(self, chat_id: int, now: float) -> int:
        """0 and counted when the message may go, else the whole seconds of retry_after."""
        if self.mode is Mode.OFF:
            self.passed += 1
            return 0
        buckets = (self._whole(now), self._chat(chat_id, now))
        wait = max(bucket.wait(now) for bucket in buckets)
        if wait > 0:
            self.refused += 1
            return math.ceil(wait)
        for bucket in buckets:
            bucket.take()
        self.passed += 1
        return 0

    def _whole(self, now: float) -> Bucket:
        if self._overall is None:
            rate, burst = OVERALL[self.mode]
            self._overall = Bucket(rate, burst, burst, now)
        return self._overall

    def _chat(self, chat_id: int, now: float) -> Bucket:
        bucket = self._chats.get(chat_id)
        if bucket is None:
            rate, burst = (GROUP if chat_id < 0 else PRIVATE)[self.mode]
            bucket = self._chats[chat_id] = Bucket(rate, burst, burst, now)
        return bucket
