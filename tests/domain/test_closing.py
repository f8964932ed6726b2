"""The count at the cut-off: what it takes in, what it leaves out, and that twice changes nothing."""

from datetime import date

import pytest
import sqlalchemy as sa
from sqlmodel import col

from domain.closing import Closed, close_orders
from domain.meals import ordering, pausing, weekly
from domain.refusals import NotAllowed
from models.audit import AuditEntry
from models.meals import MealOrder, OrderOrigin, OrderStatus, PauseReason
from models.people import Address, Allergen, PersonStatus
from models.places import DayException, Programme, ProgrammeKind, Site
from models.tasks import Task, TaskKind
from tests.cast import Cast
from tests.domain.meals.helping import (
    FRIDAY,
    MONDAY,
    SATURDAY,
    THURSDAY,
    WEDNESDAY,
    change,
    orders_of,
    write,
)


async def _close(people: Cast, day: date = WEDNESDAY) -> Closed:
    async with people.database.unit(people.job) as session:
        return await close_orders(session, people.job, day=day)


async def _audited(people: Cast) -> list[dict[str, object] | None]:
    async with people.database.reading(people.job) as session:
        rows = sa.select(AuditEntry).where(col(AuditEntry.record) == "meal_order", col(AuditEntry.record_id).is_(None))
        return [row.after for row in await session.scalars(rows.order_by(col(AuditEntry.id)))]


async def test_weekly_orders_become_orders_once(people: Cast, tuesday: object) -> None:
    kitchens = {people.mladost_kitchen.key: 1, people.lyulin_kitchen.key: 1}
    assert await _close(people) == Closed(WEDNESDAY, portions=2, people=2, by_kitchen=kitchens, standing=2)
    assert await _close(people) == Closed(WEDNESDAY, portions=2, people=2, by_kitchen=kitchens)
    standing = [(WEDNESDAY, OrderStatus.ORDERED, OrderOrigin.STANDING, 1, False, True)]
    assert await orders_of(people, people.maria) == standing
    assert await orders_of(people, people.ivanka) == standing
    assert await orders_of(people, people.goran) == []
    assert await _audited(people) == [
        {"day": "2026-11-25", "portions": 2, "standing": 2, "single": 0, "sites": 0, "clashes": 0}
    ]


async def test_what_was_said_of_the_day_goes_before_the_weekly_order(people: Cast, tuesday: object) -> None:
    maria, ivanka = people.person(people.maria), people.person(people.ivanka)
    async with people.database.unit(maria) as session:
        await ordering.order_meal(session, maria, person_id=people.maria.key, day=WEDNESDAY, portions=3)
    async with people.database.unit(ivanka) as session:
        await ordering.cancel_meal(session, ivanka, person_id=people.ivanka.key, day=WEDNESDAY)
    assert await _close(people) == Closed(
        WEDNESDAY, portions=3, people=1, by_kitchen={people.mladost_kitchen.key: 3}, single=2
    )


async def test_pauses_ended_services_and_other_weekdays_bring_nothing(people: Cast, tuesday: object) -> None:
    maria = people.person(people.maria)
    async with people.database.unit(maria) as session:
        await pausing.stop_food(
            session, maria, person_id=people.maria.key, from_day=WEDNESDAY, returns_on=FRIDAY, reason=PauseReason.AWAY
        )
        await weekly.set_weekly_order(session, maria, person_id=people.maria.key, weekdays=weekly.weekdays_of([2, 4]))
    await change(people, people.ivanka, status=PersonStatus.ENDED)
    assert [(await _close(people, day)).people for day in (WEDNESDAY, THURSDAY, FRIDAY, MONDAY)] == [0, 0, 1, 0]


async def test_nothing_is_cooked_on_days_without_service(people: Cast, tuesday: object) -> None:
    await write(people, DayException(organisation_id=people.sofia.key, day=THURSDAY, working=False))
    assert [(await _close(people, day)).portions for day in (THURSDAY, SATURDAY)] == [0, 0]


