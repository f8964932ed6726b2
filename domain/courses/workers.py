"""Who of the staff may lead a course or hold a session of an office."""

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain.access import Deed, Reach, reach_of
from models.staff import Staff, StaffOffice


async def workers_of(session: AsyncSession, office_id: int) -> list[Staff]:
    """Colleagues of the office who work with people, and the specialists who work where they are named, by name."""
    own = set(
        await session.scalars(sa.select(col(StaffOffice.staff_id)).where(col(StaffOffice.office_id) == office_id))
    )
    rows = sa.select(Staff).where(col(Staff.active)).order_by(col(Staff.name), col(Staff.id))
    reached = [(one, reach_of(one.role, Deed.EDIT_COURSES)) for one in await session.scalars(rows)]
    return [one for one, reach in reached if reach in (Reach.NAMED, Reach.ALL) or (reach and one.key in own)]
