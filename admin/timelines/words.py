"""How what is due is said, and where it is done."""

from domain.phrases import Phrase, _
from domain.timelines.rows import DueKind, DueRow
from models.places import RuleSet

KIND_WORDS: dict[DueKind, Phrase] = {
    DueKind.ASSESS: _("Assess the needs"),
    DueKind.SURVEY: _("Visit for the social survey"),
    DueKind.REVIEW: _("Review the plan"),
    DueKind.RETURN: _("The rest was to end: ask whether the person is back"),
    DueKind.CONTRACT: _("Have the contract signed"),
    DueKind.RENEWAL: _("The contract comes to its end: extend it, or end the service"),
    DueKind.ACTIVITY: _("Nothing of this is planned for the coming week"),
    DueKind.STEP: _("Step of the timeline"),
    DueKind.TASK: _("Task"),
    DueKind.PAPERS: _("Missing papers were promised"),
    DueKind.FOLLOW_UP: _("Ask how the person is"),
}
_PLACES: dict[DueKind, str] = {
    DueKind.ASSESS: "/assessments",
    DueKind.SURVEY: "/survey",
    DueKind.REVIEW: "/plan",
    DueKind.RETURN: "",
    DueKind.CONTRACT: "/contract",
    DueKind.RENEWAL: "/contract",
    DueKind.ACTIVITY: "/plan",
    DueKind.FOLLOW_UP: "",
}
RULE_WORDS: dict[RuleSet, Phrase] = {
    RuleSet.DELEGATED: _("every service under the Social Services Act"),
    RuleSet.MUNICIPAL: _("every municipal service"),
    RuleSet.OPEN: _("every service open to all"),
}


def place_of(row: DueRow) -> str:
    """The page on which the thing is done."""
    if row.application_id is not None:
        return f"/applications/{row.application_id}"
    case = f"/cases/{row.about.case_id}"
    if row.task_id is not None:
        return f"{case}/tasks/one?task={row.task_id}"
    if row.step_id is not None:
        return f"{case}/tasks/one?step={row.step_id}"
    return f"{case}{_PLACES[row.kind]}"
