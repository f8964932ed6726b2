"""Which colleagues have a chat of their own, who gives them the code for it, and whom it reaches."""

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain.access import Actor, ActorKind, Deed, Reach, Rows, nothing, reach_of
from domain.outbox import Reader
from models.chats import Chat, ChatStatus
from models.staff import Role, Staff, StaffOffice

#: Who works on cases reads in the chat what is due, who cooks how many portions; for the others the chat has nothing.
HAVE_CHATS = frozenset(
    role for role in Role if reach_of(role, Deed.WRITE_NOTES) or reach_of(role, Deed.SEE_KITCHENS) is Reach.KITCHEN
)


def linkable_staff(actor: Actor) -> Rows[Staff]:
    """Colleagues to whom somebody may give a code: the administrator to all, a head to those of the own office."""
    rows = sa.select(Staff).where(col(Staff.active), col(Staff.role).in_(HAVE_CHATS))
    if actor.kind is not ActorKind.STAFF or not actor.may(Deed.LINK_CHATS):
        return rows.where(nothing())
    if actor.may(Deed.MANAGE_STAFF):
        return rows
    if actor.may(Deed.SEE_SUPERVISION):
        own = sa.select(col(StaffOffice.staff_id)).where(col(StaffOffice.office_id).in_(actor.offices))
        return rows.where(col(Staff.id).in_(own))
    return rows.where(nothing())


async def reachable_staff(session: AsyncSession) -> list[tuple[Staff, Reader]]:
    """Colleagues with a chat that can be written to, and the chat."""
    rows = (
        sa.select(Staff, col(Chat.telegram_id))
        .join(Chat, col(Chat.staff_id) == col(Staff.id))
        .where(
            col(Staff.active),
            col(Staff.role).in_(HAVE_CHATS),
            col(Chat.status) == ChatStatus.LINKED,
            col(Chat.blocked).is_(False),
        )
        .order_by(col(Staff.id))
    )
    return [
        (member, Reader(telegram_id, member.language, member.organisation_id))
        for member, telegram_id in await session.execute(rows)
    ]
