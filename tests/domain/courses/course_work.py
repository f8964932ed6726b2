"""Courses and sessions for the tests: services of a centre, its hours, and people who take part."""

from datetime import date, datetime, time
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import clock
from models.cases import Case
from models.courses import Course, CourseKind, CourseStatus, Meeting, MeetingStatus, OpeningHours
from models.outbox import OutboxMessage
from models.places import Office, Programme, ProgrammeKind, RuleSet
from models.plans import PlanActivity, PlanGoal, PlanStatus, SupportPlan
from models.staff import Staff
from tests.cast import Cast

MORNING, AFTERNOON = (time(8, 30), time(12, 30)), (time(13, 0), time(17, 0))
WEDNESDAY = date(2026, 11, 25)


async def trainings(session: AsyncSession, cast: Cast) -> Programme:
    """A service that is open to everybody, as the centre's trainings are."""
    return await _programme(session, cast, "C16", "Обучителни програми и тренинги", RuleSet.OPEN)


async def children(session: AsyncSession, cast: Cast, **facts: Any) -> Programme:
    """A service for children, with cases."""
    return await _programme(session, cast, "C07", "Умения за самостоятелен живот", RuleSet.DELEGATED, **facts)


async def _programme(
    session: AsyncSession, cast: Cast, code: str, name: str, rules: RuleSet, **facts: Any
) -> Programme:
    row = Programme(
        organisation_id=cast.sofia.key, code=code, name=name, kind=ProgrammeKind.CHILDREN, rules=rules, facts=facts
    )
    session.add(row)
    await session.flush()
    return row


async def open_course(session: AsyncSession, cast: Cast, programme: Programme, **facts: Any) -> Course:
    """A course of Младост's office with three seats, whose sign-up is open; group work unless it says otherwise."""
    usual: dict[str, Any] = {
        "office_id": cast.mladost.key,
        "kind": CourseKind.GROUP,
        "status": CourseStatus.OPEN,
        "title": "Умения за живот",
        "seats": 3,
        "starts_on": date(2026, 12, 1),
    }
    course = Course(organisation_id=cast.sofia.key, programme_id=programme.key, **usual | facts)
    session.add(course)
    await session.flush()
    return course


async def public_training(session: AsyncSession, cast: Cast, **facts: Any) -> Course:
    """A training that everybody may see."""
    usual = {"kind": CourseKind.TRAINING, "public": True, "title": "Училище за родители"}
    return await open_course(session, cast, await trainings(session, cast), **usual | facts)


async def hours_of_the_centre(session: AsyncSession, office: Office) -> None:
    """Monday to Friday 8:30–12:30 and 13:00–17:00."""
    session.add_all(
        OpeningHours(
            organisation_id=office.organisation_id, office_id=office.key, weekday=weekday, opens=opens, closes=closes
        )
        for weekday in range(5)
        for opens, closes in (MORNING, AFTERNOON)
    )
    await session.flush()


async def meeting_of(
    session: AsyncSession, cast: Cast, worker: Staff, *, at: datetime | None = None, **facts: Any
) -> Meeting:
    """A planned session of an hour that began an hour ago."""
    starts_at = at or clock.at(clock.today(), time(9, 0))
    usual: dict[str, Any] = {"minutes": 60, "status": MeetingStatus.PLANNED}
    meeting = Meeting(
        organisation_id=cast.sofia.key,
        office_id=cast.mladost.key,
        worker_id=worker.key,
        starts_at=starts_at,
        **usual | facts,
    )
    session.add(meeting)
    await session.flush()
    return meeting


async def plan_of(
    session: AsyncSession, case: Case, writer: Staff, *activities: PlanActivity, **facts: Any
) -> tuple[PlanActivity, ...]:
    """An approved plan of the case with these activities under one goal."""
    owner = {"organisation_id": case.organisation_id}
    usual = {"edition": 1, "status": PlanStatus.APPROVED, "approved_at": clock.now()}
    signed = {"written_by": writer.key, "written_at": clock.now()}
    plan = SupportPlan(**owner, case_id=case.key, **usual | signed | facts)
    session.add(plan)
    await session.flush()
    goal = PlanGoal(**owner, plan_id=plan.key, life_domain="home", words="Да живее у дома")
    session.add(goal)
    await session.flush()
    for one in activities:
        one.organisation_id, one.plan_id, one.goal_id = case.organisation_id, plan.key, goal.key
        session.add(one)
        await session.flush()
    return activities


async def messages(cast: Cast) -> list[tuple[int, str]]:
    """What was written to which chat, in order."""
    async with cast.database.reading(cast.job) as session:
        rows = sa.select(col(OutboxMessage.telegram_id), col(OutboxMessage.text)).order_by(col(OutboxMessage.id))
        return [(chat, text) for chat, text in await session.execute(rows)]
