"""Food on a service user's card: where today's is, the weekly order, and the days ahead, from one reading."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from domain import clock
from domain.access import Actor
from domain.calendar import calendar_of
from domain.meals import eating, offers
from domain.meals.offers import DayOffer
from domain.meals.weekly import Weekly, weekly_of
from domain.meals.whereabouts import Whereabouts, by_the_weekly_order, counted_today


@dataclass(frozen=True)
class FoodCard:
    """What is true of somebody's food today and next."""

    today: Whereabouts
    weekly: Weekly
    days: list[DayOffer]


async def food_card(session: AsyncSession, actor: Actor, *, person_id: int, count: int) -> FoodCard:
    """Today's food, the weekly order and the next days with food. Raises NoMeals."""
    await eating.may_see(session, actor, person_id)
    today = clock.today()
    last = today + timedelta(days=offers.HORIZON + count)
    eater = await eating.load(session, actor, person_id=person_id, first=today, last=last)
    calendar = await calendar_of(session)
    counted = await counted_today(session, actor, person_id, today)
    days = offers.served_days(eater, calendar, count)
    return FoodCard(
        today=counted or by_the_weekly_order(eater, calendar, today),
        weekly=weekly_of(eater),
        days=await offers.offers_of(session, actor, eater, calendar, days),
    )
