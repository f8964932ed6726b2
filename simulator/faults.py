"""Scripted faults: what goes wrong, for which method and chat, and how many times."""

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from simulator.refusals import Refused, forbidden, too_many


class Kind(StrEnum):
    """What can go wrong between a bot and Telegram."""

    TOO_MANY = "429"
    SERVER_ERROR = "500"
    BAD_GATEWAY = "502"
    HANG_BEFORE = "hang_before"
    HANG_AFTER = "hang_after"
    CLOSE_BEFORE = "close_before"
    CLOSE_AFTER = "close_after"
    BLOCKED = "blocked"
    DEACTIVATED = "deactivated"
    KICKED = "kicked"
    MIGRATE = "migrate"
    DUPLICATE = "duplicate"


FORBIDDEN_WORDS = {
    Kind.BLOCKED: "bot was blocked by the user",
    Kind.DEACTIVATED: "user is deactivated",
    Kind.KICKED: "bot was kicked from the group chat",
}
AFTER = frozenset({Kind.HANG_AFTER, Kind.CLOSE_AFTER})


@dataclass
class Fault:
    """One scripted fault; `times` None means until it is cleared, `seconds` is the 429's or the hang's length."""

    kind: Kind
    method: str | None = None
    chat_id: int | None = None
    times: int | None = 1
    seconds: float = 5
    met: int = 0

    def fits(self, method: str, chat_id: int | None) -> bool:
        """Whether this call meets the fault."""
        if self.times is not None and self.met >= self.times:
            return False
        if self.method and self.method.lower() != method.lower():
            return False
        return self.chat_id is None or self.chat_id == chat_id

    def refusal(self) -> Refused | None:
        """The answer for kinds that are an ordinary refusal."""
        if self.kind is Kind.TOO_MANY:
            return too_many(int(self.seconds))
        if self.kind is Kind.SERVER_ERROR:
            return Refused(500, "Internal Server Error")
        if self.kind in FORBIDDEN_WORDS:
            return forbidden(FORBIDDEN_WORDS[self.kind])
        return None


@dataclass
class Faults:
    """The faults in force; the first that fits is met."""

    scripted: list[Fault] = field(default_factory=list)

    def meet(self, method: str, chat_id: int | None) -> Fault | None:
        """The fault this call meets, counted."""
        return self._meet(lambda fault: fault.kind is not Kind.DUPLICATE and fault.fits(method, chat_id))

    def doubles_update(self, chat_id: int | None) -> bool:
        """Whether this update is to be delivered twice."""
        fits = self._meet(lambda fault: fault.kind is Kind.DUPLICATE and fault.fits("", chat_id))
        return fits is not None

    def _meet(self, wanted: Any) -> Fault | None:
        if not self.scripted:
            return None
        fault = next((fault for fault in self.scripted if wanted(fault)), None)
        if fault is not None:
            fault.met += 1
        return fault

    def listed(self) -> list[dict[str, Any]]:
        """All scripted faults with how often each was met."""
        return [asdict(fault) for fault in self.scripted]
