"""The meals of a plan become the weekly order: on the days that follow from it, for whoever may order."""

from datetime import date

import pytest
import sqlalchemy as sa
from sqlmodel import col

from domain.meals.weekly import Weekly, set_weekly_order
from domain.plans.meals import MealsThisMonth, NoMealsInPlan, meals_of_plan, order_as_planned
from domain.refusals import NotAllowed, NotFound, Stale, WrongInput
from models.meals import Subscription
from models.people import Person
from models.places import Programme
from models.plans import ActivityKind, Every, PlanActivity
from models.staff import Role
from tests.case_work import case_of
from tests.cast import Cast
from tests.domain.courses.course_work import plan_of

pytestmark = pytest.mark.usefixtures("tuesday")


def meals(times: int, every: Every, **facts) -> PlanActivity:
    return PlanActivity(kind=ActivityKind.MEAL, words="Обяд", times=times, every=every, **facts)


async def nobody_eats(session, person: Person) -> None:
    for row in await session.scalars(sa.select(Subscription).where(col(Subscription.person_id) == person.key)):
        await session.delete(row)
    await session.flush()


async def test_the_first_weekly_order_is_made_on_so_many_days_as_the_plan_says(people: Cast):
    anna, elena = people.staff(people.anna), people.staff(people.elena)
    async with people.database.unit(anna) as session:
        await nobody_eats(session, people.maria)
        case = await case_of(session, people, people.maria, people.assistance)
        (three,) = await plan_of(session, case, people.anna, meals(3, Every.WEEK), starts_on=date(2026, 11, 16))
        found = await meals_of_plan(session, anna, case_id=case.key)
        assert found
        assert (found.days, found.possible, found.chosen, found.weekly) == (3, [0, 1, 2, 3, 4], [], None)
        # The week of the 16th is over and brought nothing; in that of the 30th only one day is of November.
        assert found.month == MealsThisMonth(asked=7, by_now=3, ordered=0, brought=0)
        assert found.month.behind
        for days in ([], [0, 1], [0, 1, 2, 3]):
            with pytest.raises(WrongInput):
                await order_as_planned(session, anna, case_id=case.key, weekdays=days)
        with pytest.raises(Stale):
            await order_as_planned(session, anna, case_id=case.key, weekdays=[0, 2, 4], seen=str(three.plan_id + 1))
        made = await order_as_planned(session, anna, case_id=case.key, weekdays=[0, 2, 4], seen=str(three.plan_id))
        assert (made.days, made.portions) == ([0, 2, 4], 1)
        with pytest.raises(Stale):  # one stands by now
            await order_as_planned(session, anna, case_id=case.key, weekdays=[0, 1, 2])
        agreed = await meals_of_plan(session, anna, case_id=case.key)
        assert agreed
        assert agreed.agrees
        assert agreed.weekly == Weekly(0b10101, 1, made.first_day)
        await set_weekly_order(session, anna, person_id=people.maria.key, weekdays=0b11111)
        other = await meals_of_plan(session, anna, case_id=case.key)
        assert other
        assert not other.agrees
    async with people.database.unit(elena) as session:
        for refused in (
            meals_of_plan(session, elena, case_id=case.key),
            order_as_planned(session, elena, case_id=case.key, weekdays=[0, 2, 4]),
        ):
            with pytest.raises(NotFound):
                await refused


async def test_meals_of_a_plan_are_for_those_who_order_where_meals_are_given(people: Cast):
    anna, inspector, nurse = (
        people.staff(people.member(one)) for one in (Role.SOCIAL_WORKER, Role.INSPECTOR, Role.NURSE)
    )
    async with people.database.unit(people.job) as session:
        await nobody_eats(session, people.maria)
        case = await case_of(session, people, people.maria, people.assistance, team=(people.member(Role.NURSE),))
        (daily,) = await plan_of(session, case, people.anna, meals(1, Every.DAY))
    for reader in (inspector, nurse):
        async with people.database.unit(reader) as session:
            assert await meals_of_plan(session, reader, case_id=case.key) is None
            with pytest.raises(NotAllowed):
                await order_as_planned(session, reader, case_id=case.key, weekdays=[0, 1, 2, 3, 4])
    async with people.database.unit(anna) as session:
        found = await meals_of_plan(session, anna, case_id=case.key)
        assert found
        assert found.chosen == [0, 1, 2, 3, 4]
        activity = await session.get_one(PlanActivity, daily.key)
        activity.until = date(2026, 11, 23)
        await session.flush()
        with pytest.raises(NoMealsInPlan):
            await order_as_planned(session, anna, case_id=case.key, weekdays=[0, 1, 2, 3, 4])
        activity.until, activity.every = None, Every.MONTH
        await session.flush()
        assert await meals_of_plan(session, anna, case_id=case.key) is None
        activity.every = Every.DAY
        (await session.get_one(Programme, people.lunch.key)).active = False
        await session.flush()
        assert await meals_of_plan(session, anna, case_id=case.key) is None
