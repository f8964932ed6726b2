"""People whom the service does not know yet: which office serves them, and a phone to be called back on."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from domain.access import Actor
from domain.refusals import Refusal
from models.places import District, Office
from models.tasks import Task


class DistrictUnknown(Refusal):
    """I do not know this district. Please choose one from the list, or call the office."""


@dataclass(frozen=True)
class Serving:
    """The office that serves a district."""

    district: District
    office: Office


async def find_districts(session: AsyncSession, actor: Actor, *, text: str) -> list[District]:
    """Districts whose name is, begins with or contains the typed text, in any case and alphabet."""
    raise NotImplementedError


async def office_for_district(session: AsyncSession, actor: Actor, *, district_id: int) -> Serving:
    """Which office serves the district. Raises DistrictUnknown."""
    raise NotImplementedError


async def leave_phone(
    session: AsyncSession,
    actor: Actor,
    *,
    district_id: int,
    phone: str,
    name: str = "",
    telegram_id: int | None = None,
    words: str = "",
) -> Task:
    """A task for the district's office to call back; the same phone twice is one task. Raises NotAPhone."""
    raise NotImplementedError
