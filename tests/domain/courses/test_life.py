"""A course lives from a draft to its end by one table of steps, and only what concerns nobody's case is open to all."""

import random
from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.access import find
from domain.courses.life import (
    STEPS,
    CancellingNeedsWords,
    CourseFacts,
    CourseStep,
    MeetingsAhead,
    NotNowForCourse,
    change_course,
    may_be_public,
    move_course,
    new_course,
)
from domain.courses.reading import courses_of
from domain.courses.rows import visible_courses
from domain.courses.signing import sign_up_case
from domain.refusals import NotFound, Stale, WrongInput
from models.cases import Secrecy
from models.courses import Course, CourseKind, CourseStatus, MeetingStatus
from models.places import Programme, ProgrammeKind, RuleSet
from tests.case_work import case_of
from tests.cast import Cast
from tests.domain.courses.course_work import children, meeting_of, open_course, public_training, trainings

OVER = {CourseStatus.ENDED, CourseStatus.CANCELLED}


def facts_of(cast: Cast, programme: Programme) -> CourseFacts:
    return CourseFacts(
        office_id=cast.mladost.key,
        programme_id=programme.key,
        kind=CourseKind.TRAINING,
        title="Училище за родители",
        seats=3,
        starts_on=date(2026, 12, 1),
        leader_id=cast.anna.key,
    )


async def test_whatever_is_pressed_a_course_follows_the_table_and_what_is_over_stays(sqlite_people: Cast, tuesday):
    cast, chance = sqlite_people, random.Random(16)
    actor = cast.staff(cast.anna)
    async with cast.database.unit(actor) as session:
        programme = await trainings(session, cast)
        for _course in range(12):
            course = await new_course(session, actor, facts=facts_of(cast, programme))
            assert course.status is CourseStatus.DRAFT
            for _step in range(10):
                was, step = course.status, chance.choice(list(CourseStep))
                before, after = STEPS[step]
                if was in before:
                    await move_course(session, actor, course_id=course.key, step=step, words="отпада")
                    assert course.status is after
                else:
                    with pytest.raises(NotNowForCourse):
                        await move_course(session, actor, course_id=course.key, step=step, words="отпада")
                    assert course.status is was
                assert was not in OVER or course.status is was


async def test_a_course_is_made_changed_and_ended_by_its_office_alone(people: Cast, tuesday):
    anna, elena = people.staff(people.anna), people.staff(people.elena)
    async with people.database.unit(anna) as session:
        facts = facts_of(people, await trainings(session, people))
        course = await new_course(session, anna, facts=facts)
        with pytest.raises(NotFound):
            await new_course(session, elena, facts=facts)
        with pytest.raises(NotFound):
            await change_course(session, elena, course_id=course.key, facts=facts)
        with pytest.raises(WrongInput) as wrong:
            await change_course(
                session,
                anna,
                course_id=course.key,
                facts=replace(facts, title=" ", seats=0, ends_on=date(2026, 11, 1), leader_id=people.elena.key),
            )
        assert set(wrong.value.fields) == {"title", "seats", "ends_on", "leader_id"}
        version = course.version
        await change_course(session, anna, course_id=course.key, facts=replace(facts, seats=5), version=version)
        with pytest.raises(Stale):
            await change_course(session, anna, course_id=course.key, facts=facts, version=version)
        assert [row.course.seats for row in await courses_of(session, anna)] == [5]
        assert await courses_of(session, elena) == []
        await move_course(session, anna, course_id=course.key, step=CourseStep.OPEN)
        meeting = await meeting_of(session, people, people.anna, course_id=course.key, at=tuesday + timedelta(days=1))
        with pytest.raises(MeetingsAhead):
            await move_course(session, anna, course_id=course.key, step=CourseStep.END)
        with pytest.raises(CancellingNeedsWords):
            await move_course(session, anna, course_id=course.key, step=CourseStep.CANCEL)
        await move_course(session, anna, course_id=course.key, step=CourseStep.CANCEL, words="Няма желаещи")
        assert (meeting.status, meeting.words) == (MeetingStatus.CANCELLED, "Няма желаещи")
        assert await courses_of(session, anna) == []
        assert [row.course.id for row in await courses_of(session, anna, past=True)] == [course.id]


def programme_of(rules: RuleSet, **facts: str) -> Programme:
    return Programme(organisation_id=1, code="X", name="x", kind=ProgrammeKind.CHILDREN, rules=rules, facts=facts)


@pytest.mark.parametrize(
    ("rules", "secrecy", "kind", "may"),
    [
        (RuleSet.OPEN, "", CourseKind.TRAINING, True),
        (RuleSet.NONE, "", CourseKind.PROGRAMME, True),
        (RuleSet.OPEN, "", CourseKind.GROUP, False),
        (RuleSet.DELEGATED, "", CourseKind.TRAINING, False),
        (RuleSet.MUNICIPAL, "", CourseKind.TRAINING, False),
        (RuleSet.OPEN, "sealed", CourseKind.TRAINING, False),
    ],
)
def test_only_what_is_open_to_all_and_no_group_work_may_be_public(rules, secrecy, kind, may):
    facts = {"secrecy": secrecy} if secrecy else {}
    assert may_be_public(programme_of(rules, **facts), kind) is may


async def test_a_group_of_childrens_cases_never_becomes_public_and_no_chat_sees_a_draft(people: Cast, tuesday):
    anna = people.staff(people.anna)
    async with people.database.unit(anna) as session:
        group = await open_course(session, people, await children(session, people))
        training = await public_training(session, people, public=False)
        case = await case_of(
            session, people, people.maria, people.assistance, secrecy=Secrecy.CHILD, team=(people.anna,)
        )
        await sign_up_case(session, anna, course_id=training.key, case_id=case.key)
        for course in (group, training):
            with pytest.raises(WrongInput) as wrong:
                await change_course(
                    session, anna, course_id=course.key, facts=replace(facts_of_course(course), public=True)
                )
            assert set(wrong.value.fields) == {"public"}
    for actor in (people.person(people.maria), people.relative(people.petar)):
        async with people.database.reading(actor) as session:
            assert list(await session.scalars(visible_courses(actor))) == []
            with pytest.raises(NotFound):
                await find(session, visible_courses(actor), group.key)


def facts_of_course(course: Course) -> CourseFacts:
    """What the form of the course would say now."""
    return CourseFacts(**{name: getattr(course, name) for name in CourseFacts.__dataclass_fields__})
