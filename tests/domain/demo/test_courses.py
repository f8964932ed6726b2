"""The centre of the demonstration keeps its own rules: within its hours, seats kept, names with the team."""

import pytest
import sqlalchemy as sa
from sqlmodel import col

from domain import access, clock
from domain.access import STRANGER, Actor, ActorKind
from domain.calendar import Calendar
from domain.courses.activities import progress_of
from domain.courses.by_chat import courses_for_chat
from domain.courses.hours import demand_hours, hours_of
from domain.courses.life import may_be_public
from domain.courses.month import centre_month, centres
from domain.courses.reading import course_card, courses_of
from domain.demo.centre import HEAD, PSYCHOLOGIST, WORKER
from models.cases import Case
from models.courses import Attendance, Course, Meeting, MeetingStatus
from models.places import Programme
from models.staff import Staff, StaffOffice
from tests.domain.demo.conftest import Municipality

PEOPLE = 16


@pytest.mark.usefixtures("tuesday")
async def test_the_centre_keeps_its_own_rules(municipality: Municipality) -> None:
    database, loaded = municipality.database, municipality.loaded
    owner = loaded.organisations["burgas"]
    async with database.reading(access.job("test", owner)) as session:
        meetings = list(
            await session.scalars(sa.select(Meeting).order_by(col(Meeting.worker_id), col(Meeting.starts_at)))
        )
        for one in meetings:
            begins = clock.local(one.starts_at)
            hours = await hours_of(session, one.office_id)
            assert demand_hours(hours, Calendar(), begins.date(), begins.time(), one.minutes) == one.starts_at
            assert (one.status is MeetingStatus.HELD) == (begins.date() < clock.today())
        busy = [(one.worker_id, one.starts_at) for one in meetings]
        assert len(set(busy)) == len(busy)
        marked = set(await session.scalars(sa.select(col(Attendance.meeting_id))))
        assert marked == {one.id for one in meetings if one.status is MeetingStatus.HELD}
        rows = sa.select(Course, Programme).join(Programme, col(Programme.id) == col(Course.programme_id))
        public = {course.title: course.public for course, programme in await session.execute(rows)}
        assert sorted(public.values()) == [False, True, True]
        for course, programme in await session.execute(rows):
            assert not course.public or may_be_public(programme, course.kind)
        first = await session.scalar(sa.select(sa.func.min(col(Case.id))))
        (progress,) = await progress_of(session, first or 0)
        assert (progress.asked, progress.held > 0) == (5, True)
    seen = {}
    for login in (HEAD, WORKER, PSYCHOLOGIST):
        async with database.reading(access.job("test", owner)) as session:
            actor = await _actor(session, loaded.staff[login])
        async with database.reading(actor) as session:
            group = next(row for row in await courses_of(session, actor) if not row.course.public)
            card = await course_card(session, actor, course_id=group.course.key)
            seen[login] = [one.name for one in card.participants]
            if login == HEAD:
                (centre,) = await centres(session)
                month = await centre_month(session, actor, programme_id=centre.key, day=clock.today())
    names = ["Ива Измислена", "Мартин Примеров", "Ния Образцова"]
    assert seen == {HEAD: ["", "", ""], WORKER: names, PSYCHOLOGIST: names}
    assert (month.served, month.number, month.by_target and month.by_target[None]) == (5, 100, 0)
    async with database.reading(STRANGER) as session:
        found = await courses_for_chat(session, STRANGER, chat=1)
        assert [(one.course.title, one.free, one.waiting) for one in found] == [
            ("Училище за родители", 11, 0),
            ("Грижа за близък у дома", 12, 0),
            ("Първа помощ при силни чувства", 0, 2),
        ]
    neighbour = Actor(ActorKind.PERSON, 1, loaded.sofia)
    async with database.reading(neighbour) as session:
        (training,) = await courses_for_chat(session, neighbour, chat=1)
        programme = await session.get_one(Programme, training.course.programme_id)
        assert (training.course.title, training.free) == ("Грижа за близък у дома", 12)
        assert may_be_public(programme, training.course.kind)


async def _actor(session, staff_id: int) -> Actor:
    member = await session.get_one(Staff, staff_id)
    offices = await session.scalars(sa.select(col(StaffOffice.office_id)).where(col(StaffOffice.staff_id) == staff_id))
    return Actor(ActorKind.STAFF, staff_id, member.organisation_id, role=member.role, offices=frozenset(offices))
