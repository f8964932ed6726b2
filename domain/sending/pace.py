"""Telegram's pace: so many messages a second overall, one a second to a chat with a short burst.

The clock is handed in, so that nothing here ever waits.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

OVERALL_BURST = 10.0
CHAT_RATE = 0.95  #: a little below one a second, since messages do not travel at even speed
CHAT_BURST = 3.0
#: After a 429 everything goes slower for a while.
SLOWED_TO = 0.7
SLOWED_FOR = 60.0


@dataclass
class Bucket:
    """A token bucket: `rate` a second, `burst` at once."""

    rate: float
    burst: float
    left: float
    at: float

    def refill(self, now: float) -> float:
        """How many may go now."""
        self.left = min(self.burst, self.left + max(0.0, now - self.at) * self.rate)
        self.at = max(self.at, now)
        return self.left


@dataclass
class Pace:
    """What may be sent now, overall and to each chat."""

    rate: float
    clock: Callable[[], float]
    _overall: Bucket = field(init=False)
    _chats: dict[int, Bucket] = field(default_factory=dict)
    _held: dict[int, float] = field(default_factory=dict)
    _slow_until: float = 0.0

    def __post_init__(self) -> None:
        self._overall = Bucket(self.rate, OVERALL_BURST, OVERALL_BURST, self.clock())

    def allowed(self) -> int:
        """How many messages may go now, to whatever chats."""
        now = self.clock()
        self._overall.rate = self.rate * (SLOWED_TO if now < self._slow_until else 1.0)
        return int(self._overall.refill(now))

    def resting(self) -> list[int]:
        """Chats that may get nothing now. Chats that have rested enough are forgotten."""
        now = self.clock()
        self._held = {chat: until for chat, until in self._held.items() if until > now}
        self._chats = {chat: bucket for chat, bucket in self._chats.items() if bucket.refill(now) < bucket.burst}
        tired = {chat for chat, bucket in self._chats.items() if bucket.left < 1}
        return sorted(tired | self._held.keys())

    def take(self, chat: int) -> None:
        """Count one message to a chat."""
        now = self.clock()
        self._overall.refill(now)
        self._overall.left -= 1
        bucket = self._chats.setdefault(chat, Bucket(CHAT_RATE, CHAT_BURST, CHAT_BURST, now))
        bucket.refill(now)
        bucket.left -= 1

    def hold(self, chat: int, seconds: float) -> None:
        """Telegram asked to wait: the chat rests, and for a minute everything goes slower."""
        now = self.clock()
        self._held[chat] = now + seconds
        self._overall.left = min(self._overall.left, 0.0)
        self._slow_until = now + SLOWED_FOR
