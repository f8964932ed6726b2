"""The board of cases: the actor's own or the whole team's, what is overdue first, a fixed number of queries a page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import clock
from domain.access import Actor, Deed, demand, on_team, visible_cases, visible_people
from domain.people.searching import person_conditions
from domain.phrases import Phrase, _
from domain.settings import settings
from models.cases import LIVE, Case, CaseStatus, Secrecy, TeamMember
from models.people import Person
from models.places import Programme, RuleSet
from models.staff import Staff

PER_PAGE = 25
#: The cases of one worker stand on one page.
CASELOAD = 100
#: Stands for a day that does not come; PostgreSQL takes Python's very last day for "infinity".
_NEVER = date(9999, 1, 1)


class Term(StrEnum):
    """Which day of a case comes next."""

    ASSESS = "assess"
    REVIEW = "review"
    FOLLOW_UP = "follow_up"


TERM_WORDS: dict[Term, Phrase] = {
    Term.ASSESS: _("assess the needs"),
    Term.REVIEW: _("review the plan"),
    Term.FOLLOW_UP: _("ask how the person is"),
}
_REVIEWED = (CaseStatus.ACTIVE, CaseStatus.SUSPENDED)


def _spelt(value: Any) -> Any:
    """A value written into the statement itself: PostgreSQL knows an expression of its index by its letters."""
    return sa.literal(value, literal_execute=True)


#: The day that comes next: until when to assess, when to review, when to ask after the end.
next_day: sa.ColumnElement[date | None] = sa.case(
    (col(Case.status) == _spelt(CaseStatus.APPLIED.value), col(Case.assess_by)),
    (sa.or_(*(col(Case.status) == _spelt(status.value) for status in _REVIEWED)), col(Case.review_on)),
    (col(Case.status) == _spelt(CaseStatus.CLOSED.value), col(Case.follow_up_on)),
)
#: By what the board is in order; PostgreSQL keeps it so in the index ix_case_next_day.
by_day = sa.func.coalesce(next_day, sa.literal(_NEVER, literal_execute=True))


def next_term(case: Case) -> tuple[Term, date] | None:
    """What comes next in a case, and by when; nothing while no term runs."""
    term, day = {
        CaseStatus.APPLIED: (Term.ASSESS, case.assess_by),
        CaseStatus.ACTIVE: (Term.REVIEW, case.review_on),
        CaseStatus.SUSPENDED: (Term.REVIEW, case.review_on),
        CaseStatus.CLOSED: (Term.FOLLOW_UP, case.follow_up_on),
    }.get(case.status, (None, None))
    return (term, day) if term and day else None


@dataclass(frozen=True)
class After:
    """Where the page before ended: the day and the number of its last case."""

    day: date
    case_id: int

    @property
    def text(self) -> str:
        """As it stands in an address."""
        return f"{self.day.isoformat()}.{self.case_id}"


def after_of(text: str) -> After | None:
    """The end of the page before, from an address; None for what is none."""
    day, _dot, number = text.partition(".")
    try:
        return After(date.fromisoformat(day), int(number))
    except ValueError:
        return None


@dataclass(frozen=True)
class CaseFilter:
    """What narrows the board. `mine`: the actor is the worker or on the team. `live`: also without a chosen state.

    `open_only`: without a child's case and sealed ones, also where the actor may see them.
    """

    mine: bool = False
    status: CaseStatus | None = None
    live: bool = True
    programme_id: int | None = None
    worker_id: int | None = None
    without_worker: bool = False
    overdue: bool = False
    no_contact: bool = False
    text: str = ""
    open_only: bool = False


@dataclass(frozen=True)
class CaseRow:
    """A case as the board shows it; no name for whoever is not on the team of a guarded one."""

    case: Case
    name: str
    programme: str
    worker: str
    days_without_contact: int | None
    term: tuple[Term, date] | None
    overdue: bool


@dataclass(frozen=True)
class CaseBoard:
    """A page of the board; `after` begins the next one, None at the end."""

    rows: list[CaseRow]
    after: After | None


async def case_board(
    session: AsyncSession,
    actor: Actor,
    *,
    where: CaseFilter,
    after: After | None = None,
    per_page: int | None = None,
) -> CaseBoard:
    """A page of the cases that the actor may see, by the day that comes next: overdue first, without a term last."""
    demand(actor, Deed.SEE_CASES)
    per_page = per_page or (CASELOAD if where.mine or where.worker_id else PER_PAGE)
    rows = _filtered(actor, where).with_only_columns(col(Case.id))
    if after:
        rows = rows.where(by_day >= after.day, (by_day > after.day) | (col(Case.id) > after.case_id))
    found = list(await session.scalars(rows.order_by(by_day, col(Case.id)).limit(per_page + 1)))
    shown = await _rows(session, actor, found[:per_page])
    return CaseBoard(shown, _end(shown) if len(found) > per_page else None)


def _end(rows: list[CaseRow]) -> After | None:
    if not rows:
        return None
    last = rows[-1]
    return After(last.term[1] if last.term else _NEVER, last.case.key)


async def overdue_of_mine(session: AsyncSession, actor: Actor) -> int:
    """How many of the actor's own cases have let a term pass."""
    if not actor.may(Deed.SEE_CASES):
        return 0
    rows = _filtered(actor, CaseFilter(mine=True, live=False, overdue=True))
    return await session.scalar(rows.with_only_columns(sa.func.count())) or 0


