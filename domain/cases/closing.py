"""The end of a case: closed with an outcome, withdrawn by the person; and its opening anew."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import clock
from domain.access import Actor, job
from domain.calendar import calendar_of
from domain.cases.editing import case_to_edit
from domain.cases.procedure import Step, possible, take_step
from domain.cases.resting import end_meals_with
from domain.cases.suspending import end_rest
from domain.cases.terms import term
from domain.courses.ending import end_meetings_with
from domain.phrases import _
from domain.refusals import Refusal, WrongInput
from domain.versions import demand_version
from models.cases import LIVE, Case, CaseOutcome
from models.people import Person
from models.places import Programme


class AnotherIsOpen(Refusal):
    """The person already has another open case of this service. Please go on with that one."""


@dataclass(frozen=True)
class Ending:
    """How the work ended, and when to ask how the person is."""

    outcome: CaseOutcome
    words: str = ""
    follow_up_on: date | None = None


async def close_case(
    session: AsyncSession, actor: Actor, *, case_id: int, ending: Ending, version: int | None = None
) -> Case:
    """Close a case. With OTHER_SERVICE the application for the other one is taken anew. Raises WrongInput, NotNow."""
    case = await case_to_edit(session, actor, case_id=case_id)
    demand_version(case, version)
    if ending.follow_up_on and ending.follow_up_on <= clock.today():
        raise WrongInput(follow_up_on=_("Please choose a later day than today, or leave it empty."))
    if ending.follow_up_on and ending.outcome is CaseOutcome.DECEASED:
        raise WrongInput(follow_up_on=_("Nobody is to be asked after a death. Please leave the day empty."))
    await take_step(session, actor, case_id=case_id, step=Step.CLOSE, words=ending.words)
    case.closed_on = clock.today()
    case.outcome, case.outcome_words = ending.outcome, ending.words
    case.follow_up_on = ending.follow_up_on
    await _end_for_good(session, actor, case)
    return case


async def _end_for_good(session: AsyncSession, actor: Actor, case: Case) -> None:
    await end_meals_with(session, actor, case, await end_rest(session, case))
    await end_meetings_with(session, actor, case)


async def end_cases_of_deceased(session: AsyncSession, person: Person) -> None:
    """End every case of somebody who has died: what is served is closed, what is asked for withdrawn.

    A guarded one ends too, whoever of the office writes the death down; so it is the program that takes the steps.
    Places and turns go to the next in line by the procedure itself.
    """
    caller = job("death", person.organisation_id)
    rows = sa.select(Case).where(col(Case.person_id) == person.key, col(Case.status).in_(LIVE))
    for case in (await session.scalars(rows.order_by(col(Case.programme_id), col(Case.id)))).all():
        step = Step.CLOSE if Step.CLOSE in possible(case.status) else Step.WITHDRAW
        await take_step(session, caller, case_id=case.key, step=step)
        case.closed_on, case.outcome, case.follow_up_on = clock.today(), CaseOutcome.DECEASED, None
        await _end_for_good(session, caller, case)


async def follow_up_done(session: AsyncSession, actor: Actor, *, case_id: int) -> Case:
    """The person was asked after the end: the term is met. What was heard is a note."""
    case = await case_to_edit(session, actor, case_id=case_id)
    case.follow_up_on = None
    await session.flush()
    return case


async def withdraw_case(
    session: AsyncSession, actor: Actor, *, case_id: int, words: str, version: int | None = None
) -> Case:
    """The person no longer wants what was applied for: services are by wish (чл. 9(2) ЗСУ)."""
    case = await case_to_edit(session, actor, case_id=case_id)
    demand_version(case, version)
    await take_step(session, actor, case_id=case_id, step=Step.WITHDRAW, words=words)
    case.closed_on = clock.today()
    await end_meetings_with(session, actor, case)
    return case


async def reopen_case(
    session: AsyncSession, actor: Actor, *, case_id: int, words: str, version: int | None = None
) -> Case:
    """Begin a case anew from the application; the wish, and with it every term, is of today. Says why."""
    case = await case_to_edit(session, actor, case_id=case_id)
    demand_version(case, version)
    if not words.strip():
        raise WrongInput(words=_("Please write why the case is opened anew."))
    await _demand_no_other(session, case)
    programme = await session.get_one(Programme, case.programme_id)
    case.wished_on = clock.today()
    case.assess_by = term(programme.rules, case.wished_on, await calendar_of(session))
    try:
        await take_step(session, actor, case_id=case_id, step=Step.REOPEN, words=words)
    except IntegrityError:  # somebody opened another one at the same moment
        raise AnotherIsOpen from None
    case.review_on = case.closed_on = case.follow_up_on = None
    case.outcome, case.outcome_words = None, ""
    await session.flush()
    return case


async def _demand_no_other(session: AsyncSession, case: Case) -> None:
    rows = sa.select(sa.func.count()).where(
        col(Case.person_id) == case.person_id,
        col(Case.programme_id) == case.programme_id,
        col(Case.status).in_(LIVE),
        col(Case.id) != case.key,
    )
    if await session.scalar(rows):
        raise AnotherIsOpen
