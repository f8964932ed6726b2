"""The rows of the plan's form: as many as there are, and an empty one more, so that no script is needed to add one."""

import re
from dataclasses import dataclass, field

from admin.reading import day_typed, one_typed, whole
from admin.visit import Visit
from domain.plans.checking import MOST_ACTIVITIES, MOST_GOALS
from domain.plans.writing import ActivityFacts, GoalFacts, PlanFacts
from models.plans import ActivityKind, Every, GoalStatus

_GOAL = re.compile(r"goal_(\d{1,2})_")
_ACTIVITY = re.compile(r"goal_(\d{1,2})_activity_(\d{1,2})_")


@dataclass(frozen=True)
class Row:
    """A line of the form: the beginning of its fields' names, and what is on file for each."""

    name: str
    values: dict[str, str]
    activities: list["Row"] = field(default_factory=list)


def goal_rows(visit: Visit, goals: tuple[GoalFacts, ...]) -> list[Row]:
    """A row for each goal on file or typed, and one more."""
    typed = [int(found[1]) for found in map(_GOAL.match, _names(visit)) if found]
    count = min(max([len(goals), *(number + 1 for number in typed)]) + (not typed), MOST_GOALS)
    return [_goal_row(visit, number, goals[number] if number < len(goals) else None) for number in range(count)]


def _goal_row(visit: Visit, number: int, goal: GoalFacts | None) -> Row:
    name = f"goal_{number}"
    values = {"domain": "", "words": "", "until": "", "status": GoalStatus.OPEN.value}
    if goal:
        until = goal.until.isoformat() if goal.until else ""
        values = {"domain": goal.life_domain, "words": goal.words, "until": until, "status": goal.status.value}
    on_file = goal.activities if goal else ()
    typed = [int(found[2]) for found in map(_ACTIVITY.match, _names(visit)) if found and found[1] == str(number)]
    count = min(max([len(on_file), *(one + 1 for one in typed)]) + (not typed), MOST_ACTIVITIES)
    rows = [_activity_row(name, one, on_file[one] if one < len(on_file) else None) for one in range(count)]
    return Row(name, values, rows)


def _activity_row(goal: str, number: int, activity: ActivityFacts | None) -> Row:
    name = f"{goal}_activity_{number}"
    if activity is None:
        return Row(name, {"kind": "", "words": "", "who": "", "times": "1", "every": Every.WEEK.value, "until": ""})
    until = activity.until.isoformat() if activity.until else ""
    return Row(
        name,
        {
            "kind": activity.kind.value,
            "words": activity.words,
            "who": activity.who,
            "times": str(activity.times),
            "every": activity.every.value,
            "until": until,
        },
    )


def _names(visit: Visit) -> list[str]:
    return list(visit.form) if visit.form is not None else []


def plan_facts(visit: Visit) -> tuple[PlanFacts, dict[str, str]]:
    """What was typed, empty rows left out; and for each row that is kept the name that it has in the form.

    Whoever empties the words of a goal or an activity takes it out.
    """
    goals: list[GoalFacts] = []
    places: dict[str, str] = {}
    for number in range(MOST_GOALS):
        name = f"goal_{number}"
        activities = [one for one in _activity_names(name) if _is_filled(visit, one, "words", "who")]
        if not activities and not visit.typed(f"{name}_words"):
            continue
        kept = f"goal_{len(goals)}"
        places |= {f"{kept}_activity_{at}": one for at, one in enumerate(activities)}
        places[kept] = name
        goals.append(_goal(visit, name, activities))
    facts = PlanFacts(tuple(goals), words=visit.typed("words"), starts_on=day_typed(visit, "starts_on"))
    return facts, places


def _activity_names(goal: str) -> list[str]:
    return [f"{goal}_activity_{number}" for number in range(MOST_ACTIVITIES)]


def _is_filled(visit: Visit, name: str, *parts: str) -> bool:
    return any(visit.typed(f"{name}_{part}") for part in parts)


def _goal(visit: Visit, name: str, activities: list[str]) -> GoalFacts:
    return GoalFacts(
        life_domain=visit.typed(f"{name}_domain"),
        words=visit.typed(f"{name}_words"),
        until=day_typed(visit, f"{name}_until"),
        status=one_typed(visit, GoalStatus, f"{name}_status"),
        activities=tuple(_activity(visit, one) for one in activities),
    )


def _activity(visit: Visit, name: str) -> ActivityFacts:
    return ActivityFacts(
        kind=one_typed(visit, ActivityKind, f"{name}_kind"),
        words=visit.typed(f"{name}_words"),
        who=visit.typed(f"{name}_who"),
        times=whole(visit.typed(f"{name}_times")) or 0,
        every=one_typed(visit, Every, f"{name}_every"),
        until=day_typed(visit, f"{name}_until"),
    )
