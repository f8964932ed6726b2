"""People whom the service does not know yet: which office serves them, and a phone to be called back on."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import places, tasks
from domain.access import Actor
from domain.phones import parse_phone
from domain.refusals import Refusal
from domain.search import normalised
from models.places import District, Office, Organisation
from models.tasks import Task, TaskKind

_LONGEST_WORDS = 300


class DistrictUnknown(Refusal):
    """I do not know this district. Please choose one from the list, or call the office."""


@dataclass(frozen=True)
class Serving:
    """The office that serves a district."""

    district: District
    office: Office


async def answering_organisation(session: AsyncSession, actor: Actor) -> Organisation:
    """In whose name the chat speaks: the actor's own organisation; to a stranger the first one."""
    rows = sa.select(Organisation).order_by(col(Organisation.id)).limit(1)
    if actor.organisation_id is not None:
        rows = rows.where(col(Organisation.id) == actor.organisation_id)
    return (await session.execute(rows)).scalar_one()


async def find_districts(session: AsyncSession, actor: Actor, *, text: str) -> list[District]:
    """Districts whose name is the typed text; else those that hold it, in any case and alphabet."""
    asked = normalised(text)
    if not asked:
        return []
    named = [(normalised(district.name), district) for district in await places.districts(session, actor)]
    exactly = [district for name, district in named if name == asked]
    return exactly or [district for name, district in named if asked in name]


async def office_for_district(session: AsyncSession, _actor: Actor, *, district_id: int) -> Serving:
    """Which office serves the district. Raises DistrictUnknown."""
    rows = (
        sa.select(District, Office)
        .join(Office, col(Office.id) == col(District.office_id))
        .where(col(District.id) == district_id)
    )
    found = (await session.execute(rows)).first()
    if found is None:
        raise DistrictUnknown
    return Serving(*found)


async def leave_phone(
    session: AsyncSession,
    actor: Actor,
    *,
    district_id: int | None,
    phone: str,
    name: str = "",
    telegram_id: int | None = None,
    words: str = "",
) -> Task:
    """A task for the district's office to call back; the same phone twice is one task. Raises NotAPhone.

    Without a district the first office calls and asks where the person lives.
    """
    number = parse_phone(phone)
    serving = None if district_id is None else await office_for_district(session, actor, district_id=district_id)
    said = " ".join(f"{name} {words}".split())
    return await tasks.open_task(
        session,
        actor,
        kind=TaskKind.NEWCOMER,
        office_id=serving.office.key if serving else None,
        words=said[:_LONGEST_WORDS],
        phone=number,
        chat=telegram_id,
    )
