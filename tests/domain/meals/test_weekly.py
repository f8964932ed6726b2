"""The weekly order: from when a change holds, in which words it is said, and who may make the first one."""

from datetime import date

import pytest
import sqlalchemy as sa
from sqlmodel import col

from domain.access import Actor
from domain.meals import weekly
from domain.meals.eating import NoMeals
from domain.meals.ordering import WrongPortions
from domain.meals.weekly import NotOnThatWeekday, Weekly, weekday_words, weekdays_of
from domain.refusals import NotFound
from models.meals import Subscription
from models.places import WORKING_WEEK
from tests.cast import Cast
from tests.domain.meals.helping import THURSDAY, TUESDAY, WEDNESDAY, at, change, link, messages

MON_WED_FRI = weekdays_of([0, 2, 4])


async def _set(people: Cast, actor: Actor, weekdays: int, portions: int = 1) -> Weekly:
    async with people.database.unit(actor) as session:
        return await weekly.set_weekly_order(
            session, actor, person_id=people.maria.key, weekdays=weekdays, portions=portions
        )


async def _written(people: Cast) -> list[tuple[int, int, date, date | None]]:
    async with people.database.reading(people.job) as session:
        rows = (
            sa.select(Subscription)
            .where(col(Subscription.person_id) == people.maria.id)
            .order_by(col(Subscription.starts_on))
        )
        return [(row.weekdays, row.portions, row.starts_on, row.ends_on) for row in await session.scalars(rows)]


async def test_a_change_holds_from_the_first_day_that_can_still_be_ordered(people: Cast, tuesday: object) -> None:
    maria = people.person(people.maria)
    at(TUESDAY, 15)
    assert await _set(people, maria, MON_WED_FRI, 2) == Weekly(MON_WED_FRI, 2, THURSDAY, changed=True)
    began = date(2026, 1, 5)
    assert await _written(people) == [(WORKING_WEEK, 1, began, WEDNESDAY), (MON_WED_FRI, 2, THURSDAY, None)]
    assert (await _set(people, maria, MON_WED_FRI, 2)).changed is False
    await _set(people, maria, 0)
    assert await _written(people) == [(WORKING_WEEK, 1, began, WEDNESDAY), (0, 1, THURSDAY, None)]
    async with people.database.reading(maria) as session:
        assert await weekly.weekly_order(session, maria, person_id=people.maria.key) == Weekly(0, 1, THURSDAY)


@pytest.mark.parametrize(
    ("weekdays", "bulgarian", "english"),
    [
        (WORKING_WEEK, "всеки работен ден", "every working day"),
        (MON_WED_FRI, "понеделник, сряда и петък", "Monday, Wednesday, and Friday"),
        (weekdays_of([1]), "вторник", "Tuesday"),
        (0, "само когато поръчате", "only when you order"),
    ],
)
def test_the_weekly_order_in_words(weekdays: int, bulgarian: str, english: str) -> None:
    assert (weekday_words("bg", weekdays), weekday_words("en", weekdays)) == (bulgarian, english)


async def test_what_cannot_be_is_refused(people: Cast, tuesday: object) -> None:
    maria = people.person(people.maria)
    with pytest.raises(NotOnThatWeekday):
        await _set(people, maria, weekdays_of([0, 5]))
    for portions in (0, 10):
        with pytest.raises(WrongPortions):
            await _set(people, maria, WORKING_WEEK, portions)
    for actor in (people.person(people.ivanka), people.relative(people.stoyanka), people.staff(people.elena)):
        with pytest.raises(NotFound):
            await _set(people, actor, MON_WED_FRI)
    assert await _written(people) == [(WORKING_WEEK, 1, date(2026, 1, 5), None)]


async def test_only_the_office_makes_the_first_weekly_order(people: Cast, tuesday: object) -> None:
    async with people.database.unit(people.job) as session:
        rows = sa.delete(Subscription).where(col(Subscription.person_id) == people.maria.id)
        await session.execute(rows.execution_options(audited=True, synchronize_session=False))
    for actor in (people.person(people.maria), people.relative(people.petar)):
        with pytest.raises(NoMeals):
            await _set(people, actor, WORKING_WEEK)
    assert await _set(people, people.staff(people.anna), WORKING_WEEK) == Weekly(
        WORKING_WEEK, 1, WEDNESDAY, changed=True
    )
    assert await _written(people) == [(WORKING_WEEK, 1, WEDNESDAY, None)]


async def test_the_others_are_told_of_the_change(people: Cast, tuesday: object) -> None:
    await link(people, person=people.maria, chat=11)
    await link(people, relative=people.petar, chat=22)
    await change(people, people.petar, language="en")
    await _set(people, people.relative(people.petar), MON_WED_FRI)
    await _set(people, people.person(people.maria), WORKING_WEEK)
    assert await messages(people) == [
        (11, "Седмичната Ви поръчка е променена. Промени я Петър. Носим храна: понеделник, сряда и петък."),
        (22, "The weekly order of Мария changed. Food comes: every working day."),
    ]
