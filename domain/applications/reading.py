"""The queue of applications, and the sheet of one."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import audit, clock
from domain.access import Actor, Deed, demand, find, visible_cases, visible_people
from domain.applications.duplicates import Known, who_may_be_known
from domain.applications.papers import PaperLine, checklist, missing_papers
from domain.applications.rows import visible_applications
from domain.calendar import Calendar, calendar_of
from domain.cases.terms import ASSESSMENT_DAYS, term
from domain.people.numbers import masked
from domain.rights.restricting import restriction_of
from models.applications import Application, ApplicationChannel, ApplicationStatus
from models.audit import AuditAction
from models.cases import Case
from models.people import Person
from models.places import District, Office, Programme, RuleSet
from models.rights import Restriction
from models.staff import Staff


@dataclass(frozen=True)
class ApplicationRow:
    """An application as the queue shows it."""

    id: int
    number: str
    name: str
    programme: Programme
    office: str
    channel: ApplicationChannel
    status: ApplicationStatus
    wished_on: date
    missing: int
    papers_by: date | None
    #: Until when the needs are to be assessed; None once its case runs its own term.
    assess_by: date | None

    @property
    def days(self) -> int:
        """How long ago the wish was declared."""
        return (clock.today() - self.wished_on).days

    @property
    def late(self) -> bool:
        """The term of the law has passed, and there is not even a case."""
        return self.assess_by is not None and self.assess_by < clock.today()

    @property
    def papers_late(self) -> bool:
        """Papers were promised for a day that has passed."""
        return bool(self.missing and self.papers_by and self.papers_by < clock.today())


@dataclass(frozen=True)
class ApplicationFilter:
    """What narrows the queue. Without a status: what waits, for its case or for its papers."""

    status: ApplicationStatus | None = None
    programme_id: int | None = None
    office_id: int | None = None
    #: Without guarded ones and those of guarded people, also where the actor may see them.
    open_only: bool = False


@dataclass(frozen=True)
class Queue:
    """One page of the queue, and whether there is another."""

    rows: list[ApplicationRow]
    more: bool


WAITING = ApplicationFilter()


async def application_queue(
    session: AsyncSession, actor: Actor, *, where: ApplicationFilter = WAITING, page: int = 1, per_page: int = 25
) -> Queue:
    """Applications that the actor may see, the oldest wish first, with the number of papers they lack."""
    demand(actor, Deed.SEE_APPLICATIONS)
    missing = missing_papers()
    rows = _filtered(visible_applications(actor), where, missing)
    rows = (
        rows.add_columns(Programme, col(Office.name), missing)
        .join(Programme, col(Programme.id) == col(Application.programme_id))
        .join(Office, col(Office.id) == col(Application.office_id))
        .order_by(col(Application.wished_on), col(Application.id))
        .limit(per_page + 1)
        .offset((max(page, 1) - 1) * per_page)
    )
    calendar = await calendar_of(session)
    found = [_row(calendar, *row) for row in await session.execute(rows)]
    return Queue(found[:per_page], more=len(found) > per_page)


def _filtered(rows: sa.Select[Any], where: ApplicationFilter, missing: sa.ScalarSelect[int]) -> sa.Select[Any]:
    status = col(Application.status)
    if where.status is None:
        owed = (status == ApplicationStatus.REGISTERED) & col(Application.papers_by).is_not(None) & (missing > 0)
        rows = rows.where((status == ApplicationStatus.RECEIVED) | owed)
    else:
        rows = rows.where(status == where.status)
    if where.programme_id is not None:
        rows = rows.where(col(Application.programme_id) == where.programme_id)
    if where.office_id is not None:
        rows = rows.where(col(Application.office_id) == where.office_id)
    if where.open_only:
        guarded = sa.select(col(Person.id)).where(col(Person.guarded))
        of_card = col(Application.person_id)
        rows = rows.where(col(Application.guarded).is_(False), of_card.is_(None) | of_card.not_in(guarded))
    return rows


def _row(
    calendar: Calendar, application: Application, programme: Programme, office: str, missing: int
) -> ApplicationRow:
    return ApplicationRow(
        id=application.key,
        number=application.number or "",
        name=full_name(application),
        programme=programme,
        office=office,
        channel=application.channel,
        status=application.status,
        wished_on=application.wished_on,
        missing=missing,
        papers_by=application.papers_by,
        assess_by=_assess_by(application, programme, calendar),
    )


def _assess_by(application: Application, programme: Programme, calendar: Calendar) -> date | None:
    """The twenty days run from the wish, also while the application still waits for its case."""
    if application.status is not ApplicationStatus.RECEIVED:
        return None
    return term(programme.rules, application.wished_on, calendar)


async def applications_past_their_term(session: AsyncSession, actor: Actor) -> int:
    """How many applications that the actor may register have waited longer than the law lets the assessment take."""
    if not actor.may(Deed.TAKE_APPLICATIONS):
        return 0
    rows = (
        visible_applications(actor)
        .with_only_columns(col(Application.wished_on), col(Programme.rules))
        .join(Programme, col(Programme.id) == col(Application.programme_id))
        .where(
            col(Application.status) == ApplicationStatus.RECEIVED,
            col(Application.wished_on) < clock.today() - timedelta(days=ASSESSMENT_DAYS),
        )
    )
    found = list(await session.execute(rows))
    if not found:
        return 0
    calendar = await calendar_of(session)
    terms = [term(rules, wished_on, calendar) for wished_on, rules in found]
    return sum(day is not None and day < clock.today() for day in terms)


def full_name(application: Application) -> str:
    """The whole name, as the form has it."""
    return " ".join(part for part in (application.first_name, application.middle_name, application.last_name) if part)


@dataclass(frozen=True)
class ApplicationSheet:
    """Everything about one application."""

    application: Application
    programme: Programme
    office: Office
    district: District | None
    taken_by: str
    #: "******7500"; empty when there is none.
    egn_masked: str
    papers: list[PaperLine]
    #: The card it is of, if the actor may open it.
    person: Person | None
    case: Case | None
    #: Cards and applications with the same ЕГН or phone, while it waits for a card.
    known: list[Known] = field(default_factory=list)
    #: While it holds, the application is shown and not changed.
    restriction: Restriction | None = None
    #: Until when the needs are to be assessed, while there is no case.
    assess_by: date | None = None

    @property
    def late(self) -> bool:
        """The term of the law has passed, and there is not even a case."""
        return self.assess_by is not None and self.assess_by < clock.today()

    @property
    def name(self) -> str:
        """The whole name, as the form has it."""
        return full_name(self.application)

    @property
    def missing(self) -> list[PaperLine]:
        """Needed papers that were not brought."""
        return [line for line in self.papers if line.missing]


async def application_sheet(session: AsyncSession, actor: Actor, *, application_id: int) -> ApplicationSheet:
    """Open an application; that it was opened is audited, so the unit must be one that writes. Raises NotFound."""
    demand(actor, Deed.SEE_APPLICATIONS)
    application = await find(session, visible_applications(actor), application_id)
    audit.record(session, AuditAction.OPENED, "application", application.key, person_id=application.person_id)
    rows = (
        sa.select(Programme, Office, District, col(Staff.name))
        .select_from(Programme)
        .join(Office, col(Office.id) == application.office_id)
        .outerjoin(District, col(District.id) == application.district_id)
        .outerjoin(Staff, col(Staff.id) == application.taken_by)
        .where(col(Programme.id) == application.programme_id)
    )
    programme, office, district, taken_by = (await session.execute(rows)).one()
    people = visible_people(actor).where(col(Person.id) == application.person_id)
    return ApplicationSheet(
        application=application,
        programme=programme,
        office=office,
        district=district,
        taken_by=taken_by or "",
        egn_masked=masked(application.egn_sealed),
        papers=await checklist(session, application),
        person=await session.scalar(people) if application.person_id else None,
        case=await session.scalar(visible_cases(actor).where(col(Case.id) == application.case_id)),
        known=await _known(session, actor, application),
        restriction=await _restriction(session, application),
        assess_by=_assess_by(application, programme, await calendar_of(session)),
    )


async def _restriction(session: AsyncSession, application: Application) -> Restriction | None:
    if application.person_id is None:
        return None
    return await restriction_of(session, person_id=application.person_id)


async def _known(session: AsyncSession, actor: Actor, application: Application) -> list[Known]:
    if application.status is not ApplicationStatus.RECEIVED or application.person_id is not None:
        return []
    return await who_may_be_known(
        session, actor, egn_hash=application.egn_hash, phone=application.phone, besides=application.key
    )


async def services_to_ask_for(session: AsyncSession, actor: Actor) -> Sequence[Programme]:
    """The services for which an application can be taken, in the order of the catalogue."""
    demand(actor, Deed.SEE_APPLICATIONS)
    rows = sa.select(Programme).where(col(Programme.active), col(Programme.rules) != RuleSet.NONE)
    return list(await session.scalars(rows.order_by(col(Programme.code), col(Programme.id))))
