"""Working days, with the hard year 2027 and the organisation's own exceptions, and the cut-offs that follow."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from domain.access import Actor, ActorKind
from domain.calendar import Calendar, calendar_of
from models.places import DayException, Programme, ProgrammeKind
from tests.cast import Cast


def rests(year: int) -> list[str]:
    """Days off from Monday to Friday."""
    start = date(year, 1, 1)
    days = (start + timedelta(days=n) for n in range(366))
    calendar = Calendar()
    return [f"{day:%d.%m}" for day in days if day.year == year and day.weekday() < 5 and not calendar.is_working(day)]


def lunch(**facts: object) -> Programme:
    return Programme(organisation_id=1, code="P02", name="Храна у дома", kind=ProgrammeKind.MEALS, **facts)


def test_the_days_off_of_2026() -> None:
    assert [day for day in rests(2026) if day != "02.01"] == [
        "01.01", "03.03", "10.04", "13.04", "01.05", "06.05", "25.05", "07.09", "22.09", "24.12", "25.12", "28.12",
    ]  # fmt: skip


def test_the_hard_year_2027() -> None:
    """Labour Day falls on Holy Saturday and moves over Easter Monday; Christmas moves over a weekend."""
    assert rests(2027) == [
        "01.01", "03.03", "30.04", "03.05", "04.05", "06.05", "24.05", "06.09", "22.09", "24.12", "27.12", "28.12",
    ]  # fmt: skip


def test_working_days_step_over_easter() -> None:
    calendar = Calendar()
    assert calendar.next_working_day(date(2027, 4, 29)) == date(2027, 5, 5)
    assert calendar.working_day_before(date(2027, 5, 7)) == date(2027, 5, 5)
    assert calendar.working_day_before(date(2027, 5, 7), 2) == date(2027, 4, 29)
    assert calendar.working_day_before(date(2027, 5, 3), 0) == date(2027, 5, 3)
    assert calendar.working_days(date(2027, 4, 29), 3) == [date(2027, 4, 29), date(2027, 5, 5), date(2027, 5, 7)]


def test_the_cut_offs_follow_the_working_days() -> None:
    calendar, programme = Calendar(), lunch()
    assert calendar.order_cut_off(programme, date(2027, 5, 5)) == datetime(2027, 4, 29, 11, 0, tzinfo=UTC)
    assert calendar.cancel_cut_off(programme, date(2027, 5, 5)) == datetime(2027, 5, 5, 4, 30, tzinfo=UTC)
    early = lunch(order_days_before=2, order_until=time(10, 0))
    assert calendar.order_cut_off(early, date(2026, 11, 24)) == datetime(2026, 11, 20, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "served"),
    [
        (date(2026, 11, 24), True),
        (date(2026, 11, 25), False),  # the organisation rests
        (date(2026, 11, 28), True),  # an extra working Saturday
        (date(2026, 11, 29), False),
        (date(2026, 12, 25), False),
    ],
)
def test_the_organisations_own_exceptions_win(day: date, served: bool) -> None:
    calendar = Calendar({date(2026, 11, 25): False, date(2026, 11, 28): True})
    assert (calendar.is_working(day), calendar.serves(lunch(), day)) == (served, served)
    assert calendar.serves(lunch(weekdays=0b0000001), date(2026, 11, 24)) is False


async def test_an_exception_holds_for_its_own_organisation(people: Cast) -> None:
    day = date(2026, 11, 25)
    async with people.database.unit(people.job) as session:
        session.add(DayException(organisation_id=people.sofia.key, day=day, working=False))
    stranger = Actor(ActorKind.STRANGER, 1)
    found = []
    for actor, named in (
        (people.staff(people.admin), None),
        (people.staff(people.burgas_admin), None),
        (stranger, people.sofia.key),
        (stranger, people.burgas.key),
    ):
        async with people.database.reading(actor) as session:
            found.append((await calendar_of(session, named)).is_working(day))
    assert found == [False, True, False, True]
