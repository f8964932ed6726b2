"""What is wrong with a plan as it was typed, by field: "goal_0_words", "goal_0_activity_1_times"."""

from datetime import date
from typing import TYPE_CHECKING

from domain import clock
from domain.assessing.forms import LIFE_DOMAINS
from domain.phrases import Phrase, _
from domain.refusals import WrongInput

if TYPE_CHECKING:
    from domain.plans.writing import ActivityFacts, GoalFacts, PlanFacts

MOST_GOALS = 8
MOST_ACTIVITIES = 6
MOST_TIMES = 31
_LONGEST = 1000
_TOO_LONG = _("This text is too long. Please shorten it.")
_PAST = _("This day has passed. Please choose a later one.")


def check_plan(facts: "PlanFacts") -> None:
    """Raise WrongInput with the fields that cannot be saved as they are."""
    wrong: dict[str, Phrase] = {}
    if len(facts.words) > _LONGEST:
        wrong["words"] = _TOO_LONG
    if len(facts.goals) > MOST_GOALS:
        wrong["words"] = _("So many goals nobody can keep in mind. Please keep the most important ones.")
    for number, goal in enumerate(facts.goals):
        wrong |= _goal(f"goal_{number}", goal)
    if wrong:
        raise WrongInput(**wrong)


def _goal(name: str, goal: "GoalFacts") -> dict[str, Phrase]:
    wrong: dict[str, Phrase] = {}
    if goal.life_domain not in LIFE_DOMAINS:
        wrong[f"{name}_domain"] = _("Please choose the domain of life.")
    if not goal.words.strip():
        wrong[f"{name}_words"] = _("Please write what is to be reached.")
    elif len(goal.words) > _LONGEST:
        wrong[f"{name}_words"] = _TOO_LONG
    if len(goal.activities) > MOST_ACTIVITIES:
        wrong[f"{name}_words"] = _("So many activities do not fit under one goal. Please make two goals of it.")
    for number, activity in enumerate(goal.activities):
        wrong |= _activity(f"{name}_activity_{number}", activity)
    return wrong


def _activity(name: str, activity: "ActivityFacts") -> dict[str, Phrase]:
    wrong: dict[str, Phrase] = {}
    if not activity.words.strip():
        wrong[f"{name}_words"] = _("Please write what is done.")
    elif max(len(activity.words), len(activity.who)) > _LONGEST:
        wrong[f"{name}_words"] = _TOO_LONG
    if not 1 <= activity.times <= MOST_TIMES:
        wrong[f"{name}_times"] = _("Please write a number from 1 to 31.")
    if _has_passed(activity.until):
        wrong[f"{name}_until"] = _PAST
    return wrong


def _has_passed(day: date | None) -> bool:
    return day is not None and day < clock.today()
