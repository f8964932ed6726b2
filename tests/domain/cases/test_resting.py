"""A case of meals that is suspended brings no food, and its end brings the food back; own wishes stay as they are."""

from datetime import date

import pytest
import sqlalchemy as sa
from sqlmodel import col

from domain import clock
from domain.cases.closing import Ending, close_case
from domain.cases.procedure import NotNow
from domain.cases.suspending import Rest, TooManyDays, resume, set_return, suspend
from domain.meals.pausing import stop_food
from domain.refusals import Stale, WrongInput
from models.cases import CaseOutcome, Secrecy, SuspensionReason
from models.chats import Chat, ChatStatus
from models.meals import MealOrder, OrderOrigin, OrderStatus, Pause, PauseReason, Subscription
from models.outbox import OutboxMessage
from models.places import Programme, ProgrammeKind, RuleSet
from tests.case_work import case_of
from tests.cast import Cast

pytestmark = pytest.mark.usefixtures("tuesday")
TODAY, BACK = date(2026, 11, 24), date(2026, 12, 7)


async def _pauses(session) -> list[tuple]:
    rows = await session.scalars(sa.select(Pause).order_by(col(Pause.starts_on), col(Pause.id)))
    return [(one.starts_on, one.returns_on, one.reason, one.suspension_id is not None) for one in rows]


async def test_meals_rest_with_their_case_and_come_again_with_it(people: Cast) -> None:
    anna = people.staff(people.anna)
    async with people.database.unit(anna) as session:
        meals = await case_of(session, people, people.maria, people.lunch)
        other = await case_of(session, people, people.maria, people.assistance)
        order = MealOrder(
            organisation_id=people.sofia.key, person_id=people.maria.id, kitchen_id=people.mladost_kitchen.key,
            programme_id=people.lunch.key, day=date(2026, 11, 26), diet=people.maria.diet, origin=OrderOrigin.CHAT,
            ordered_at=clock.now(),
        )  # fmt: skip
        session.add(order)
        await suspend(session, anna, case_id=other.key, rest=Rest(SuspensionReason.TRAVEL, TODAY))
        assert await _pauses(session) == [], "another service has nothing to do with the food"
        await suspend(session, anna, case_id=meals.key, rest=Rest(SuspensionReason.HOSPITAL, TODAY, BACK))
        assert await _pauses(session) == [(TODAY, BACK, PauseReason.HOSPITAL, True)]
        assert await session.scalar(sa.select(sa.func.count()).select_from(MealOrder)) == 0
        await resume(session, anna, case_id=meals.key)
        assert await _pauses(session) == [(TODAY, date(2026, 11, 25), PauseReason.HOSPITAL, True)]
        await suspend(session, anna, case_id=meals.key, rest=Rest(SuspensionReason.TRAVEL, TODAY))
        assert (await _pauses(session))[1:] == [(TODAY, None, PauseReason.AWAY, True)]


async def test_a_longer_stay_moves_the_day_of_return_and_the_food_with_it(people: Cast) -> None:
    anna = people.staff(people.anna)
    later, sooner = date(2026, 12, 14), date(2026, 11, 30)
    async with people.database.unit(anna) as session:
        meals = await case_of(session, people, people.maria, people.lunch)
        with pytest.raises(NotNow):
            await set_return(session, anna, case_id=meals.key, until=BACK)
        await suspend(session, anna, case_id=meals.key, rest=Rest(SuspensionReason.HOSPITAL, TODAY, BACK))
        seen = meals.version
        await set_return(session, anna, case_id=meals.key, until=later, version=seen)
        assert await _pauses(session) == [(TODAY, later, PauseReason.HOSPITAL, True)]
        with pytest.raises(Stale):
            await set_return(session, anna, case_id=meals.key, until=BACK, version=seen)
        with pytest.raises(WrongInput):
            await set_return(session, anna, case_id=meals.key, until=TODAY)
        await set_return(session, anna, case_id=meals.key, until=sooner)
        assert await _pauses(session) == [(TODAY, sooner, PauseReason.HOSPITAL, True)]
        await set_return(session, anna, case_id=meals.key, until=None)
        assert await _pauses(session) == [(TODAY, None, PauseReason.HOSPITAL, True)]
        await resume(session, anna, case_id=meals.key)
        assert await _pauses(session) == [(TODAY, date(2026, 11, 25), PauseReason.HOSPITAL, True)]


