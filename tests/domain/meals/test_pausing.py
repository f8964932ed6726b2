"""Stopping food and letting it come again: what is cooked already, what is cancelled, what holds afterwards."""

from datetime import date

import pytest
import sqlalchemy as sa
from sqlmodel import col

from domain.access import Actor
from domain.closing import close_orders
from domain.meals import offers, ordering, pausing
from domain.meals.pausing import PauseTaken, ReturnTooEarly
from domain.refusals import NotFound
from models.meals import MealOrder, OrderOrigin, OrderStatus, Pause, PauseReason, Subscription
from tests.cast import Cast
from tests.domain.meals.helping import (
    FRIDAY,
    MONDAY,
    THURSDAY,
    TUESDAY,
    TUESDAY_AFTER,
    WEDNESDAY,
    at,
    link,
    messages,
    orders_of,
)


async def _stop(people: Cast, actor: Actor, **facts: object) -> PauseTaken:
    async with people.database.unit(actor) as session:
        return await pausing.stop_food(
            session, actor, person_id=people.maria.key, **{"reason": PauseReason.AWAY, **facts}
        )


async def _resume(people: Cast, actor: Actor, from_day: date | None = None) -> pausing.FoodResumed:
    async with people.database.unit(actor) as session:
        return await pausing.resume_food(session, actor, person_id=people.maria.key, from_day=from_day)


async def _wanted(people: Cast) -> list[date]:
    maria = people.person(people.maria)
    async with people.database.reading(maria) as session:
        found = await offers.days_ahead(session, maria, person_id=people.maria.key)
    return [offer.day for offer in found if offer.wanted]


async def _pauses(people: Cast) -> list[tuple[date, date | None, PauseReason]]:
    async with people.database.reading(people.job) as session:
        rows = await session.scalars(sa.select(Pause).order_by(col(Pause.starts_on)))
        return [(row.starts_on, row.returns_on, row.reason) for row in rows]


async def test_food_stops_until_the_day_of_return(people: Cast, tuesday: object) -> None:
    taken = await _stop(people, people.person(people.maria), from_day=WEDNESDAY, returns_on=FRIDAY)
    assert taken == PauseTaken(WEDNESDAY, FRIDAY, [], changed=True)
    assert await _wanted(people) == [FRIDAY, MONDAY, TUESDAY_AFTER]


async def test_what_is_cooking_already_still_comes_and_is_named(people: Cast, tuesday: object) -> None:
    taken = await _stop(people, people.person(people.maria), reason=PauseReason.HOSPITAL)
    assert taken == PauseTaken(WEDNESDAY, None, [TUESDAY], changed=True)
    assert await _wanted(people) == []


async def test_before_the_cut_off_even_todays_food_is_cancelled(people: Cast, tuesday: object) -> None:
    async with people.database.unit(people.job) as session:
        await close_orders(session, people.job, day=TUESDAY)
    at(TUESDAY, 7)
    taken = await _stop(people, people.person(people.maria))
    assert taken == PauseTaken(TUESDAY, None, [], changed=True)
    assert await orders_of(people, people.maria) == [
        (TUESDAY, OrderStatus.CANCELLED, OrderOrigin.STANDING, 1, True, True)
    ]


async def test_the_office_stops_even_what_is_cooking(people: Cast, tuesday: object) -> None:
    async with people.database.unit(people.job) as session:
        await close_orders(session, people.job, day=TUESDAY)
    taken = await _stop(people, people.staff(people.anna))
    assert taken == PauseTaken(TUESDAY, None, [], changed=True)
    assert await orders_of(people, people.maria) == [
        (TUESDAY, OrderStatus.CANCELLED, OrderOrigin.STANDING, 1, True, True)
    ]


async def test_single_orders_inside_the_pause_are_taken_back_and_others_stay(people: Cast, tuesday: object) -> None:
    maria = people.person(people.maria)
    async with people.database.unit(maria) as session:
        for day in (WEDNESDAY, THURSDAY, MONDAY):
            await ordering.order_meal(session, maria, person_id=people.maria.key, day=day)
    await _stop(people, maria, from_day=WEDNESDAY, returns_on=MONDAY)
    assert [row[0] for row in await orders_of(people, people.maria)] == [MONDAY]
    await _resume(people, maria, THURSDAY)
    assert await _wanted(people) == [THURSDAY, FRIDAY, MONDAY, TUESDAY_AFTER]


