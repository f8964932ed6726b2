"""What the plan's tab shows of its doing: how far each activity is this month, and the meals by the week."""

from typing import Any

from babel.dates import get_day_names

from admin.courses.words import KIND_WORDS
from admin.visit import Visit
from domain.access import Deed
from domain.courses.activities import plan_progress
from domain.courses.series import may_plan
from domain.meals.weekly import weekday_words
from domain.plans.meals import MealsOfPlan, meals_of_plan


async def doing(visit: Visit, case_id: int) -> dict[str, Any]:
    """The facts of the two cards."""
    meals = await meals_of_plan(visit.session, visit.actor, case_id=case_id)
    return {
        "progress_rows": await plan_progress(visit.session, visit.actor, case_id=case_id),
        "may_plan": visit.actor.may(Deed.EDIT_COURSES) and await may_plan(visit.session, visit.actor, case_id=case_id),
        "kind_words": KIND_WORDS,
        "meals": meals,
        "meal_days": _meal_days(visit, meals) if meals else [],
        "weekly_words": weekday_words(visit.language, meals.weekly.weekdays) if meals and meals.weekly else "",
    }


def _meal_days(visit: Visit, meals: MealsOfPlan) -> list[tuple[int, str]]:
    names = get_day_names("wide", locale=visit.language)
    return [(day, names[day]) for day in meals.possible]