async def test_substitute_care_is_prolonged_only_within_its_thirty_days(sqlite_people: Cast) -> None:
    cast = sqlite_people
    anna = cast.staff(cast.anna)
    async with cast.database.unit(anna) as session:
        case = await case_of(session, cast, cast.maria, cast.assistance)
        first = date(2026, 11, 1)
        rest = Rest(SuspensionReason.SUBSTITUTE_CARE, first, date(2026, 11, 26))
        await suspend(session, anna, case_id=case.key, rest=rest)
        with pytest.raises(TooManyDays):
            await set_return(session, anna, case_id=case.key, until=date(2026, 12, 2))
        changed = await set_return(session, anna, case_id=case.key, until=date(2026, 12, 1))
        assert changed.until == date(2026, 12, 1)


async def test_what_the_person_asked_for_is_not_touched(people: Cast) -> None:
    anna, maria = people.staff(people.anna), people.person(people.maria)
    async with people.database.unit(anna) as session:
        meals = await case_of(session, people, people.maria, people.lunch)
        away = {"person_id": people.maria.key, "reason": PauseReason.AWAY}
        await stop_food(session, maria, **away, from_day=date(2026, 11, 30), returns_on=date(2026, 12, 2))
        own = (date(2026, 11, 30), date(2026, 12, 2), PauseReason.AWAY, False)
        await suspend(session, anna, case_id=meals.key, rest=Rest(SuspensionReason.HOSPITAL, TODAY))
        assert await _pauses(session) == [(TODAY, None, PauseReason.HOSPITAL, True), own]
        await resume(session, anna, case_id=meals.key)
        assert (await _pauses(session))[1:] == [own]
        await suspend(session, anna, case_id=meals.key, rest=Rest(SuspensionReason.HOSPITAL, TODAY, BACK))
        await stop_food(session, maria, **away, from_day=date(2026, 12, 4), returns_on=date(2026, 12, 21))
        await resume(session, anna, case_id=meals.key)
        assert (TODAY, date(2026, 12, 21), PauseReason.AWAY, False) in await _pauses(session), "asked for meanwhile"


async def test_who_has_stopped_all_food_has_no_second_pause_and_a_closed_case_leaves_none_behind(people: Cast) -> None:
    anna, admin = people.staff(people.anna), people.staff(people.admin)
    async with people.database.unit(anna) as session:
        meals = await case_of(session, people, people.maria, people.lunch)
        await stop_food(session, anna, person_id=people.maria.key, reason=PauseReason.OTHER)
        await suspend(session, anna, case_id=meals.key, rest=Rest(SuspensionReason.HOSPITAL, TODAY))
        await resume(session, anna, case_id=meals.key)
        assert await _pauses(session) == [(TODAY, None, PauseReason.OTHER, False)]
    async with people.database.unit(admin) as session:
        ivankas = await case_of(session, people, people.ivanka, people.lunch)
        await suspend(session, admin, case_id=ivankas.key, rest=Rest(SuspensionReason.HOSPITAL, TODAY, BACK))
        await close_case(session, admin, case_id=ivankas.key, ending=Ending(CaseOutcome.MOVED))
        assert (await _pauses(session))[1:] == [(TODAY, date(2026, 11, 25), PauseReason.HOSPITAL, True)]
        assert await _weekly_orders(session, people.ivanka) == [TODAY], "so no food comes back on the day of return"


