"""What must be settled before two cards become one: where both stand in the same place, somebody has to decide."""

from collections.abc import Awaitable, Callable

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel, col

from domain import clock
from domain.phrases import Phrase, _
from models.cases import LIVE, Case
from models.chats import Chat, ChatStatus
from models.courses import SignUp, SignUpStatus
from models.meals import MealOrder, Pause, Subscription
from models.people import Person, PersonStatus
from models.rights import ErasedPerson, Restriction

_CASES = _("Both cards have an open case of one service. Please close or withdraw one of the two cases first.")
_CHATS = _("Both cards have a linked chat. Please end the one that is no longer used, under “Chats”.")
_WEEKLY = _("Both cards have a weekly order of food. Please end one of the two under “Food”.")
_ORDERS = _("Both cards have food on one and the same day that is still to come. Please cancel one of the two orders.")
_PAUSES = _("On both cards the food is stopped without a day of return. Please write the day of return on one of them.")
_COURSES = _("Both cards are signed up for one course. Please cancel one of the two.")
_RESTRICTED = _("The data of one of the cards are restricted. Please lift the restriction first.")
_NOT_SERVED = _(
    "On the card that stays the service has ended, on the other it has not. Please let the other card stay."
)
_DECEASED = _("The other card says that the person has died. Please let that card stay, or correct it first.")
_ERASED = _("The data of one card have been erased. It cannot be joined any more. Please go on with the other one.")

_Check = Callable[[AsyncSession, Person, Person], Awaitable[bool]]


def _both(record: type[SQLModel], *same: str, where: Callable[[], sa.ColumnElement[bool]]) -> _Check:
    """Whether both cards have a row of which `where` holds, with the `same` columns alike."""
    person, alike = record.person_id, [getattr(record, name) for name in same]  # type: ignore[attr-defined]

    async def check(session: AsyncSession, first: Person, second: Person) -> bool:
        if not same:
            rows = sa.select(sa.func.count(sa.distinct(person))).where(person.in_([first.key, second.key]), where())
            return await session.scalar(rows) == 2
        mine = sa.select(*alike).where(person == first.key, where())
        rows = sa.select(person).where(person == second.key, where(), sa.tuple_(*alike).in_(mine)).limit(1)
        return await session.scalar(rows) is not None

    return check


async def _not_served(_session: AsyncSession, first: Person, second: Person) -> bool:
    return first.status is PersonStatus.ENDED and second.status is PersonStatus.ACTIVE


async def _deceased(_session: AsyncSession, first: Person, second: Person) -> bool:
    return second.status is PersonStatus.DECEASED and first.status is not PersonStatus.DECEASED


async def _restricted(session: AsyncSession, first: Person, second: Person) -> bool:
    either = col(Restriction.person_id).in_([first.key, second.key])
    rows = sa.select(col(Restriction.id)).where(either, col(Restriction.lifted_at).is_(None))
    return await session.scalar(rows.limit(1)) is not None


async def _erased(session: AsyncSession, first: Person, second: Person) -> bool:
    rows = sa.select(col(ErasedPerson.person_id)).where(col(ErasedPerson.person_id).in_([first.key, second.key]))
    return await session.scalar(rows.limit(1)) is not None


_CHECKS: tuple[tuple[Phrase, _Check], ...] = (
    (_ERASED, _erased),
    (_DECEASED, _deceased),
    (_NOT_SERVED, _not_served),
    (_CASES, _both(Case, "programme_id", where=lambda: col(Case.status).in_(LIVE))),
    (_CHATS, _both(Chat, where=lambda: col(Chat.status) == ChatStatus.LINKED)),
    (_WEEKLY, _both(Subscription, where=lambda: col(Subscription.ends_on).is_(None))),
    (_ORDERS, _both(MealOrder, "day", where=lambda: col(MealOrder.day) >= clock.today())),
    (_PAUSES, _both(Pause, where=lambda: col(Pause.returns_on).is_(None))),
    (_COURSES, _both(SignUp, "course_id", where=lambda: col(SignUp.status) != SignUpStatus.CANCELLED)),
    (_RESTRICTED, _restricted),
)


async def conflicts(session: AsyncSession, first: Person, second: Person) -> list[Phrase]:
    """What stands in the way of handing the second card over to the first, each with what to do about it."""
    return [phrase for phrase, stands in _CHECKS if await stands(session, first, second)]