async def test_who_eats_every_working_day_eats_on_an_extra_one(people: Cast, tuesday: object) -> None:
    await write(people, DayException(organisation_id=people.sofia.key, day=SATURDAY, working=True))
    maria = people.person(people.maria)
    async with people.database.unit(maria) as session:
        await weekly.set_weekly_order(session, maria, person_id=people.maria.key, weekdays=weekly.weekdays_of([2, 4]))
    assert (await _close(people, SATURDAY)).by_kitchen == {people.lyulin_kitchen.key: 1}


async def test_whoever_has_moved_is_cooked_for_at_the_new_place(people: Cast, tuesday: object) -> None:
    maria = people.person(people.maria)
    async with people.database.unit(maria) as session:
        await ordering.order_meal(session, maria, person_id=people.maria.key, day=WEDNESDAY)
    await change(people, people.maria, address_id=people.ivanka.address_id)
    assert (await _close(people)).by_kitchen == {people.lyulin_kitchen.key: 2}


async def test_sites_get_their_portions_once(people: Cast, tuesday: object) -> None:
    sofia = people.sofia.key
    shelters = Programme(organisation_id=sofia, code="P08", name="Социална кухня", kind=ProgrammeKind.BULK_MEALS)
    door = Address(organisation_id=sofia, district_id=people.lyulin_district.key)
    await write(people, shelters, door)
    for name, portions, active in (("Приют", 60, True), ("Затворен", 50, False), ("Празен", 0, True)):
        await write(
            people,
            Site(
                organisation_id=sofia, name=name, kitchen_id=people.lyulin_kitchen.key, programme_id=shelters.key,
                address_id=door.key, portions=portions, active=active,
            ),
        )  # fmt: skip
    first, second = await _close(people), await _close(people)
    assert (first.sites, first.people, first.by_kitchen) == (
        1,
        2,
        {people.mladost_kitchen.key: 1, people.lyulin_kitchen.key: 61},
    )
    assert (second.changed, second.by_kitchen) == (False, first.by_kitchen)


async def test_a_weekly_order_that_clashes_asks_the_office_once(people: Cast, tuesday: object) -> None:
    await change(people, people.maria, allergens=int(Allergen.MILK))
    ivanka = people.person(people.ivanka)
    await change(people, people.ivanka, allergens=int(Allergen.EGGS))
    async with people.database.unit(ivanka) as session:
        await ordering.order_meal(session, ivanka, person_id=people.ivanka.key, day=WEDNESDAY, accept_clash=True)
    closed = [await _close(people), await _close(people), await _close(people, THURSDAY)]
    assert [
        [(clash.person_id, [dish.name for dish in clash.dishes]) for clash in count.clashes] for count in closed
    ] == [
        [(people.maria.id, ["Мусака", "Мляко с ориз"])],
        [],
        [(people.maria.id, ["Мусака", "Мляко с ориз"]), (people.ivanka.id, ["Мусака"])],
    ]
    async with people.database.reading(people.job) as session:
        tasks = (await session.scalars(sa.select(Task).order_by(col(Task.id)))).all()
    assert [(task.kind, task.person_id, task.office_id) for task in tasks] == [
        (TaskKind.DIET_CLASH, people.maria.id, people.mladost.id),
        (TaskKind.DIET_CLASH, people.ivanka.id, people.lyulin.id),
    ]
    assert tasks[0].words.startswith("Седмична поръчка за")


async def test_the_count_of_one_organisation_leaves_the_others_alone(people: Cast, tuesday: object) -> None:
    await _close(people)
    async with people.database.reading(people.staff(people.burgas_admin)) as session:
        assert (await session.scalars(sa.select(MealOrder))).all() == []


async def test_only_those_who_run_jobs_count(people: Cast, tuesday: object) -> None:
    for actor in (people.staff(people.anna), people.staff(people.cook)):
        async with people.database.unit(actor) as session:
            with pytest.raises(NotAllowed):
                await close_orders(session, actor, day=WEDNESDAY)
