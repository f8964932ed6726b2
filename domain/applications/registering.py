"""From an application to a case: the person's card, the case with its number, its term and its secrecy."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from domain import clock
from domain.access import Actor, ActorKind, Deed, demand, find
from domain.addresses import AddressFacts
from domain.applications.announcing import tell_of_application, tell_of_step
from domain.applications.duplicates import who_may_be_known
from domain.applications.numbers import CASES, next_number
from domain.applications.pairs import propose_pairs
from domain.applications.papers import checklist
from domain.applications.rows import visible_applications
from domain.applications.secrecy import secrecy_of
from domain.applications.taking import named_among
from domain.calendar import calendar_of
from domain.cases.lines import note_line
from domain.cases.procedure import Step
from domain.cases.terms import term
from domain.people.numbers import EGN_SCOPE
from domain.people.saving import PersonFacts, save_person
from domain.phones import spoken_phone
from domain.phrases import _
from domain.referrals.answering import note_case
from domain.refusals import NotAllowed, Refusal, WrongInput
from domain.secrets import unseal
from domain.versions import demand_version, flush_or_stale
from models.applications import Application, ApplicationStatus
from models.cases import Case, CaseStep, Secrecy, TeamMember
from models.people import Person, Sex
from models.places import Programme


class NotWaiting(Refusal):
    """This application has been registered or withdrawn already. Please open it anew and see where it stands."""


class HasACase(Refusal):
    """This person has an open case of this service already. Please work in that one, or ask the head of the office."""


@dataclass(frozen=True)
class Home:
    """What a new card needs beside the application: the door, and the sex where no ЕГН says it."""

    address: AddressFacts
    sex: Sex | None = None


async def register(
    session: AsyncSession,
    actor: Actor,
    *,
    application_id: int,
    home: Home | None = None,
    papers_by: date | None = None,
    version: int | None = None,
) -> Case:
    """Open the case of an application; the card is made from it and `home`, or is the one that was chosen.

    Without all needed papers only until a day, `papers_by`. Raises NotFound, NotWaiting, Stale, WrongInput, HasACase.
    """
    application = await _waiting(session, actor, application_id, version)
    await _check_papers(session, application, papers_by)
    person = await _person(session, actor, application, home)
    programme = await session.get_one(Programme, application.programme_id)
    case, opened = await _case(session, actor, application, programme, person)
    application.status, application.case_id, application.person_id = ApplicationStatus.REGISTERED, case.key, person.key
    application.guarded = application.guarded or person.guarded
    if application.referral_id:
        await note_case(session, referral_id=application.referral_id, case_id=case.key, person_id=person.key)
    await flush_or_stale(session)
    await tell_of_step(session, actor, case, opened)
    return case


async def withdraw(
    session: AsyncSession, actor: Actor, *, application_id: int, version: int | None = None
) -> Application:
    """The person does not want the service any more. Raises NotFound, NotWaiting, Stale."""
    application = await _waiting(session, actor, application_id, version)
    application.status = ApplicationStatus.WITHDRAWN
    await flush_or_stale(session)
    await tell_of_application(session, actor, application)
    return application


async def choose_card(
    session: AsyncSession, actor: Actor, *, application_id: int, person_id: int, version: int | None = None
) -> Application:
    """The application is of a person who has a card: one with the same ЕГН or phone. Raises MaybeKnown for another."""
    application = await _waiting(session, actor, application_id, version)
    found = await who_may_be_known(
        session, actor, egn_hash=application.egn_hash, phone=application.phone, besides=application.key
    )
    application.person_id = named_among(found, person_id)
    person = await session.get_one(Person, person_id)
    application.guarded = application.guarded or person.guarded
    await flush_or_stale(session)
    return application


async def _waiting(session: AsyncSession, actor: Actor, application_id: int, version: int | None) -> Application:
    """The application, locked: of two who register it at once, the second finds it registered."""
    demand(actor, Deed.TAKE_APPLICATIONS)
    if actor.kind is not ActorKind.STAFF:
        raise NotAllowed
    rows = visible_applications(actor).with_for_update()
    application = await find(session, rows, application_id, fresh=True)
    if application.status is not ApplicationStatus.RECEIVED:
        raise NotWaiting
    demand_version(application, version)
    return application


async def _check_papers(session: AsyncSession, application: Application, papers_by: date | None) -> None:
    missing = any(line.missing for line in await checklist(session, application))
    if missing and papers_by is None:
        raise WrongInput(papers_by=_("Papers are missing. Please write the day until which they will be brought."))
    if missing and papers_by and papers_by < clock.today():
        raise WrongInput(papers_by=_("This day has passed. Please write a day that is still to come."))
    application.papers_by = papers_by if missing else None


async def _person(session: AsyncSession, actor: Actor, application: Application, home: Home | None) -> Person:
    """The card that was chosen, else a new one."""
    if application.person_id is not None:
        return await session.get_one(Person, application.person_id, populate_existing=True)
    if home is None:
        raise WrongInput(street=_("Please write the address."))
    person = await save_person(session, actor, facts=_facts(application, home))
    person.born_is_estimated = application.born_is_estimated
    await session.flush()
    await propose_pairs(session, person)
    return person


def _facts(application: Application, home: Home) -> PersonFacts:
    return PersonFacts(
        first_name=application.first_name,
        middle_name=application.middle_name,
        last_name=application.last_name,
        sex=home.sex,
        born=application.born,
        egn=unseal(application.egn_sealed, EGN_SCOPE) if application.egn_sealed else None,
        phone=spoken_phone(application.phone),
        address=home.address,
        office_id=application.office_id,
    )


async def _case(
    session: AsyncSession, actor: Actor, application: Application, programme: Programme, person: Person
) -> tuple[Case, CaseStep]:
    """The case with its first step, worked on by whoever registers it; a guarded one is at first theirs alone."""
    calendar = await calendar_of(session)
    case = Case(
        organisation_id=application.organisation_id,
        number=await next_number(session, programme, kind=CASES, year=clock.today().year),
        person_id=person.key,
        programme_id=programme.key,
        office_id=application.office_id or person.office_id,
        secrecy=_secrecy(application, secrecy_of(programme, person.born, clock.today())),
        worker_id=actor.number,
        wished_on=application.wished_on,
        assess_by=term(programme.rules, application.wished_on, calendar),
    )
    session.add(case)
    try:
        await session.flush()
    except IntegrityError:
        raise HasACase from None
    if case.secrecy is not Secrecy.OPEN:
        _guard(session, actor, case, person)
    opened = note_line(session, actor, case, Step.REGISTER)
    await session.flush()
    return case, opened


def _secrecy(application: Application, of_service: Secrecy) -> Secrecy:
    """What an institution referred as a child's stays a child's, whatever the service."""
    of_child = application.guarded and application.referral_id is not None
    return Secrecy.CHILD if of_child and of_service is Secrecy.OPEN else of_service


def _guard(session: AsyncSession, actor: Actor, case: Case, person: Person) -> None:
    """From now on only the team finds the person's card."""
    person.guarded = True
    session.add(
        TeamMember(
            organisation_id=case.organisation_id,
            case_id=case.key,
            staff_id=actor.number or 0,
            since=clock.now(),
            named_by=actor.number,
        )
    )
