"""Food on the card: one reading says what the chat would be told of today, the weekly order and the days ahead."""

import pytest

from domain.closing import close_orders
from domain.meals.food_card import food_card
from domain.meals.offers import days_ahead
from domain.meals.weekly import weekly_order
from domain.meals.whereabouts import FoodIs, whereabouts
from domain.refusals import NotFound
from tests.cast import Cast
from tests.domain.meals.helping import TUESDAY
from tests.statements import statements_of


@pytest.mark.parametrize("counted", [False, True])
async def test_the_card_says_what_everybody_else_is_told(people: Cast, tuesday: object, counted: bool) -> None:
    anna, number = people.staff(people.anna), people.maria.key
    if counted:
        async with people.database.unit(people.job) as session:
            await close_orders(session, people.job, day=TUESDAY)
    async with people.database.reading(anna) as session:
        card = await food_card(session, anna, person_id=number, count=3)
        assert card.today.kind is FoodIs.PLANNED
        assert card.today == await whereabouts(session, anna, person_id=number)
        assert card.weekly == await weekly_order(session, anna, person_id=number)
        assert card.days == await days_ahead(session, anna, person_id=number, count=3)


async def test_the_eater_is_read_once(sqlite_people: Cast, tuesday: object) -> None:
    anna = sqlite_people.staff(sqlite_people.anna)
    with statements_of(sqlite_people.database) as statements:
        async with sqlite_people.database.reading(anna) as session:
            await food_card(session, anna, person_id=sqlite_people.maria.key, count=7)
    assert len([one for one in statements if "JOIN subscription" in one]) == 1


async def test_another_office_reads_nothing(sqlite_people: Cast, tuesday: object) -> None:
    elena = sqlite_people.staff(sqlite_people.elena)
    async with sqlite_people.database.reading(elena) as session:
        with pytest.raises(NotFound):
            await food_card(session, elena, person_id=sqlite_people.maria.key, count=7)
