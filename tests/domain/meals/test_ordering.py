"""Ordering and cancelling a day: one row whatever happens, cut-offs, clashes, rights, and who is told."""

from datetime import date

import pytest
import sqlalchemy as sa
from sqlmodel import col

from domain.access import Actor
from domain.closing import close_orders
from domain.meals import ordering
from domain.meals.offers import DayIsPast, NotServedThatDay
from domain.meals.ordering import CancelCutOffPassed, DishClashes, OrderCutOffPassed, OrderTaken, WrongPortions
from domain.phrases import refusal_text
from domain.refusals import NotFound
from models.audit import AuditAction, AuditEntry
from models.meals import OrderOrigin, OrderStatus
from models.people import Allergen, Diet
from tests.cast import Cast
from tests.domain.meals.helping import (
    MONDAY,
    SATURDAY,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
    at,
    change,
    link,
    messages,
    orders_of,
)

ORDERED, CANCELLED = OrderStatus.ORDERED, OrderStatus.CANCELLED


async def _order(people: Cast, actor: Actor, day: date, **facts: object) -> OrderTaken:
    async with people.database.unit(actor) as session:
        return await ordering.order_meal(session, actor, person_id=people.maria.key, day=day, **facts)


async def _cancel(people: Cast, actor: Actor, day: date) -> OrderTaken:
    async with people.database.unit(actor) as session:
        return await ordering.cancel_meal(session, actor, person_id=people.maria.key, day=day)


async def test_an_order_is_one_row_however_often_it_is_pressed(people: Cast, tuesday: object) -> None:
    maria = people.person(people.maria)
    taken = [await _order(people, maria, WEDNESDAY) for _press in range(3)]
    assert [one.changed for one in taken] == [True, False, False]
    assert await orders_of(people, people.maria) == [(WEDNESDAY, ORDERED, OrderOrigin.CHAT, 1, False, False)]


async def test_cancelling_and_ordering_again_changes_the_same_row(people: Cast, tuesday: object) -> None:
    maria = people.person(people.maria)
    changed = [
        (await _cancel(people, maria, WEDNESDAY)).changed,
        (await _cancel(people, maria, WEDNESDAY)).changed,
        (await _order(people, maria, WEDNESDAY, portions=2)).changed,
        (await _order(people, maria, WEDNESDAY)).changed,
    ]
    assert changed == [True, False, True, False]
    assert await orders_of(people, people.maria) == [(WEDNESDAY, ORDERED, OrderOrigin.CHAT, 2, False, False)]


async def test_each_change_is_audited_with_before_and_after(people: Cast, tuesday: object) -> None:
    maria = people.person(people.maria)
    await _order(people, maria, WEDNESDAY)
    await _cancel(people, maria, WEDNESDAY)
    async with people.database.reading(people.job) as session:
        rows = sa.select(AuditEntry).where(col(AuditEntry.record) == "meal_order").order_by(col(AuditEntry.id))
        entries = (await session.scalars(rows)).all()
    ordered = {
        "day": "2026-11-25", "status": "ordered", "portions": 1, "diet": "general", "origin": "chat", "late": False,
    }  # fmt: skip
    assert [
        (entry.actor, entry.person_id, entry.organisation_id, entry.action, entry.before, entry.after)
        for entry in entries
    ] == [
        (maria.label, people.maria.id, people.sofia.id, AuditAction.CREATED, None, ordered),
        (
            maria.label,
            people.maria.id,
            people.sofia.id,
            AuditAction.CHANGED,
            ordered,
            ordered | {"status": "cancelled"},
        ),
    ]


async def test_the_hour_decides(people: Cast, tuesday: object) -> None:
    maria = people.person(people.maria)
    at(TUESDAY, 14)
    await _order(people, maria, WEDNESDAY, portions=2)
    at(TUESDAY, 14, 1)
    with pytest.raises(OrderCutOffPassed) as refused:
        await _order(people, maria, WEDNESDAY, portions=3)
    assert refusal_text("en", refused.value) == (
        "It is too late to order for tomorrow, Wednesday, 25 November. Please choose a later day, or call the office."
    )
    at(WEDNESDAY, 7, 31)
    with pytest.raises(CancelCutOffPassed):
        await _cancel(people, maria, WEDNESDAY)
    at(WEDNESDAY, 7, 30)
    await _cancel(people, maria, WEDNESDAY)
    assert await orders_of(people, people.maria) == [(WEDNESDAY, CANCELLED, OrderOrigin.CHAT, 2, False, False)]


