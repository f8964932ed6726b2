"""What the days ahead offer: dishes, clashes, what is wanted already, and until when it can change."""

from datetime import date, time

import pytest

from domain.calendar import Calendar
from domain.clock import local
from domain.meals import offers, ordering, pausing
from domain.meals.eating import NoMeals
from domain.meals.offers import NotServedThatDay
from domain.refusals import NotFound
from models.meals import PauseReason
from models.people import Allergen, Diet, PersonStatus
from models.places import DayException, Programme, ProgrammeKind
from tests.cast import Cast
from tests.domain.meals.helping import (
    FRIDAY,
    MONDAY,
    SATURDAY,
    THURSDAY,
    TUESDAY,
    TUESDAY_AFTER,
    WEDNESDAY,
    at,
    change,
    write,
)


async def _days(people: Cast, count: int = 5) -> list[date]:
    actor = people.person(people.maria)
    async with people.database.reading(actor) as session:
        found = await offers.days_ahead(session, actor, person_id=people.maria.key, count=count)
    return [offer.day for offer in found]


async def test_the_days_ahead_are_working_days_of_which_something_can_still_be_said(
    people: Cast, tuesday: object
) -> None:
    assert await _days(people) == [WEDNESDAY, THURSDAY, FRIDAY, MONDAY, TUESDAY_AFTER]
    at(TUESDAY, 7, 30)
    assert await _days(people, 2) == [TUESDAY, WEDNESDAY]
    at(TUESDAY, 7, 31)
    assert await _days(people, 2) == [WEDNESDAY, THURSDAY]


async def test_holidays_are_left_out_and_the_organisations_own_days_count(people: Cast, tuesday: object) -> None:
    sofia = people.sofia.key
    await write(
        people,
        DayException(organisation_id=sofia, day=THURSDAY, working=False, reason="ремонт"),
        DayException(organisation_id=sofia, day=SATURDAY, working=True, reason="отработване"),
    )
    assert await _days(people, 4) == [WEDNESDAY, FRIDAY, SATURDAY, MONDAY]
    at(date(2026, 12, 22), 10)
    assert await _days(people, 3) == [date(2026, 12, 23), date(2026, 12, 29), date(2026, 12, 30)]


async def test_the_office_of_another_city_may_rest_while_ours_works(people: Cast, tuesday: object) -> None:
    await write(people, DayException(organisation_id=people.burgas.key, day=WEDNESDAY, working=False))
    assert await _days(people, 1) == [WEDNESDAY]


async def test_an_offer_names_dishes_in_the_order_they_are_eaten_and_what_clashes(
    people: Cast, tuesday: object
) -> None:
    await change(people, people.maria, allergens=int(Allergen.MILK))
    actor = people.person(people.maria)
    async with people.database.reading(actor) as session:
        offer = await offers.offer_of(session, actor, person_id=people.maria.key, day=WEDNESDAY)
    assert offer.menu.names("bg") == ["Пилешка супа", "Мусака", "Мляко с ориз", "Хляб"]
    assert [dish.name for dish in offer.clashes] == ["Мусака", "Мляко с ориз"]
    assert (offer.wanted, offer.order, offer.can_order, offer.can_cancel) == (True, None, True, True)


@pytest.mark.parametrize(
    ("day", "ordered_until", "cancelled_until"),
    [
        (WEDNESDAY, "2026-11-24T14:00:00+02:00", "2026-11-25T07:30:00+02:00"),
        (MONDAY, "2026-11-27T14:00:00+02:00", "2026-11-30T07:30:00+02:00"),
        (date(2026, 12, 29), "2026-12-23T14:00:00+02:00", "2026-12-29T07:30:00+02:00"),
        (date(2027, 3, 29), "2027-03-26T14:00:00+02:00", "2027-03-29T07:30:00+03:00"),
    ],
)
def test_cut_offs_lie_on_the_working_day_before(day: date, ordered_until: str, cancelled_until: str) -> None:
    lunch = Programme(code="P", name="", kind=ProgrammeKind.MEALS, order_until=time(14), cancel_until=time(7, 30))
    calendar = Calendar()
    assert local(calendar.order_cut_off(lunch, day)).isoformat() == ordered_until
    assert local(calendar.cancel_cut_off(lunch, day)).isoformat() == cancelled_until


async def test_after_the_cut_offs_only_the_office_can_do_something(people: Cast, tuesday: object) -> None:
    maria, anna = people.person(people.maria), people.staff(people.anna)
    seen = {}
    for hour in (14, 15):
        at(TUESDAY, hour)
        for actor in (maria, anna):
            async with people.database.reading(actor) as session:
                offer = await offers.offer_of(session, actor, person_id=people.maria.key, day=WEDNESDAY)
            seen[hour, actor.kind.value] = (offer.can_order, offer.can_cancel)
    assert seen == {
        (14, "person"): (True, True),
        (14, "staff"): (True, True),
        (15, "person"): (False, True),
        (15, "staff"): (True, True),
    }


async def test_a_pause_takes_the_weekly_order_away_but_not_what_is_said_of_a_day(people: Cast, tuesday: object) -> None:
    maria = people.person(people.maria)
    async with people.database.unit(maria) as session:
        await pausing.stop_food(
            session, maria, person_id=people.maria.key, from_day=WEDNESDAY, returns_on=FRIDAY, reason=PauseReason.AWAY
        )
        await ordering.order_meal(session, maria, person_id=people.maria.key, day=THURSDAY)
    async with people.database.reading(maria) as session:
        found = await offers.days_ahead(session, maria, person_id=people.maria.key, count=3)
    assert [(offer.day, offer.wanted, offer.pause is not None) for offer in found] == [
        (WEDNESDAY, False, True),
        (THURSDAY, True, True),
        (FRIDAY, True, False),
    ]


async def test_days_without_food_and_people_without_meals_are_refused(people: Cast, tuesday: object) -> None:
    maria = people.person(people.maria)
    async with people.database.reading(maria) as session:
        with pytest.raises(NotServedThatDay):
            await offers.offer_of(session, maria, person_id=people.maria.key, day=SATURDAY)
    await change(people, people.maria, status=PersonStatus.ENDED)
    async with people.database.reading(maria) as session:
        with pytest.raises(NoMeals):
            await offers.offer_of(session, maria, person_id=people.maria.key, day=WEDNESDAY)


async def test_nobody_sees_the_days_of_somebody_elses_person(people: Cast, tuesday: object) -> None:
    strangers = [
        people.person(people.ivanka),
        people.staff(people.elena),
        people.staff(people.burgas_admin),
        people.staff(people.cook),
        people.driver(people.ivan),
    ]
    for actor in strangers:
        async with people.database.reading(actor) as session:
            with pytest.raises(NotFound):
                await offers.days_ahead(session, actor, person_id=people.maria.key)


async def test_another_diet_has_its_own_menu(people: Cast, tuesday: object) -> None:
    await change(people, people.maria, diet=Diet.DIABETIC)
    maria = people.person(people.maria)
    async with people.database.reading(maria) as session:
        offer = await offers.offer_of(session, maria, person_id=people.maria.key, day=WEDNESDAY)
    assert offer.menu.names("en") == ["Chicken soup", "Rice with vegetables", "Apple", "Bread"]
