"""Food from the card: the weekly order, and days without food."""

from admin.pages import Answer
from admin.people.card import person
from admin.reading import day_typed, number_typed, one_typed
from admin.visit import Visit
from domain.access import Deed
from domain.meals.pausing import resume_food, stop_food
from domain.meals.weekly import WEEK, set_weekly_order, weekdays_of
from domain.phrases import _
from models.meals import PauseReason

_PORTIONS = _("Please write a number from 1 to 9.")


@person.post("/weekly", deed=Deed.ORDER)
async def change_week(visit: Visit) -> Answer:
    number = visit.number("person_id")
    chosen = visit.chosen("weekdays")
    await set_weekly_order(
        visit.session,
        visit.actor,
        person_id=number,
        weekdays=weekdays_of([day for day in WEEK if str(day) in chosen]),
        portions=number_typed(visit, "portions", _PORTIONS),
        seen=visit.typed("weekly_seen"),
    )
    return visit.go(f"/people/{number}", _("The weekly order is saved."))


@person.post("/pause", deed=Deed.ORDER)
async def stop(visit: Visit) -> Answer:
    number = visit.number("person_id")
    taken = await stop_food(
        visit.session,
        visit.actor,
        person_id=number,
        from_day=day_typed(visit, "from_day"),
        returns_on=day_typed(visit, "returns_on"),
        reason=one_typed(visit, PauseReason, "pause_reason"),
        seen=visit.typed("pause_seen"),
    )
    return visit.go(f"/people/{number}", _("No food from {day} on."), day=taken.first_day)


@person.post("/back", deed=Deed.ORDER)
async def back(visit: Visit) -> Answer:
    number = visit.number("person_id")
    await resume_food(
        visit.session,
        visit.actor,
        person_id=number,
        from_day=day_typed(visit, "back_on"),
        seen=visit.typed("pause_seen"),
    )
    return visit.go(f"/people/{number}", _("The food comes again by the weekly order."))
