"""The courses and sessions that somebody may see, and those that somebody may work on.

A course is the office's; who only has cases sees those which they lead, in which they work, or to which somebody of
their team goes. In a chat there are only those that are open to everybody. A session with one person is a part of the
case: of a guarded one only the team knows.
"""

import sqlalchemy as sa
from sqlmodel import col

from domain import clock
from domain.access import Actor, ActorKind, Deed, Rows, nothing, on_team, visible_cases, within
from domain.cases.editing import editable_cases
from models.cases import Case
from models.courses import Course, CourseStatus, Meeting, SignUp, SignUpStatus


def visible_courses(actor: Actor) -> Rows[Course]:
    """Courses the actor may see; in a chat those that everybody may."""
    rows = sa.select(Course)
    match actor.kind:
        case ActorKind.JOB:
            return rows
        case ActorKind.STAFF:
            named = _works_in(actor) | _has_somebody_in(actor)
            return rows.where(within(actor, Deed.SEE_COURSES, Course.office_id, named=named))
    return rows.where(col(Course.public), col(Course.status) == CourseStatus.OPEN, goes_on())


def editable_courses(actor: Actor) -> Rows[Course]:
    """Courses the actor may change: those of the own office, and those that the actor leads or works in."""
    rows = sa.select(Course)
    match actor.kind:
        case ActorKind.JOB:
            return rows
        case ActorKind.STAFF:
            return rows.where(within(actor, Deed.EDIT_COURSES, Course.office_id, named=_works_in(actor)))
    return rows.where(nothing())


def goes_on() -> sa.ColumnElement[bool]:
    """Courses whose last day has not passed."""
    return sa.func.coalesce(col(Course.ends_on), col(Course.starts_on)) >= clock.today()


def _works_in(actor: Actor) -> sa.ColumnElement[bool]:
    worked = sa.select(col(Meeting.course_id)).where(
        col(Meeting.worker_id) == actor.number, col(Meeting.course_id).is_not(None)
    )
    return (col(Course.leader_id) == actor.number) | col(Course.id).in_(worked)


def _has_somebody_in(actor: Actor) -> sa.ColumnElement[bool]:
    own = (
        sa.select(col(SignUp.course_id))
        .join(Case, col(Case.id) == col(SignUp.case_id))
        .where(on_team(actor), col(SignUp.status) != SignUpStatus.CANCELLED)
    )
    return col(Course.id).in_(own)


def visible_meetings(actor: Actor) -> Rows[Meeting]:
    """Sessions of the courses and cases that the actor may see; in a chat none."""
    if actor.kind is ActorKind.STAFF and not actor.may(Deed.SEE_COURSES):
        return sa.select(Meeting).where(nothing())
    return _meetings_of(actor, visible_courses(actor), visible_cases(actor))


def editable_meetings(actor: Actor) -> Rows[Meeting]:
    """Sessions that the actor may plan and hold: of a guarded case only its team."""
    if actor.kind is ActorKind.STAFF and not actor.may(Deed.EDIT_COURSES):
        return sa.select(Meeting).where(nothing())
    return _meetings_of(actor, editable_courses(actor), editable_cases(actor))


def _meetings_of(actor: Actor, courses: Rows[Course], cases: Rows[Case]) -> Rows[Meeting]:
    rows = sa.select(Meeting)
    if actor.kind not in (ActorKind.STAFF, ActorKind.JOB):
        return rows.where(nothing())
    of_course = col(Meeting.course_id).in_(courses.with_only_columns(col(Course.id)))
    of_case = col(Meeting.case_id).in_(cases.with_only_columns(col(Case.id)))
    return rows.where(of_course | of_case)
