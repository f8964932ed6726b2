"""Invented courses and sessions: of the centre in Бургас an open training, a full one and a group; of София one."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from domain import clock
from domain.calendar import Calendar
from domain.demo.centre import HEAD, PSYCHOLOGIST, WORKER, Centre, add_centre
from domain.demo.city import BURGAS, SOFIA
from domain.demo.ids import MOBILES, mobile
from domain.demo.loaded import Loaded
from domain.demo.writing import Rows
from models.courses import (
    Attendance,
    Course,
    CourseKind,
    CourseStatus,
    Meeting,
    MeetingStatus,
    Presence,
    SignUp,
    SignUpStatus,
)
from models.plans import ActivityKind, Every, PlanActivity, PlanGoal, PlanStatus, SupportPlan

TRAININGS, SKILLS = "C16", "C07"
#: The line of the catalogue by which the offices of the patronage receive citizens; it has no cases.
RECEIVING = "P06"
_CARERS = "mladost"
_FIRST_MOBILE = MOBILES - 2700
_GUESTS = ("Мила Примерова", "Борис Измислен", "Радост Образцова", "Явор Примеров", "Елица Измислена")
_CALENDAR = Calendar()


@dataclass(frozen=True)
class _Series:
    """A course as it is written: who leads it, at which hour, and how many weeks from this one on it began."""

    course: int
    worker: int
    hour: time
    first_week: int
    weeks: int
    weekday: int


def add_courses(rows: Rows, loaded: Loaded, passwords: dict[str, str]) -> None:
    """Write the centre, its three courses with who takes part, sessions held and to come, and a training in София."""
    centre = add_centre(rows, loaded, passwords)
    _open_training(rows, loaded, centre)
    _full_training(rows, loaded, centre)
    _group(rows, loaded, centre)
    _alone(rows, centre)
    _for_carers(rows, loaded)


def _open_training(rows: Rows, loaded: Loaded, centre: Centre) -> None:
    worker = centre.staff[WORKER]
    course = _course(
        rows, loaded, centre, TRAININGS, worker,
        title="Училище за родители", kind=CourseKind.TRAINING, public=True, seats=15, weeks=(1, 4),
        about="Четири вечери за порастването: граници, разговори и спокойствие у дома.", for_whom="родители и близки",
        place="голямата зала",
    )  # fmt: skip
    _guests(rows, centre, course, SignUpStatus.SEATED, 0, 4)
    _meetings(rows, centre, _Series(course, worker, time(15, 30), 1, 4, weekday=1))


def _for_carers(rows: Rows, loaded: Loaded) -> None:
    """An office of the patronage receives citizens: two afternoons for relatives who care at home, open to all."""
    owner, office, worker = loaded.sofia, loaded.offices[_CARERS], loaded.staff[f"office.{_CARERS}"]
    course = rows.put(
        Course, organisation_id=owner, office_id=office, programme_id=loaded.programmes[SOFIA, RECEIVING],
        status=CourseStatus.OPEN, kind=CourseKind.TRAINING, public=True, seats=12, leader_id=worker,
        title="Грижа за близък у дома", starts_on=_day(1, 0), ends_on=_day(2, 4),
        about="Два следобеда: как да помогнем при ставане и хранене и как да пазим и себе си.",
        for_whom="близки, които се грижат за възрастен човек у дома", place="залата на службата",
    )  # fmt: skip
    for week in (1, 2):
        rows.put(
            Meeting, organisation_id=owner, office_id=office, worker_id=worker, course_id=course,
            status=MeetingStatus.PLANNED, starts_at=clock.at(_day(week, 3), time(15, 30)), minutes=60,
        )  # fmt: skip


def _full_training(rows: Rows, loaded: Loaded, centre: Centre) -> None:
    psychologist = centre.staff[PSYCHOLOGIST]
    course = _course(
        rows, loaded, centre, TRAININGS, psychologist,
        title="Първа помощ при силни чувства", kind=CourseKind.TRAINING, public=True, seats=3, weeks=(2, 3),
        about="Две срещи за учители и възпитатели.", for_whom="специалисти, които работят с деца", place="малката зала",
    )  # fmt: skip
    _guests(rows, centre, course, SignUpStatus.SEATED, 0, 3)
    _guests(rows, centre, course, SignUpStatus.WAITING, 3, 5)
    _meetings(rows, centre, _Series(course, psychologist, time(14, 0), 2, 2, weekday=2))


def _group(rows: Rows, loaded: Loaded, centre: Centre) -> None:
    """Group work with the first three of the centre's cases: known by name to their team alone."""
    psychologist = centre.staff[PSYCHOLOGIST]
    course = _course(
        rows, loaded, centre, SKILLS, psychologist,
        title="Група „Сам се справям“", kind=CourseKind.GROUP, public=False, seats=6, weeks=(-3, 2),
        about="Пазаруване, пътуване, готвене и сметки: умения за всеки ден.", for_whom="по случаи на центъра",
        place="стая 4",
    )  # fmt: skip
    for case in centre.cases[:3]:
        rows.put(
            SignUp, organisation_id=centre.owner, course_id=course, status=SignUpStatus.SEATED, case_id=case,
            signed_at=clock.at(_day(-4, 3), time(11, 0)), signed_by=centre.staff[WORKER],
        )  # fmt: skip
    held = _meetings(rows, centre, _Series(course, psychologist, time(10, 0), -3, 6, weekday=3))
    for number, (meeting, starts_at) in enumerate(held):
        for place, case in enumerate(centre.cases[:3]):
            presence = Presence.EXCUSED if (number + place) % 4 == 3 else Presence.CAME
            _mark(rows, centre, meeting, case, presence, starts_at)