async def test_the_weekly_order_ends_with_the_case_and_the_person_hears_so_without_a_why(people: Cast) -> None:
    anna = people.staff(people.anna)
    async with people.database.unit(anna) as session:
        meals = await case_of(session, people, people.maria, people.lunch)
        other = await case_of(session, people, people.maria, people.assistance)
        await _with_chat(session, people)
        for day, closed_at in ((TODAY, clock.now()), (date(2026, 11, 26), None)):
            session.add(
                MealOrder(
                    organisation_id=people.sofia.key, person_id=people.maria.id, kitchen_id=people.mladost_kitchen.key,
                    programme_id=people.lunch.key, day=day, diet=people.maria.diet, origin=OrderOrigin.CHAT,
                    ordered_at=clock.now(), closed_at=closed_at,
                )
            )  # fmt: skip
        await session.flush()
        strangers = await _weekly_orders(session, people.ivanka)
        await close_case(session, anna, case_id=other.key, ending=Ending(CaseOutcome.MOVED))
        assert await _weekly_orders(session, people.maria) == [None], "another service has nothing to do with the food"
        await close_case(session, anna, case_id=meals.key, ending=Ending(CaseOutcome.MOVED, words="изселва се"))
        assert await _weekly_orders(session, people.maria) == [TODAY], "it was the last day that nobody could change"
        assert await _weekly_orders(session, people.ivanka) == strangers
        orders = sa.select(MealOrder).where(col(MealOrder.person_id) == people.maria.id)
        assert [(one.day, one.status) for one in await session.scalars(orders)] == [(TODAY, OrderStatus.ORDERED)]
        told = [one.text for one in await session.scalars(sa.select(OutboxMessage).order_by(col(OutboxMessage.id)))]
        assert len(told) == 1
        assert "25 ноември" in told[0]
        assert "изселва" not in told[0]


async def test_food_goes_on_while_another_case_brings_it_and_no_word_follows_a_death(people: Cast) -> None:
    anna = people.staff(people.anna)
    async with people.database.unit(anna) as session:
        first = await case_of(session, people, people.maria, people.lunch)
        other = Programme(
            organisation_id=people.sofia.key, code="P99", name="Вечеря", kind=ProgrammeKind.MEALS,
            rules=RuleSet.MUNICIPAL,
        )  # fmt: skip
        session.add(other)
        await session.flush()
        second = await case_of(session, people, people.maria, other)
        await _with_chat(session, people)
        await close_case(session, anna, case_id=first.key, ending=Ending(CaseOutcome.OTHER_SERVICE))
        assert await _weekly_orders(session, people.maria) == [None]
        await close_case(session, anna, case_id=second.key, ending=Ending(CaseOutcome.DECEASED))
        assert await _weekly_orders(session, people.maria) == [date(2026, 11, 23)]
        assert await session.scalar(sa.select(sa.func.count()).select_from(OutboxMessage)) == 0


async def _weekly_orders(session, person) -> list[date | None]:
    rows = sa.select(Subscription).where(col(Subscription.person_id) == person.id)
    return [one.ends_on for one in await session.scalars(rows.order_by(col(Subscription.id)))]


async def test_nothing_of_a_guarded_case_reaches_a_chat(sqlite_people: Cast) -> None:
    people, anna = sqlite_people, sqlite_people.staff(sqlite_people.anna)
    async with people.database.unit(people.job) as session:
        case = await case_of(session, people, people.maria, people.lunch, secrecy=Secrecy.CHILD, team=(people.anna,))
        await _with_chat(session, people)
    async with people.database.unit(anna) as session:
        await suspend(session, anna, case_id=case.key, rest=Rest(SuspensionReason.HOSPITAL, TODAY, BACK))
        await resume(session, anna, case_id=case.key)
        assert len(await _pauses(session)) == 1
        assert await session.scalar(sa.select(sa.func.count()).select_from(OutboxMessage)) == 0


async def _with_chat(session, people: Cast) -> None:
    session.add(
        Chat(
            organisation_id=people.sofia.key,
            telegram_id=501,
            person_id=people.maria.id,
            status=ChatStatus.LINKED,
            linked_at=clock.now(),
        )
    )
    await session.flush()
