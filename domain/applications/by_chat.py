"""An application written in the chat by somebody whom the service does not know yet, a question at a time.

What was answered is kept in the database, so it can be finished days later. The chat asks for no ЕГН and no illness,
and offers no service for children: about those the office speaks with people itself.
"""

import re
from collections.abc import Mapping
from datetime import date

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import clock
from domain.access import Actor, ActorKind
from domain.applications import unfinished
from domain.applications.chat_form import NO, OPEN, SERVICE, YES, Asked, Whom, next_question, questions, still_needed
from domain.applications.facts import NOT_A_PHONE
from domain.applications.numbers import APPLICATIONS, next_number
from domain.applications.secrecy import FACT
from domain.newcomers import leave_phone, office_for_district
from domain.people.numbers import holds_number
from domain.phones import NotAPhone, parse_phone
from domain.phrases import DEFAULT, Phrase, _, say
from domain.refusals import NotAllowed, Refusal, WrongInput
from domain.tasks import open_task
from domain.versions import flush_or_stale
from models.applications import Application, ApplicationChannel, ApplicationStatus
from models.places import Programme, ProgrammeKind, RuleSet
from models.tasks import TaskKind

#: Of each of these kinds the chat offers the first service; the office helps to choose among the rest.
OFFERED = (ProgrammeKind.MEALS, ProgrammeKind.HOUSEHOLD, ProgrammeKind.ASSISTANCE)
ADULT = 18
_OLDEST = 120
_LONGEST_NAME = 120
_LONGEST_WORDS = 500
_FOUR_FIGURES = re.compile(r"\b(?:1[89]|20)\d\d\b")
#: "84 г.", "84 години", "84 years".
_AGE = re.compile(r"\b(\d{1,3}) ?(?:г|g|y)", re.IGNORECASE)

CHILD_ASKS = _(
    "Somebody under 18 asks for help in the chat. Tell the child protection department and the parents at once."
)
_APPLICANT: dict[str, Phrase] = {
    Whom.MOTHER: _("{name}, for the own mother"),
    Whom.FATHER: _("{name}, for the own father"),
    Whom.OTHER: _("{name}, for: {kin}"),
}
_SOMEBODY_CLOSE = _("somebody close")
_ALONE: dict[str, Phrase] = {YES: _("Lives alone."), NO: _("Does not live alone.")}


class NotFinished(Refusal):
    """The name or the phone is still missing. Please answer these questions first, or press “Call me”."""


class NoDraft(Refusal):
    """No application is begun in this chat. To begin one, press “I want to enrol”."""


class HoldsANumber(Refusal):
    """This looks like an ЕГН, and I have not kept it. Please never write an ЕГН in a chat."""


class IsAChild(Refusal):
    """About children the office speaks with you itself. Please call it. Help for a child at any hour: 116 111."""


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
    """The application that this chat has begun and not sent, while it is kept."""
    rows = unfinished.drafts().where(col(Application.chat) == chat, unfinished.is_kept())
    found: Application | None = await session.scalar(rows.order_by(col(Application.id).desc()).limit(1))
    return found


async def begin(
    session: AsyncSession, actor: Actor, *, chat: int, district_id: int, programme_id: int | None
) -> Application:
    """Begin an application; one that was begun before goes on with the newly chosen service.

    Without a service the first one that is offered stands there, and the office reads that it is still to be chosen.
    """
    _demand_newcomer(actor)
    serving = await office_for_district(session, actor, district_id=district_id)
    offered = [one.key for one in await services_by_chat(session, district_id=district_id)]
    if not offered or programme_id not in (None, *offered):
        raise WrongInput(programme_id=_("Please choose the service."))
    draft = await draft_of(session, chat=chat)
    if draft is None:
        draft = Application(
            organisation_id=serving.office.organisation_id, programme_id=offered[0],
            channel=ApplicationChannel.CHAT, status=ApplicationStatus.DRAFT, chat=chat,
            wished_on=clock.today(), received_at=clock.now(),
        )  # fmt: skip
        session.add(draft)
    draft.programme_id, draft.office_id, draft.district_id = programme_id or offered[0], serving.office.key, district_id
    draft.organisation_id = serving.office.organisation_id
    await _keep(session, draft, {SERVICE: "" if programme_id is None else str(programme_id)})
    return draft


def _demand_newcomer(actor: Actor) -> None:
    """Who is known has an office that takes the application."""
    if actor.kind is not ActorKind.STRANGER:
        raise NotAllowed


async def answer(session: AsyncSession, draft: Application, *, asked: Asked, words: str) -> Application:
    """Keep an answer. Raises WrongInput, HoldsANumber, and IsAChild, with which nothing of the application is kept."""
    words = " ".join(words.split())
    if holds_number(words):
        raise HoldsANumber
    if asked is Asked.YEAR and _is_a_child(words):
        raise IsAChild
    await _keep(session, draft, {asked: _checked(asked, words)})
    return draft


