"""Reminding applicants in the chat of papers that they promised to bring; the office has it among what is due."""

from datetime import date, time, timedelta

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import clock, outbox
from domain.access import Actor
from domain.applications.papers import missing_papers
from domain.applications.rows import visible_applications
from domain.outbox import News, Reader
from domain.phones import spoken_phone
from domain.phrases import DEFAULT, _, spoken
from models.applications import Application, ApplicationStatus
from models.cases import LIVE, Case, Secrecy
from models.people import Person
from models.places import Office

#: So many days before the day by which the papers were promised; the second time it is the last.
REMINDED = (7, 1)
OFFICE_CLOSES = time(17, 0)
_MISSING = _(
    "Some papers for application {number} are still missing. Please bring them to the office by {day}. "
    "If you need help with them, call: {phone}."
)


async def remind_of_papers(session: AsyncSession, actor: Actor, *, day: date) -> int:
    """Remind of papers due in a week or tomorrow, each time once, and never of a guarded case; says how many."""
    rows = (
        visible_applications(actor)
        .join(Office, col(Office.id) == col(Application.office_id))
        .outerjoin(Person, col(Person.id) == col(Application.person_id))
        .outerjoin(Case, col(Case.id) == col(Application.case_id))
        .where(
            col(Application.papers_by).between(day, day + timedelta(days=max(REMINDED))),
            col(Application.status).in_((ApplicationStatus.RECEIVED, ApplicationStatus.REGISTERED)),
            col(Application.guarded).is_(False),
            col(Person.id).is_(None) | col(Person.guarded).is_(False),
            col(Case.id).is_(None) | (col(Case.status).in_(LIVE) & (col(Case.secrecy) == Secrecy.OPEN)),
            missing_papers() > 0,
        )
        .order_by(col(Application.id))
    )
    found = (await session.execute(rows.add_columns(Person, col(Office.phone)))).all()
    return sum([await _remind(session, day, *row) for row in found])


async def _remind(session: AsyncSession, day: date, application: Application, person: Person | None, phone: str) -> int:
    """In the person's own chat, else in that from which the application came."""
    if application.papers_by is None:
        return 0
    left = (application.papers_by - day).days
    turn = min(days for days in REMINDED if left <= days)
    text = spoken(_MISSING, number=application.number, day=application.papers_by, phone=spoken_phone(phone))
    news = News(
        "papers", text, dedupe=f"papers:{application.key}:{application.papers_by}:{turn}",
        expires_at=clock.at(application.papers_by, OFFICE_CLOSES),
    )  # fmt: skip
    if person is not None and await outbox.tell_person(session, person, news):
        return 1
    if application.chat is None:
        return 0
    reader = Reader(
        application.chat, DEFAULT, application.organisation_id, application.person_id, application.office_id
    )
    await outbox.put(session, reader, news)
    return 1
