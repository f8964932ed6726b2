"""How much a stranger may write: beyond it nothing is read, written or answered."""

from collections import deque
from datetime import datetime, timedelta

from domain import clock

MINUTE = timedelta(minutes=1)
UPDATES_A_MINUTE = 20
#: Strangers remembered at most; the program keeps no more of them than of its own people.
REMEMBERED = 10_000


class Patience:
    """Counts the updates of each stranger over the last minute."""

    def __init__(self) -> None:
        self._times: dict[int, deque[datetime]] = {}

    def is_over(self, telegram_id: int) -> bool:
        """Count one more update; whether it is one too many."""
        now = clock.now()
        if len(self._times) >= REMEMBERED:
            self._times.clear()
        times = self._times.setdefault(telegram_id, deque(maxlen=UPDATES_A_MINUTE))
        over = len(times) == UPDATES_A_MINUTE and now - times[0] < MINUTE
        if not over:
            times.append(now)
        return over
