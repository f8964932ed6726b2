"""What happened at a door: reported by the driver or for the driver by the office, put right, and told."""

from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from domain.access import Actor
from domain.deliveries.views import Answered, Reported
from models.routes import Outcome


async def report_stop(
    session: AsyncSession,
    actor: Actor,
    *,
    outcome: Outcome,
    stop_id: int | None = None,
    day: date | None = None,
    number: int | None = None,
    words: str = "",
    happened_at: datetime | None = None,
) -> Reported:
    """Note an outcome for a stop, given by its id or by the driver's day and the number on the button.

    The same press twice changes nothing; the last that happened stands, so a late message does not undo a correction.
    """
    raise NotImplementedError


async def say_well(session: AsyncSession, actor: Actor) -> Answered:
    """The person behind a door that stayed shut says "I am well": the office's alarm and the relatives hear it."""
    raise NotImplementedError
