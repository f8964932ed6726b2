"""The way out of the house: what is handed to Telegram, and the closed set of what can come of it.

The chat door implements `Gateway`; the results are classed by their cause, since only the cause says whether the
message may have arrived.
"""

from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message as it goes out. `markup` is {"keyboard": [[text]]}, or what the chat door itself put there."""

    telegram_id: int
    text: str
    markup: dict[str, Any] | None = None
    silent: bool = False
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Sent:
    """It arrived at Telegram (or was there already: "message is not modified")."""

    message_id: int | None = None


@dataclass(frozen=True, slots=True)
class NotSent:
    """It surely did not go out: refused connection, no DNS, no free connection in time."""

    why: str


@dataclass(frozen=True, slots=True)
class MaybeSent:
    """Nobody can say: no answer in time, the connection broke, an error 5xx."""

    why: str


@dataclass(frozen=True, slots=True)
class TooFast:
    """429: not sent, and no sooner than in so many seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Blocked:
    """403: the person has blocked the bot or left Telegram."""

    why: str


@dataclass(frozen=True, slots=True)
class Moved:
    """400: the chat has another number now."""

    telegram_id: int


@dataclass(frozen=True, slots=True)
class Refused:
    """400: it can never arrive (chat not found, a malformed message)."""

    why: str


@dataclass(frozen=True, slots=True)
class NoEntry:
    """401 or 404: the token is wrong, so nothing at all can be sent."""

    why: str


Result = Sent | NotSent | MaybeSent | TooFast | Blocked | Moved | Refused | NoEntry


class Gateway(Protocol):
    """What carries a message to Telegram. It raises nothing: every cause is one of the results."""

    async def send(self, message: Outgoing) -> Result:
        """Try once to send the message."""
