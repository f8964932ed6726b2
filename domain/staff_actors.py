"""The actor that a member of staff is, in the panel and in the own chat."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import clock
from domain.access import OF_OFFICES, Actor, ActorKind
from domain.refusals import Refusal
from models.staff import Role, Staff, StaffOffice

#: Roles that are given for a period; without one, or outside it, they open nothing.
FOR_A_PERIOD = frozenset({Role.INSPECTOR})


class OutsideThePeriod(Refusal):
    """Your access to the panel is for a period, and today is outside it. Please ask the administrator for a new one."""


async def actor_of_staff(session: AsyncSession, member: Staff) -> Actor:
    """The actor that a member of staff is, with the reach of the role. Raises OutsideThePeriod."""
    if not works_on(member, clock.today()):
        raise OutsideThePeriod
    rows = sa.select(col(StaffOffice.office_id)).where(col(StaffOffice.staff_id) == member.key)
    offices = (await session.scalars(rows)).all() if member.role in OF_OFFICES else []
    return Actor(
        ActorKind.STAFF,
        member.key,
        member.organisation_id,
        role=member.role,
        offices=frozenset(offices),
        kitchen_id=member.kitchen_id if member.role is Role.KITCHEN else None,
        institution_id=member.institution_id if member.role is Role.PARTNER else None,
        language=member.language,
        name=member.name,
    )


def works_on(member: Staff, day: date) -> bool:
    """Whether the day is within the period for which the role is given; most are given without one."""
    if member.role in FOR_A_PERIOD and (member.works_from is None or member.works_until is None):
        return False
    return (member.works_from or day) <= day <= (member.works_until or day)
