"""Requests about the own data: received at any door of the office, answered in a month, with a way to complain."""

from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import access, clock
from domain.access import Actor, ActorKind, Deed
from domain.assessing.terms import months_after
from domain.calendar import Calendar, calendar_of
from domain.phrases import Phrase, _, say
from domain.refusals import NotAllowed, Refusal, WrongInput
from domain.rights.former import either
from domain.rights.listing import visible_requests
from domain.rights.restricting import answered_for
from domain.versions import demand_version, flush_or_stale
from models.people import Person
from models.rights import DataRequest, DataRight, RequestStatus

MONTHS, LONGEST_MONTHS = 1, 3
LONGEST = 5_000
_LONGEST_NAME = 120
#: How a request may be answered.
ANSWERS = (RequestStatus.GRANTED, RequestStatus.PARTLY, RequestStatus.REFUSED)
#: Whoever does not get all that was asked for is told the reasons and where to complain (чл. 12(4) ОРЗД).
_WITH_COMPLAINT = (RequestStatus.PARTLY, RequestStatus.REFUSED)
_COMMISSION = "КЗЛД"
_WAY_OF_COMPLAINT = _(
    "{reasons}\n\n"
    "If you do not agree, you may complain to the Commission for Personal Data Protection (КЗЛД) within six months, "
    "or go to the administrative court."
)


class RequestIsAnswered(Refusal):
    """This request was answered or withdrawn already. Please write down a new one if more is asked."""


class AlreadyExtended(Refusal):
    """The term of this request was extended once already, and it cannot be longer. Please answer it."""


class TermIsOver(Refusal):
    """The term of this request is over, so it cannot be extended any more. Please answer it today."""


def due_after(received_on: date, months: int, calendar: Calendar) -> date:
    """The last day of a term of so many months; one that ends on a day of rest ends on the next working day.

    Law: чл. 12(3) ОРЗД; months are counted by the calendar (чл. 3 of Regulation (EEC, Euratom) № 1182/71).
    """
    last = months_after(received_on, months)
    return last if calendar.is_working(last) else calendar.next_working_day(last)


async def receive_request(
    session: AsyncSession,
    actor: Actor,
    *,
    person_id: int,
    right: DataRight,
    words: str,
    asked_by: str = "",
    received_on: date | None = None,
) -> DataRequest:
    """Write down what a person asks; `asked_by` is who asked for the person. Raises NotFound, and WrongInput."""
    access.demand(actor, Deed.RECEIVE_REQUESTS)
    _demand_staff(actor)
    person = await who_asks(session, actor, person_id=person_id)
    day = received_on or clock.today()
    wrong = _wrong(words, asked_by, day)
    if wrong:
        raise WrongInput(**wrong)
    request = DataRequest(
        organisation_id=person.organisation_id,
        person_id=person.key,
        right=right,
        asked_by=" ".join(asked_by.split()),
        words=words.strip(),
        received_on=day,
        due_on=due_after(day, MONTHS, await calendar_of(session, person.organisation_id)),
        received_by=actor.number,
    )
    session.add(request)
    await session.flush()
    return request


async def who_asks(session: AsyncSession, actor: Actor, *, person_id: int) -> Person:
    """Whose request the actor may write down: of the office's people and of those one works with. Raises NotFound."""
    reached = access.within(actor, Deed.RECEIVE_REQUESTS, Person.office_id, named=access.of_team(actor))
    found = access.visible_people(actor).where(reached)
    return await access.find(session, either(found, access.former_people(actor)), person_id)


def _wrong(words: str, asked_by: str, day: date) -> dict[str, Phrase]:
    wrong: dict[str, Phrase] = {}
    if not words.strip():
        wrong["words"] = _("Please write what the person asks, in the person's own words.")
    elif len(words) > LONGEST:
        wrong["words"] = _("This is too long. Please shorten it and keep the letter among the documents.")
    if len(asked_by) > _LONGEST_NAME:
        wrong["asked_by"] = _("This name is too long. Please shorten it.")
    if day > clock.today():
        wrong["received_on"] = _("This day is still to come. Please write when the request was received.")
    return wrong


async def extend_request(
    session: AsyncSession, actor: Actor, *, request_id: int, reason: str, version: int | None = None
) -> DataRequest:
    """Take two months more, once and in time, and tell the person why (чл. 12(3) ОРЗД).

    Raises RequestIsAnswered, AlreadyExtended, TermIsOver, Stale and WrongInput.
    """
    request = await _open_request(session, actor, request_id, version)
    today = clock.today()
    if request.extended_on is not None:
        raise AlreadyExtended
    if request.due_on < today:
        raise TermIsOver
    if not reason.strip():
        raise WrongInput(extension_reason=_("Please write why more time is needed: the person is told."))
    calendar = await calendar_of(session, request.organisation_id)
    request.due_on = due_after(request.received_on, LONGEST_MONTHS, calendar)
    request.extended_on, request.extension_reason = today, reason.strip()
    await flush_or_stale(session)
    return request


async def answer_request(
    session: AsyncSession, actor: Actor, *, request_id: int, verdict: RequestStatus, words: str, version: int | None
) -> DataRequest:
    """Answer a request. Who is refused, even in part, reads the reasons and that КЗЛД takes complaints (чл. 12(4)).

    Raises RequestIsAnswered, Stale and WrongInput.
    """
    request = await _open_request(session, actor, request_id, version)
    if verdict not in ANSWERS:
        raise WrongInput(verdict=_("Please choose how the request is answered."))
    if not words.strip():
        raise WrongInput(answer=_("Please write the answer as the person will read it; a refusal says the reasons."))
    if len(words) > LONGEST:
        raise WrongInput(answer=_("This is too long. Please shorten it and keep the letter among the documents."))
    request.answer = await _answer(session, request, verdict, words.strip())
    _close(request, actor, verdict)
    await flush_or_stale(session)
    return request


async def _answer(session: AsyncSession, request: DataRequest, verdict: RequestStatus, words: str) -> str:
    """The words as the person reads them, in the person's language."""
    if verdict not in _WITH_COMPLAINT or _COMMISSION in words:
        return words
    person = await session.get_one(Person, request.person_id)
    return say(person.language, _WAY_OF_COMPLAINT, reasons=words)


async def withdraw_request(
    session: AsyncSession, actor: Actor, *, request_id: int, version: int | None = None
) -> DataRequest:
    """Note that the person takes the request back. Raises RequestIsAnswered and Stale."""
    request = await _open_request(session, actor, request_id, version)
    _close(request, actor, RequestStatus.WITHDRAWN)
    await flush_or_stale(session)
    return request


def _close(request: DataRequest, actor: Actor, status: RequestStatus) -> None:
    request.status, request.answered_on, request.answered_by = status, clock.today(), actor.number


async def _open_request(session: AsyncSession, actor: Actor, request_id: int, version: int | None) -> DataRequest:
    access.demand(actor, Deed.ANSWER_REQUESTS)
    _demand_staff(actor)
    people = answered_for(actor).with_only_columns(col(Person.id))
    rows = visible_requests(actor).where(col(DataRequest.person_id).in_(people))
    request = await access.find(session, rows.with_for_update(of=DataRequest), request_id, fresh=True)
    if request.status is not RequestStatus.OPEN:
        raise RequestIsAnswered
    demand_version(request, version)
    return request


def _demand_staff(actor: Actor) -> None:
    if actor.kind is not ActorKind.STAFF:
        raise NotAllowed