async def leave_for_later(session: AsyncSession, draft: Application, *, asked: Asked) -> Application:
    """ "I do not know": the office asks it by phone."""
    await _keep(session, draft, {asked: ""})
    return draft


async def _keep(session: AsyncSession, draft: Application, told: Mapping[str, str]) -> None:
    draft.answers = {**draft.answers, **told}
    draft.received_at = clock.now()
    await flush_or_stale(session)


async def forget(session: AsyncSession, draft: Application) -> None:
    """Nothing of what was told is kept."""
    await session.delete(draft)
    await session.flush()


def _checked(asked: Asked, words: str) -> str:
    """The answer as it is kept. Raises WrongInput."""
    if asked is Asked.NAME:
        _check_name(words)
    if asked is Asked.PHONE:
        return _phone(words)
    if asked is Asked.YEAR:
        return str(_year(words))
    if not words or len(words) > _LONGEST_WORDS:
        raise WrongInput(words=_("Please answer in a few words."))
    return words


def _check_name(name: str) -> None:
    if not 2 <= len(name.split()) <= 5 or len(name) > _LONGEST_NAME or any(figure.isdigit() for figure in name):
        raise WrongInput(name=_("Please write the first and the last name."))


def _phone(words: str) -> str:
    try:
        return parse_phone(words)
    except NotAPhone:
        raise WrongInput(phone=NOT_A_PHONE) from None


def _age(words: str) -> int | None:
    """How old somebody is, from a year of birth or an age; None when the words say neither."""
    if year := _FOUR_FIGURES.search(words):
        age = clock.today().year - int(year[0])
    elif said := _AGE.search(words):
        age = int(said[1])
    else:
        return None
    return age if 0 <= age <= _OLDEST else None


def _year(words: str) -> int:
    age = _age(words)
    if age is None:
        raise WrongInput(year=_("Please write the year of birth in four figures, for example 1941."))
    return clock.today().year - age


def _is_a_child(words: str) -> bool:
    age = _age(words)
    return age is not None and age <= ADULT


async def send(session: AsyncSession, actor: Actor, draft: Application) -> Application:
    """Hand the application over under its number; the office has a task to call. Raises NotFinished."""
    _demand_newcomer(actor)
    told = dict(draft.answers)
    if still_needed(told) or next_question(told) or draft.chat is None:
        raise NotFinished
    _fill(draft, told)
    programme = await session.get_one(Programme, draft.programme_id)
    draft.number = await next_number(session, programme, kind=APPLICATIONS, year=clock.today().year)
    draft.status, draft.wished_on, draft.received_at = ApplicationStatus.RECEIVED, clock.today(), clock.now()
    await flush_or_stale(session)
    await leave_phone(
        session,
        actor,
        district_id=draft.district_id,
        phone=told[Asked.PHONE],
        telegram_id=draft.chat,
        words=draft.number,
    )
    return draft


def _fill(draft: Application, told: Mapping[str, str]) -> None:
    """What was told, where the office's form has it."""
    first, *between, last = told[Asked.NAME].split()
    draft.first_name, draft.middle_name, draft.last_name = first, " ".join(between), last
    draft.phone = told[Asked.PHONE]
    draft.address_words = told.get(Asked.ADDRESS, "")
    draft.applicant = _applicant(told)
    if told.get(Asked.YEAR):
        draft.born, draft.born_is_estimated = date(int(told[Asked.YEAR]), 1, 1), True
    household = say(DEFAULT, _ALONE[told[Asked.ALONE]]) if told.get(Asked.ALONE) in _ALONE else told.get(Asked.ALONE)
    answers = {"household": household, "wanted": told.get(Asked.NEEDS), "since": told.get(Asked.SINCE)}
    left = [*([] if told.get(SERVICE) else [SERVICE]), *(one.value for one in questions(told) if not told[one])]
    draft.answers = {key: text for key, text in answers.items() if text} | ({OPEN: left} if left else {})


def _applicant(told: Mapping[str, str]) -> str:
    """Who asks and for whom, as the office reads it; empty when the person asks for herself."""
    phrase = _APPLICANT.get(told.get(Asked.WHOM, ""))
    if phrase is None:
        return ""
    name = told.get(Asked.ASKER) or say(DEFAULT, _SOMEBODY_CLOSE)
    return say(DEFAULT, phrase, name=name, kin=told.get(Asked.KIN) or "?")


async def child_asks(session: AsyncSession, actor: Actor, *, chat: int, district_id: int | None = None) -> None:
    """An alarm for the office, which must tell the child protection department and the parents (чл. 87 ЗСУ).

    What the child wrote is kept nowhere.
    """
    serving = await office_for_district(session, actor, district_id=district_id) if district_id else None
    office_id = serving.office.key if serving else None
    words = say(DEFAULT, CHILD_ASKS)
    await open_task(session, actor, kind=TaskKind.CHILD_ASKS, office_id=office_id, words=words, chat=chat)