def _alone(rows: Rows, centre: Centre) -> None:
    """Sessions with the first of them for an activity of the plan, and with the parent whose case is open."""
    worker, (child, *_others, parent) = centre.staff[WORKER], centre.cases
    activity = _activity(rows, centre, child)
    sessions: tuple[tuple[int, int, int, dict[str, Any]], ...] = (
        (-2, 0, child, {"activity_id": activity, "topic": "Разговор по плана"}),
        (-1, 0, child, {"activity_id": activity, "topic": "Разговор по плана"}),
        (1, 0, child, {"activity_id": activity, "topic": "Разговор по плана"}),
        (-1, 2, parent, {"topic": "Семейно консултиране"}),
        (1, 2, parent, {"topic": "Семейно консултиране"}),
    )
    for week, weekday, case, facts in sessions:
        day = _day(week, weekday)
        meeting, starts_at = _meeting(rows, centre, worker, day, time(9, 0), 45, case_id=case, **facts)
        if _is_past(day):
            _mark(rows, centre, meeting, case, Presence.CAME, starts_at)


def _activity(rows: Rows, centre: Centre, case: int) -> int:
    """The plan in force of the case asks for a session each week."""
    owner = {"organisation_id": centre.owner}
    approved = clock.at(_day(-8, 4), time(14, 0))
    plan = rows.put(
        SupportPlan, **owner, case_id=case, edition=1, status=PlanStatus.APPROVED, starts_on=_day(-8, 4),
        review_on=_day(16, 4), written_by=centre.staff[WORKER], written_at=approved,
        submitted_by=centre.staff[WORKER], submitted_at=approved, approved_by=centre.staff[HEAD],
        approved_at=approved,
    )  # fmt: skip
    goal = rows.put(
        PlanGoal, **owner, plan_id=plan, life_domain="contacts", words="Да се чувства уверена сред връстниците си"
    )
    return rows.put(
        PlanActivity, **owner, plan_id=plan, goal_id=goal, kind=ActivityKind.SESSION, words="Среща с работника",
        who="социален работник", times=1, every=Every.WEEK,
    )  # fmt: skip


def _course(
    rows: Rows, loaded: Loaded, centre: Centre, code: str, leader: int, *, weeks: tuple[int, int], **facts: Any
) -> int:
    return rows.put(
        Course,
        organisation_id=centre.owner,
        office_id=centre.office,
        programme_id=loaded.programmes[BURGAS, code],
        status=CourseStatus.OPEN,
        starts_on=_day(weeks[0], 0),
        ends_on=_day(weeks[1], 4),
        leader_id=leader,
        **facts,
    )


def _guests(rows: Rows, centre: Centre, course: int, status: SignUpStatus, first: int, after: int) -> None:
    for number in range(first, after):
        rows.put(
            SignUp,
            organisation_id=centre.owner,
            course_id=course,
            status=status,
            name=_GUESTS[number],
            phone=mobile(_FIRST_MOBILE - number),
            signed_at=clock.at(_day(-1, 0), time(10, number)),
        )


def _meetings(rows: Rows, centre: Centre, series: _Series) -> list[tuple[int, datetime]]:
    """The weekly sessions of a course; gives those that were held."""
    held = []
    for week in range(series.first_week, series.first_week + series.weeks):
        day = _day(week, series.weekday)
        made = _meeting(rows, centre, series.worker, day, series.hour, 60, course_id=series.course)
        if _is_past(day):
            held.append(made)
    return held


def _meeting(
    rows: Rows, centre: Centre, worker: int, day: date, hour: time, minutes: int, **facts: Any
) -> tuple[int, datetime]:
    starts_at = clock.at(day, hour)
    number = rows.put(
        Meeting,
        organisation_id=centre.owner,
        office_id=centre.office,
        worker_id=worker,
        status=MeetingStatus.HELD if _is_past(day) else MeetingStatus.PLANNED,
        starts_at=starts_at,
        minutes=minutes,
        **facts,
    )
    return number, starts_at


def _mark(rows: Rows, centre: Centre, meeting: int, case: int, presence: Presence, at: datetime) -> None:
    rows.put(
        Attendance,
        organisation_id=centre.owner,
        meeting_id=meeting,
        case_id=case,
        presence=presence,
        marked_at=at + timedelta(hours=1),
        marked_by=centre.staff[PSYCHOLOGIST],
    )


def _day(week: int, weekday: int) -> date:
    """A weekday so many weeks from now; the working day before it where it is a holiday."""
    monday = clock.today() - timedelta(days=clock.today().weekday())
    day = monday + timedelta(weeks=week, days=weekday)
    return day if _CALENDAR.is_working(day) else _CALENDAR.working_day_before(day)


def _is_past(day: date) -> bool:
    return day < clock.today()
