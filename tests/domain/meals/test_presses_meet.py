"""Presses that meet: twice the same, opposite ones, and presses while the day is counted. None lost, none doubled."""

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

import pytest
import sqlalchemy as sa
from sqlmodel import col

from domain.access import Actor
from domain.closing import Closed, close_orders
from domain.meals import ordering, pausing
from domain.meals.ordering import OrderTaken
from models.audit import AuditEntry
from models.meals import MealOrder, OrderStatus, PauseReason, Subscription
from models.people import Person
from models.places import WORKING_WEEK
from tests.cast import Cast
from tests.domain.meals.helping import FRIDAY, MONDAY, THURSDAY, WEDNESDAY, link, messages, orders_of, write

T = TypeVar("T")
PATIENCE_S = 30
PRESSES = 20


async def _at_once(*deeds: Awaitable[T]) -> list[T]:
    return list(await asyncio.wait_for(asyncio.gather(*deeds), PATIENCE_S))


async def _order(people: Cast, person: Person, day: object) -> OrderTaken:
    """Two portions, which no weekly order here brings."""
    actor = people.person(person)
    return await people.database.run(
        actor, lambda session: ordering.order_meal(session, actor, person_id=person.key, day=day, portions=2)
    )


async def _cancel(people: Cast, person: Person, day: object) -> OrderTaken:
    actor = people.person(person)
    return await people.database.run(
        actor, lambda session: ordering.cancel_meal(session, actor, person_id=person.key, day=day)
    )


async def _close(people: Cast, actor: Actor, day: object) -> Closed:
    return await people.database.run(actor, lambda session: close_orders(session, actor, day=day))


async def test_twenty_equal_presses_are_one_order_told_once(people: Cast, tuesday: object) -> None:
    await link(people, relative=people.petar, chat=22)
    for day in (WEDNESDAY, THURSDAY, FRIDAY):
        taken = await _at_once(*(_order(people, people.maria, day) for _press in range(PRESSES)))
        assert sum(one.changed for one in taken) == 1
    assert [row[:2] for row in await orders_of(people, people.maria)] == [
        (day, OrderStatus.ORDERED) for day in (WEDNESDAY, THURSDAY, FRIDAY)
    ]
    assert [chat for chat, _text in await messages(people)] == [22, 22, 22]


async def test_opposite_presses_leave_one_row_and_an_audit_without_gaps(people: Cast, tuesday: object) -> None:
    presses = [_order, _cancel] * (PRESSES // 2)
    await _at_once(*(press(people, people.maria, WEDNESDAY) for press in presses))
    rows = await orders_of(people, people.maria)
    async with people.database.reading(people.job) as session:
        entries = (
            await session.scalars(
                sa.select(AuditEntry).where(col(AuditEntry.record) == "meal_order").order_by(col(AuditEntry.id))
            )
        ).all()
    after = [entry.after for entry in entries]
    assert [entry.before for entry in entries] == [None, *after[:-1]]
    assert [(row[1].value) for row in rows] == [after[-1]["status"]]  # type: ignore[index]


@pytest.mark.parametrize("day", [WEDNESDAY, MONDAY])
async def test_presses_during_the_count_are_neither_lost_nor_doubled(
    people: Cast, tuesday: object, day: object
) -> None:
    crowd = await _crowd(people, PRESSES)
    presses = [_cancel if number % 2 else _order for number in range(PRESSES)]
    deeds: list[Awaitable[object]] = [press(people, person, day) for press, person in zip(presses, crowd, strict=True)]
    half = PRESSES // 2
    counts = [_close(people, people.job, day), _close(people, people.job, day)]
    taken = await _at_once(*deeds[:half], *counts, *deeds[half:])
    changed = [one for one in taken if isinstance(one, OrderTaken)]
    assert [one.changed for one in changed] == [True] * PRESSES
    async with people.database.reading(people.job) as session:
        rows = sa.select(MealOrder).where(col(MealOrder.day) == day)
        found = {row.person_id: row.status for row in await session.scalars(rows)}
        count = await session.scalar(sa.select(sa.func.count()).select_from(MealOrder).where(col(MealOrder.day) == day))
    wished = {
        person.id: OrderStatus.CANCELLED if press is _cancel else OrderStatus.ORDERED
        for press, person in zip(presses, crowd, strict=True)
    }
    standing = {people.maria.id: OrderStatus.ORDERED, people.ivanka.id: OrderStatus.ORDERED}
    assert found == wished | standing
    assert count == len(found)
    assert (await _close(people, people.job, day)).portions == 2 * half + len(standing)


async def test_a_pause_during_the_count_leaves_no_food_behind(people: Cast, tuesday: object) -> None:
    crowd = await _crowd(people, PRESSES)

    async def stop(person: Person) -> object:
        actor = people.person(person)
        return await people.database.run(
            actor,
            lambda session: pausing.stop_food(session, actor, person_id=person.key, reason=PauseReason.HOSPITAL),
        )

    half = PRESSES // 2
    await _at_once(
        *(stop(person) for person in crowd[:half]),
        _close(people, people.job, WEDNESDAY),
        *(stop(person) for person in crowd[half:]),
    )
    closed = await _close(people, people.job, WEDNESDAY)
    assert (closed.people, closed.portions) == (2, 2)


async def _crowd(people: Cast, count: int) -> list[Person]:
    """More people of Maria's door, with a weekly order each."""
    crowd = [
        Person(
            organisation_id=people.sofia.key,
            office_id=people.mladost.key,
            address_id=people.maria.address_id,
            first_name="Измислена",
            last_name=f"Съседка {number}",
            sex=people.maria.sex,
        )
        for number in range(count)
    ]
    await write(people, *crowd)
    await write(
        people,
        *(
            Subscription(
                organisation_id=people.sofia.key,
                person_id=person.key,
                programme_id=people.lunch.key,
                weekdays=WORKING_WEEK,
                starts_on=people.maria.enrolled_on,
            )
            for person in crowd
        ),
    )
    return crowd


async def test_another_organisation_counts_only_its_own(people: Cast, tuesday: object) -> None:
    closed = await _close(people, people.staff(people.burgas_admin), WEDNESDAY)
    assert (closed.people, await orders_of(people, people.maria)) == (1, [])