def _filtered(actor: Actor, where: CaseFilter) -> sa.Select[Any]:
    rows = _reached(actor, open_only=where.open_only)
    if where.mine:
        rows = rows.where(col(Case.id).in_(_own(actor)))
    if where.status:
        rows = rows.where(col(Case.status) == where.status)
    elif where.live:
        rows = rows.where(col(Case.status).in_(LIVE))
    if where.programme_id is not None:
        rows = rows.where(col(Case.programme_id) == where.programme_id)
    if where.worker_id is not None:
        rows = rows.where(col(Case.worker_id) == where.worker_id)
    if where.without_worker:
        rows = rows.where(col(Case.worker_id).is_(None))
    if where.overdue:
        rows = rows.where(next_day < clock.today())
    if where.no_contact:
        rows = rows.where(not_contacted(), col(Case.status).in_(LIVE))
    if where.text.strip():
        rows = rows.where(_found(actor, where.text))
    return rows


def _reached(actor: Actor, *, open_only: bool) -> sa.Select[Any]:
    rows = visible_cases(actor)
    return rows.where(col(Case.secrecy) == Secrecy.OPEN) if open_only else rows


def _own(actor: Actor) -> Any:
    """Cases whose worker the actor is, or in whose team."""
    led = sa.select(col(Case.id)).where(col(Case.worker_id) == actor.number)
    named = sa.select(col(TeamMember.case_id)).where(
        col(TeamMember.staff_id) == actor.number, col(TeamMember.until).is_(None)
    )
    return led.union(named)


def _found(actor: Actor, text: str) -> sa.ColumnElement[bool]:
    """Cases whose number holds the text, and those of people whom the actor may find by it."""
    people = visible_people(actor).with_only_columns(col(Person.id)).where(*person_conditions(text))
    of_person = col(Case.person_id).in_(people)
    if not any(character.isdigit() for character in text):
        return of_person
    return of_person | col(Case.number).contains(text.strip().upper(), autoescape=True)


def not_contacted() -> sa.ColumnElement[bool]:
    """Cases in which nobody has called or visited the person for CONTACT_DAYS days; a new one counts from the wish."""
    since = clock.today() - timedelta(days=settings().contact_days)
    return sa.func.coalesce(col(Case.contacted_on), col(Case.wished_on)) < since


async def _rows(session: AsyncSession, actor: Actor, numbers: Sequence[int | None]) -> list[CaseRow]:
    named = sa.or_(col(Case.secrecy) == Secrecy.OPEN, on_team(actor))
    rows: sa.Executable = (
        sa.select(Case, col(Person.first_name), col(Person.last_name), col(Programme.name), col(Staff.name), named)
        .select_from(Case)
        .join(Person, col(Person.id) == col(Case.person_id))
        .join(Programme, col(Programme.id) == col(Case.programme_id))
        .outerjoin(Staff, col(Staff.id) == col(Case.worker_id))
        .where(col(Case.id).in_(numbers))
    )
    found = {row.case.key: row for row in (_row(*one) for one in await session.execute(rows))}
    return [found[number] for number in numbers if number and number in found]


def _row(case: Case, first: str, last: str, programme: str, worker: str | None, named: bool) -> CaseRow:
    today, term = clock.today(), next_term(case)
    return CaseRow(
        case=case,
        name=f"{first} {last}" if named else "",
        programme=programme,
        worker=worker or "",
        days_without_contact=(today - case.contacted_on).days if case.contacted_on else None,
        term=term,
        overdue=bool(term and term[1] < today),
    )


async def case_programmes(session: AsyncSession) -> list[Programme]:
    """The services that have cases, by name."""
    rows = sa.select(Programme).where(col(Programme.rules) != RuleSet.NONE)
    return list(await session.scalars(rows.order_by(col(Programme.name), col(Programme.id))))
