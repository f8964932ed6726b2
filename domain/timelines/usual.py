"""The timelines that come with the program: for services under the Social Services Act and for municipal ones.

The terms of the law stand on the case itself (20 days to the assessment, the day of the review); these steps lead up to
them. They are the practice that the office may change, not law.
"""

from dataclasses import dataclass
from datetime import date

from domain.phrases import Phrase, _, say
from models.places import RuleSet
from models.timelines import CountedFrom, TimelineStep


@dataclass(frozen=True)
class UsualStep:
    """A step that comes with the program."""

    title: Phrase
    counted_from: CountedFrom
    days: int
    working_days: bool = False


_CALL = UsualStep(_("Call the person and agree on a visit at home"), CountedFrom.WISH, 3, working_days=True)
_BEGUN = UsualStep(_("Visit: how has the service begun?"), CountedFrom.START, 30)
_PREPARE = UsualStep(_("Prepare the review of the plan: talk with the person and the family"), CountedFrom.REVIEW, -30)
_AGREE = UsualStep(_("Agree on the day of the review with everybody who takes part"), CountedFrom.REVIEW, -7)
_FILE = UsualStep(_("Put the file of the closed case in order"), CountedFrom.CLOSING, 14)

USUAL: dict[RuleSet, tuple[UsualStep, ...]] = {
    RuleSet.DELEGATED: (
        _CALL,
        UsualStep(_("Make the social survey at home"), CountedFrom.WISH, 10),
        _BEGUN,
        _PREPARE,
        _AGREE,
        _FILE,
    ),
    RuleSet.MUNICIPAL: (_CALL, _BEGUN, _PREPARE, _AGREE, _FILE),
}


def usual_steps(organisation_id: int, language: str, *, since: date) -> list[TimelineStep]:
    """The rows of these timelines for an organisation, titled in its language."""
    return [
        TimelineStep(
            organisation_id=organisation_id,
            rules=rules,
            title=say(language, step.title),
            counted_from=step.counted_from,
            days=step.days,
            working_days=step.working_days,
            since=since,
        )
        for rules, steps in USUAL.items()
        for step in steps
    ]
