"""Putting right what was written down wrongly of an application, as long as nothing is decided on it.

While it waits, everything can be put right, the service too: it gets the next number of the service that was meant, and
the audit keeps the old one. Once its case is open, name, ЕГН, phone and address stand on the person's card; of the
application the wish itself is left, and with its day the term of the case.
"""

from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncSession

from domain import clock
from domain.access import Actor, ActorKind, Deed, demand, find
from domain.applications.announcing import tell_of_application
from domain.applications.chat_form import OPEN, open_after
from domain.applications.facts import ApplicationFacts, Checked, checked
from domain.applications.numbers import APPLICATIONS, next_number
from domain.applications.papers import Withdrawn, move_papers
from domain.applications.rows import visible_applications
from domain.applications.taking import columns_of, columns_of_wish, egn_hash_of, judged
from domain.calendar import calendar_of
from domain.cases.editing import editable_cases
from domain.cases.terms import term
from domain.people.numbers import EGN_SCOPE
from domain.refusals import NotAllowed, Refusal, WrongInput
from domain.secrets import unseal
from domain.versions import demand_version, flush_or_stale
from models.applications import Application, ApplicationStatus
from models.cases import Case, CaseStatus
from models.people import Person
from models.places import Programme

_UNDECIDED = (CaseStatus.APPLIED, CaseStatus.ASSESSED, CaseStatus.PROPOSED)
_OF_THE_WISH = ("applicant", "basis", "wished_on")


class DecidedAlready(Refusal):
    """This application has been decided and does not change any more. Please write a note in its case instead."""


def can_be_corrected(application: Application, case: Case | None) -> bool:
    """Whether nothing is decided yet; `case` is the one that the application has led to."""
    if application.status is ApplicationStatus.REGISTERED:
        return case is not None and case.status in _UNDECIDED
    return application.status is ApplicationStatus.RECEIVED


async def correct_application(
    session: AsyncSession,
    actor: Actor,
    *,
    application_id: int,
    facts: ApplicationFacts,
    same_as: int | None = None,
    another: bool = False,
    version: int | None = None,
) -> Application:
    """Write the facts anew; an empty ЕГН leaves the one on file. Once the case is open, only those of the wish.

    Raises NotFound, Withdrawn, DecidedAlready, Stale, WrongInput by field, and MaybeKnown as taking does.
    """
    demand(actor, Deed.TAKE_APPLICATIONS)
    if actor.kind is not ActorKind.STAFF:
        raise NotAllowed
    rows = visible_applications(actor).with_for_update()
    application = await find(session, rows, application_id, fresh=True)
    if application.status is ApplicationStatus.WITHDRAWN:
        raise Withdrawn
    case = await _undecided_case(session, actor, application)
    demand_version(application, version)
    if not facts.egn.strip() and application.egn_sealed:
        facts = replace(facts, egn=unseal(application.egn_sealed, EGN_SCOPE))
    form = await checked(session, actor, facts)
    if case is None:
        await _correct_all(session, actor, application, form, same_as, another=another)
    else:
        await _correct_wish(session, application, case, form)
    await flush_or_stale(session)
    return application


async def _undecided_case(session: AsyncSession, actor: Actor, application: Application) -> Case | None:
    if application.case_id is None:
        return None
    case = await find(session, editable_cases(actor), application.case_id, fresh=True)
    if not can_be_corrected(application, case):
        raise DecidedAlready
    return case


async def _correct_all(
    session: AsyncSession, actor: Actor, application: Application, form: Checked, same_as: int | None, *, another: bool
) -> None:
    if form.wrong or form.programme is None:
        raise WrongInput(**form.wrong)
    person = await _whose(session, actor, application, form, same_as, another=another)
    columns = columns_of(form, form.programme, person)
    columns["guarded"] |= application.guarded and application.referral_id is not None
    moved = form.programme.key != application.programme_id
    _write(application, columns)
    if moved:
        await move_papers(session, application, form.programme.key)
        application.number = await next_number(session, form.programme, kind=APPLICATIONS, year=clock.today().year)
        await flush_or_stale(session)
        await tell_of_application(session, actor, application)


async def _whose(
    session: AsyncSession, actor: Actor, application: Application, form: Checked, same_as: int | None, *, another: bool
) -> Person | None:
    """The card that was chosen before, as long as the ЕГН and the phone by which it was found are the same."""
    if (application.egn_hash, application.phone) == (egn_hash_of(form), form.phone):
        return await session.get(Person, application.person_id) if application.person_id else None
    return await judged(session, actor, form, same_as, another=another, besides=application.key)


async def _correct_wish(session: AsyncSession, application: Application, case: Case, form: Checked) -> None:
    wish = columns_of_wish(form)
    names = {*_OF_THE_WISH, *form.facts.answers}
    if wrong := {name: phrase for name, phrase in form.wrong.items() if name in names}:
        raise WrongInput(**wrong)
    _write(application, wish)
    if case.wished_on != application.wished_on:
        programme = await session.get_one(Programme, case.programme_id)
        case.wished_on = application.wished_on
        case.assess_by = term(programme.rules, case.wished_on, await calendar_of(session))


def _write(application: Application, columns: dict[str, object]) -> None:
    answers = dict(application.answers)
    for name, value in columns.items():
        setattr(application, name, value)
    filled = {name for name, value in columns.items() if value} | set(application.answers)
    if left := open_after(answers, filled):
        application.answers = application.answers | {OPEN: left}
