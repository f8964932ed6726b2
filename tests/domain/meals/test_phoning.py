"""Ordering by phone: one call for the page, one for the whole answer, and the words to read aloud."""

import pytest

from domain.meals import phoning
from domain.meals.offers import NotServedThatDay
from domain.meals.phoning import PhoneOrder
from domain.refusals import NotAllowed, NotFound
from models.meals import OrderOrigin, OrderStatus
from models.people import Allergen
from models.places import WORKING_WEEK
from tests.cast import Cast
from tests.domain.meals.helping import (
    FRIDAY,
    MONDAY,
    SATURDAY,
    THURSDAY,
    TUESDAY_AFTER,
    WEDNESDAY,
    change,
    orders_of,
)


async def test_the_card_shows_the_next_days_with_clashes_and_the_weekly_order(people: Cast, tuesday: object) -> None:
    await change(people, people.maria, allergens=int(Allergen.EGGS))
    anna = people.staff(people.anna)
    async with people.database.reading(anna) as session:
        card = await phoning.phone_card(session, anna, person_id=people.maria.key)
    assert [(offer.day, offer.wanted, [dish.name for dish in offer.clashes]) for offer in card.days] == [
        (day, True, ["Мусака"]) for day in (WEDNESDAY, THURSDAY, FRIDAY, MONDAY, TUESDAY_AFTER)
    ]
    assert (card.eater.first_name, card.weekly.weekdays, card.pauses) == ("Мария", WORKING_WEEK, [])


async def test_a_call_orders_and_cancels_at_once_and_says_what_is_now_true(people: Cast, tuesday: object) -> None:
    anna = people.staff(people.anna)
    async with people.database.unit(anna) as session:
        taken = await phoning.take_phone_order(
            session, anna, person_id=people.maria.key, days=[FRIDAY, WEDNESDAY], cancelled=[THURSDAY]
        )
    assert taken == PhoneOrder(ordered=[WEDNESDAY, FRIDAY], cancelled=[THURSDAY])
    assert [row[:3] for row in await orders_of(people, people.maria)] == [
        (WEDNESDAY, OrderStatus.ORDERED, OrderOrigin.PHONE),
        (THURSDAY, OrderStatus.CANCELLED, OrderOrigin.PHONE),
        (FRIDAY, OrderStatus.ORDERED, OrderOrigin.PHONE),
    ]
    assert taken.read_aloud("en") == (
        "I have noted food for: tomorrow, Wednesday, 25 November; Friday, 27 November."
        " No food comes: Thursday, 26 November. Thank you for calling. Goodbye!"
    )
    assert PhoneOrder([], []).read_aloud("bg") == "Нищо не е променено. Благодаря, че се обадихте. Дочуване!"


async def test_all_or_nothing(people: Cast, tuesday: object) -> None:
    anna = people.staff(people.anna)
    with pytest.raises(NotServedThatDay):
        async with people.database.unit(anna) as session:
            await phoning.take_phone_order(session, anna, person_id=people.maria.key, days=[WEDNESDAY, SATURDAY])
    assert await orders_of(people, people.maria) == []


async def test_only_the_persons_own_office_takes_the_call(people: Cast, tuesday: object) -> None:
    for member, refusal in (
        (people.elena, NotFound),
        (people.burgas_admin, NotFound),
        (people.dispatcher, NotAllowed),
        (people.cook, NotAllowed),
    ):
        actor = people.staff(member)
        async with people.database.unit(actor) as session:
            with pytest.raises(refusal):
                await phoning.phone_card(session, actor, person_id=people.maria.key)
            with pytest.raises(refusal):
                await phoning.take_phone_order(session, actor, person_id=people.maria.key, days=[WEDNESDAY])
    assert await orders_of(people, people.maria) == []
