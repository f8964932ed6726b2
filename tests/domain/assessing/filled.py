"""Filled forms of invented people, for the tests of surveys, assessments and plans."""

from dataclasses import replace
from datetime import UTC, datetime

from domain.assessing.assessments import AssessmentFacts
from domain.assessing.forms import LIFE_DOMAINS
from domain.plans.writing import ActivityFacts, GoalFacts, PlanFacts
from models.plans import ActivityKind, Every
from models.staff import Staff

ANSWERS = {"wish": "Някой да ми носи топла храна.", "lives_alone": "yes", "seen": "Чисто, но студено."}
WEDNESDAY_AT_NINE = datetime(2026, 11, 25, 7, 0, tzinfo=UTC)


def assessed(*members: Staff, **changed: object) -> AssessmentFacts:
    """Every domain of life with a score and words."""
    facts = AssessmentFacts(
        scores=dict.fromkeys(LIFE_DOMAINS, 2),
        words=dict.fromkeys(LIFE_DOMAINS, "Нужна е помощ."),
        conclusion="Има нужда от услугата.",
        members=tuple(one.key for one in members),
    )
    return replace(facts, **changed)  # type: ignore[arg-type]


SHOPPING = ActivityFacts(ActivityKind.ERRAND, "пазаруване", who="асистент", times=2, every=Every.WEEK)
PLAN = PlanFacts(
    goals=(GoalFacts("food", "Да има храна всеки ден", activities=(SHOPPING,)),), words="За половин година"
)
