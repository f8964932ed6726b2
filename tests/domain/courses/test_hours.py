"""The hours of an office: read as people write them, said as they stand on the door, kept by every session."""

from datetime import date, time

import pytest

from domain.calendar import Calendar
from domain.courses.hours import (
    ClosedThatDay,
    OutsideHours,
    demand_hours,
    hours_of,
    hours_words,
    parse_parts,
    set_hours,
)
from domain.phrases import refusal_text
from domain.refusals import NotAllowed, NotFound, WrongInput
from tests.cast import Cast
from tests.domain.courses.course_work import AFTERNOON, MORNING

CENTRE = {weekday: [MORNING, AFTERNOON] for weekday in range(5)}
DOOR = "понеделник – петък 8:30–12:30, 13:00–17:00"
WEDNESDAY, SATURDAY, CHRISTMAS = date(2026, 11, 25), date(2026, 11, 28), date(2026, 12, 25)


@pytest.mark.parametrize("text", ["8:30–12:30, 13:00–17:00", "8.30-12.30 и 13:00 - 17:00", " 08:30—12:30;13:00–17:00 "])
def test_hours_are_read_as_people_write_them(text):
    assert parse_parts(text, 0) == [MORNING, AFTERNOON]


@pytest.mark.parametrize("text", ["8", "от 8 до 5", "12:30–8:30", "8:30–12:30, 12:00–17:00", "8:30–25:00", "8:99–9:00"])
def test_what_are_no_hours_is_said_beside_the_day(text):
    with pytest.raises(WrongInput) as wrong:
        parse_parts(text, 3)
    assert set(wrong.value.fields) == {"day_3"}


def test_the_door_says_each_run_of_equal_days_once():
    assert hours_words(CENTRE)("bg") == DOOR
    assert hours_words(CENTRE | {4: [MORNING]})("en") == "Monday – Thursday 8:30–12:30, 13:00–17:00; Friday 8:30–12:30"
    assert hours_words({})("bg") == "от понеделник до петък"


@pytest.mark.parametrize(
    ("day", "start", "minutes", "refused"),
    [
        (WEDNESDAY, time(8, 30), 240, None),
        (WEDNESDAY, time(13, 0), 240, None),
        (WEDNESDAY, time(12, 0), 60, OutsideHours),
        (WEDNESDAY, time(16, 30), 45, OutsideHours),
        (WEDNESDAY, time(8, 0), 30, OutsideHours),
        (SATURDAY, time(9, 0), 60, ClosedThatDay),
        (CHRISTMAS, time(9, 0), 60, ClosedThatDay),
    ],
)
def test_a_session_lies_within_one_part_of_a_working_day(day, start, minutes, refused, tuesday):
    if refused is None:
        demand_hours(CENTRE, Calendar(), day, start, minutes)
        return
    with pytest.raises(refused) as refusal:
        demand_hours(CENTRE, Calendar(), day, start, minutes)
    assert DOOR in refusal_text("bg", refusal.value)


def test_an_extra_working_day_has_the_usual_hours_and_a_day_off_none(tuesday):
    calendar = Calendar({SATURDAY: True, WEDNESDAY: False})
    demand_hours(CENTRE, calendar, SATURDAY, time(9, 0), 60)
    with pytest.raises(OutsideHours):
        demand_hours(CENTRE, calendar, SATURDAY, time(18, 0), 60)
    with pytest.raises(ClosedThatDay):
        demand_hours(CENTRE, calendar, WEDNESDAY, time(9, 0), 60)


async def test_the_head_sets_the_hours_of_the_own_office(people: Cast, tuesday):
    head, anna = people.staff(people.head), people.staff(people.anna)
    usual = dict.fromkeys(range(5), "8:30–12:30, 13:00–17:00")
    async with people.database.unit(head) as session:
        await set_hours(session, head, office_id=people.mladost.key, hours=usual)
        await set_hours(session, head, office_id=people.mladost.key, hours=usual | {4: "8:30–12:30"})
        assert await hours_of(session, people.mladost.key) == CENTRE | {4: [MORNING]}
        with pytest.raises(NotFound):
            await set_hours(session, head, office_id=people.lyulin.key, hours=usual)
        with pytest.raises(NotAllowed):
            await set_hours(session, anna, office_id=people.mladost.key, hours=usual)