async def test_twice_changes_nothing_and_the_last_word_counts(people: Cast, tuesday: object) -> None:
    maria = people.person(people.maria)
    changed = [
        (await _stop(people, maria, from_day=WEDNESDAY)).changed,
        (await _stop(people, maria, from_day=WEDNESDAY)).changed,
        (await _stop(people, maria, from_day=THURSDAY, returns_on=MONDAY, reason=PauseReason.HOSPITAL)).changed,
    ]
    assert changed == [True, False, True]
    assert await _pauses(people) == [(WEDNESDAY, MONDAY, PauseReason.HOSPITAL)]


async def test_two_pauses_apart_stay_two(people: Cast, tuesday: object) -> None:
    maria = people.person(people.maria)
    await _stop(people, maria, from_day=FRIDAY, returns_on=MONDAY)
    await _stop(people, maria, from_day=WEDNESDAY, returns_on=FRIDAY)
    assert [pause[:2] for pause in await _pauses(people)] == [(WEDNESDAY, FRIDAY), (FRIDAY, MONDAY)]


async def test_food_comes_again_from_the_first_day_that_can_be_ordered(people: Cast, tuesday: object) -> None:
    maria = people.person(people.maria)
    await _stop(people, maria, from_day=WEDNESDAY)
    at(TUESDAY, 15)
    assert await _resume(people, maria) == pausing.FoodResumed(THURSDAY, changed=True)
    assert await _resume(people, maria) == pausing.FoodResumed(THURSDAY, changed=False)
    assert await _wanted(people) == [THURSDAY, FRIDAY, MONDAY, TUESDAY_AFTER]


async def test_a_pause_that_has_not_begun_is_called_off_whole(people: Cast, tuesday: object) -> None:
    maria = people.person(people.maria)
    await _stop(people, maria, from_day=THURSDAY, returns_on=MONDAY)
    await _resume(people, maria, WEDNESDAY)
    assert await _pauses(people) == []


async def test_the_return_must_come_later(people: Cast, tuesday: object) -> None:
    for returns_on in (date(2026, 11, 20), TUESDAY):
        with pytest.raises(ReturnTooEarly):
            await _stop(people, people.person(people.maria), returns_on=returns_on)
    assert await _pauses(people) == []


async def test_nobody_stops_the_food_of_somebody_elses_person(people: Cast, tuesday: object) -> None:
    for actor in (people.person(people.ivanka), people.relative(people.stoyanka), people.staff(people.elena)):
        with pytest.raises(NotFound):
            await _stop(people, actor)
        with pytest.raises(NotFound):
            await _resume(people, actor)
    assert await _pauses(people) == []


async def test_the_others_are_told_of_the_pause(people: Cast, tuesday: object) -> None:
    await link(people, person=people.maria, chat=11)
    await link(people, relative=people.petar, chat=22)
    await _stop(people, people.person(people.maria), from_day=THURSDAY, returns_on=MONDAY)
    await _stop(people, people.staff(people.anna), from_day=THURSDAY)
    stopped = "Храната за Мария е спряна. Първи ден без храна: четвъртък, 26 ноември."
    assert await messages(people) == [
        (11, "Службата спря храната Ви. Първи ден без храна: четвъртък, 26 ноември."),
        (22, f"{stopped} Отново носим храна: понеделник, 30 ноември."),
        (22, stopped),
    ]


async def test_the_end_of_service_takes_back_every_later_order(people: Cast, tuesday: object) -> None:
    anna = people.staff(people.anna)
    async with people.database.unit(anna) as session:
        await ordering.order_meal(session, anna, person_id=people.maria.key, day=FRIDAY)
        await ordering.order_meal(session, anna, person_id=people.maria.key, day=WEDNESDAY)
        assert await pausing.end_meals(session, anna, person_id=people.maria.key, from_day=THURSDAY) == [FRIDAY]
    async with people.database.reading(people.job) as session:
        days = (await session.scalars(sa.select(MealOrder.day))).all()  # type: ignore[call-overload]
        rows = sa.select(Subscription.ends_on).order_by(col(Subscription.person_id))  # type: ignore[call-overload]
        ends = (await session.scalars(rows)).all()
    assert (days, ends) == ([WEDNESDAY], [WEDNESDAY, None])