async def test_for_monday_one_orders_until_friday(people: Cast, tuesday: object) -> None:
    maria = people.person(people.maria)
    at(SATURDAY, 9)
    with pytest.raises(OrderCutOffPassed):
        await _order(people, maria, MONDAY)
    await _cancel(people, maria, MONDAY)
    assert await orders_of(people, people.maria) == [(MONDAY, CANCELLED, OrderOrigin.CHAT, 1, False, False)]


async def test_the_office_may_after_the_cut_off_and_the_change_is_marked_late(people: Cast, tuesday: object) -> None:
    anna = people.staff(people.anna)
    at(TUESDAY, 16)
    await _order(people, anna, WEDNESDAY)
    await _order(people, anna, THURSDAY)
    with pytest.raises(DayIsPast):
        await _order(people, anna, date(2026, 11, 23))
    assert await orders_of(people, people.maria) == [
        (WEDNESDAY, ORDERED, OrderOrigin.OFFICE, 1, True, False),
        (THURSDAY, ORDERED, OrderOrigin.OFFICE, 1, False, False),
    ]


async def test_what_is_cancelled_after_the_count_is_late(people: Cast, tuesday: object) -> None:
    async with people.database.unit(people.job) as session:
        await close_orders(session, people.job, day=WEDNESDAY)
    await _cancel(people, people.person(people.maria), WEDNESDAY)
    assert await orders_of(people, people.maria) == [(WEDNESDAY, CANCELLED, OrderOrigin.CHAT, 1, True, True)]


async def test_a_dish_that_clashes_is_never_taken_in_silence(people: Cast, tuesday: object) -> None:
    await change(people, people.maria, allergens=int(Allergen.MILK | Allergen.FISH))
    maria = people.person(people.maria)
    with pytest.raises(DishClashes) as refused:
        await _order(people, maria, WEDNESDAY)
    assert refusal_text("en", refused.value).startswith(
        "Take care, for tomorrow, Wednesday, 25 November: Moussaka (milk), Rice pudding (milk)."
    )
    assert await orders_of(people, people.maria) == []
    await _order(people, maria, WEDNESDAY, accept_clash=True)
    await _order(people, maria, THURSDAY, diet=Diet.DIABETIC)
    assert [row[:2] for row in await orders_of(people, people.maria)] == [(WEDNESDAY, ORDERED), (THURSDAY, ORDERED)]


async def test_what_cannot_be_is_refused(people: Cast, tuesday: object) -> None:
    maria = people.person(people.maria)
    with pytest.raises(NotServedThatDay):
        await _order(people, maria, SATURDAY)
    for portions in (0, 10):
        with pytest.raises(WrongPortions):
            await _order(people, maria, WEDNESDAY, portions=portions)
    assert await orders_of(people, people.maria) == []


async def test_only_those_with_the_right_order_for_somebody(people: Cast, tuesday: object) -> None:
    without = [
        people.person(people.ivanka),
        people.relative(people.stoyanka),
        people.staff(people.elena),
        people.staff(people.dispatcher),
        people.staff(people.cook),
        people.staff(people.burgas_admin),
    ]
    for actor in without:
        for deed in (_order, _cancel):
            with pytest.raises(NotFound):
                await deed(people, actor, WEDNESDAY)
    assert await orders_of(people, people.maria) == []
    await _order(people, people.relative(people.petar), WEDNESDAY)
    assert await orders_of(people, people.maria) == [(WEDNESDAY, ORDERED, OrderOrigin.RELATIVE, 1, False, False)]


async def test_everybody_is_told_but_the_one_who_did_it(people: Cast, tuesday: object) -> None:
    await link(people, person=people.maria, chat=11)
    await link(people, relative=people.petar, chat=22)
    await link(people, relative=people.stoyanka, chat=33)
    await _order(people, people.person(people.maria), WEDNESDAY)
    await _cancel(people, people.relative(people.petar), WEDNESDAY)
    await _order(people, people.staff(people.anna), WEDNESDAY)
    day = "утре, сряда, 25 ноември"
    assert [(chat, text.replace("tomorrow", "утре")) for chat, text in await messages(people)] == [
        (11, f"Храната Ви за {day} е отказана. Отказа я Петър."),
        (11, f"Службата записа храна за Вас за {day}."),
        (22, f"За Мария е записана храна за {day}."),
        (22, f"За Мария е записана храна за {day}."),
    ]
