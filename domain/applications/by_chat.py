"""An application written in the chat by somebody whom the service does not know yet, a question at a time.

What was answered is kept in the database, so it can be finished days later. The chat asks for no ЕГН and no illness,
and offers no service for children: about those the office speaks with people itself.
"""

from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import clock
from domain.access import Actor, ActorKind
from domain.applications.facts import NOT_A_PHONE
from domain.applications.numbers import APPLICATIONS, next_number
from domain.applications.secrecy import FACT
from domain.newcomers import leave_phone, office_for_district
from domain.people.versions import flush_or_stale
from domain.phones import NotAPhone, parse_phone
from domain.phrases import _
from domain.refusals import NotAllowed, Refusal, WrongInput
from models.applications import Application, ApplicationChannel, ApplicationStatus
from models.places import Programme, ProgrammeKind, RuleSet

#: Of each of these kinds the chat offers the first service; the office helps to choose among the rest.
OFFERED = (ProgrammeKind.MEALS, ProgrammeKind.HOUSEHOLD, ProgrammeKind.ASSISTANCE)
ADULT = 18
KEPT = timedelta(days=30)  #: so long an application that was begun can be finished
_OLDEST = 120
_LONGEST_NAME = 60


class NotFinished(Refusal):
    """The application is not finished yet. Please answer the questions first, or press “Call me”."""


async def services_by_chat(session: AsyncSession, *, district_id: int) -> list[Programme]:
    """What can be asked for in the chat in the district, in the order of the kinds."""
    serving = await office_for_district(session, _nobody(), district_id=district_id)
    rows = sa.select(Programme).where(
        col(Programme.organisation_id) == serving.office.organisation_id,
        col(Programme.active),
        col(Programme.rules) != RuleSet.NONE,
        col(Programme.kind).in_(OFFERED),
    )
    found = [one for one in await session.scalars(rows.order_by(col(Programme.code))) if FACT not in one.facts]
    firsts = {one.kind: one for one in reversed(found)}
    return [firsts[kind] for kind in OFFERED if kind in firsts]


def _nobody() -> Actor:
    return Actor(ActorKind.STRANGER)


async def draft_of(session: AsyncSession, *, chat: int) -> Application | None:
    """The application that this chat has begun and not sent."""
    rows = sa.select(Application).where(
        col(Application.chat) == chat, col(Application.status) == ApplicationStatus.DRAFT
    )
    return await session.scalar(rows.order_by(col(Application.id).desc()).limit(1))


async def begin(session: AsyncSession, actor: Actor, *, chat: int, district_id: int, programme_id: int) -> Application:
    """Begin an application; one that was begun before goes on with the newly chosen service."""
    _demand_newcomer(actor)
    serving = await office_for_district(session, actor, district_id=district_id)
    offered = {one.key for one in await services_by_chat(session, district_id=district_id)}
    if programme_id not in offered:
        raise WrongInput(programme_id=_("Please choose the service."))
    await _forget_old_ones(session)
    draft = await draft_of(session, chat=chat)
    if draft is None:
        draft = Application(
            organisation_id=serving.office.organisation_id, programme_id=programme_id,
            channel=ApplicationChannel.CHAT, status=ApplicationStatus.DRAFT, chat=chat,
            wished_on=clock.today(), received_at=clock.now(),
        )  # fmt: skip
        session.add(draft)
    draft.programme_id, draft.office_id, draft.district_id = programme_id, serving.office.key, district_id
    draft.organisation_id = serving.office.organisation_id
    await flush_or_stale(session)
    return draft


async def _forget_old_ones(session: AsyncSession) -> None:
    """What nobody finished is not kept for ever."""
    rows = sa.select(Application).where(
        col(Application.status) == ApplicationStatus.DRAFT, col(Application.received_at) < clock.now() - KEPT
    )
    for forgotten in await session.scalars(rows):
        await session.delete(forgotten)


def _demand_newcomer(actor: Actor) -> None:
    """Who is known has an office that takes the application."""
    if actor.kind is not ActorKind.STRANGER:
        raise NotAllowed


async def note_name(session: AsyncSession, draft: Application, *, name: str) -> Application:
    """First and last name, as people write them. Raises WrongInput."""
    parts = name.split()
    if not 2 <= len(parts) <= 5 or len(name) > 2 * _LONGEST_NAME or any(figure.isdigit() for figure in name):
        raise WrongInput(name=_("Please write the first and the last name."))
    draft.first_name, draft.last_name = parts[0], parts[-1]
    draft.middle_name = " ".join(parts[1:-1])
    await flush_or_stale(session)
    return draft


async def note_year(session: AsyncSession, draft: Application, *, year: int) -> bool:
    """The year of birth. A child's application is not written in a chat: it is forgotten, and the answer is False."""
    age = clock.today().year - year
    if not 0 <= age <= _OLDEST:
        raise WrongInput(year=_("Please write the year of birth in four figures, for example 1941."))
    if age <= ADULT:
        await session.delete(draft)
        await session.flush()
        return False
    draft.born, draft.born_is_estimated = date(year, 1, 1), True
    await flush_or_stale(session)
    return True


async def send(session: AsyncSession, actor: Actor, draft: Application, *, phone: str) -> Application:
    """Hand the application over under its number; the office has a task to call. Raises WrongInput, NotFinished."""
    _demand_newcomer(actor)
    if not (draft.first_name and draft.born and draft.chat):
        raise NotFinished
    try:
        draft.phone = parse_phone(phone)
    except NotAPhone:
        raise WrongInput(phone=NOT_A_PHONE) from None
    programme = await session.get_one(Programme, draft.programme_id)
    draft.number = await next_number(session, programme, kind=APPLICATIONS, year=clock.today().year)
    draft.status, draft.wished_on, draft.received_at = ApplicationStatus.RECEIVED, clock.today(), clock.now()
    await flush_or_stale(session)
    await leave_phone(
        session, actor, district_id=draft.district_id, phone=phone, telegram_id=draft.chat, words=draft.number
    )
    return draft
