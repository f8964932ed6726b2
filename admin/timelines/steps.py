"""The timelines of the services: which dated steps each case has."""

from typing import Any

from admin.pages import Answer, page
from admin.reading import NOT_IN_LIST, one_typed, version_typed, whole
from admin.timelines.words import RULE_WORDS
from admin.visit import Visit
from domain.access import Deed
from domain.cases.board import case_programmes
from domain.phrases import _, word
from domain.refusals import WrongInput
from domain.timelines.steps import StepFacts, save_step, step_to_edit, timelines
from models.places import RuleSet
from models.timelines import CountedFrom, TimelineStep

_RULES, _SERVICE = "rules", "service"


@page("/timelines", deed=Deed.MANAGE_LISTS, title=_("Timelines of the services"))
async def listed(visit: Visit) -> Answer:
    rows = await timelines(visit.session, visit.actor)
    return visit.show("timelines/steps.html", rows=rows, rule_words=RULE_WORDS)


@page("/timelines/new", deed=Deed.MANAGE_LISTS, title=_("New step"))
async def new_step(visit: Visit) -> Answer:
    return await _form(visit, None)


@new_step.post()
async def enter(visit: Visit) -> Answer:
    made = await save_step(visit.session, visit.actor, step_id=None, facts=_facts(visit))
    return visit.go("/timelines", _("“{title}” is in the timeline from today on."), title=made.title)


@page("/timelines/{step_id:int}", deed=Deed.MANAGE_LISTS, title=_("Step of a timeline"))
async def one_step(visit: Visit) -> Answer:
    return await _form(visit, await step_to_edit(visit.session, visit.actor, step_id=visit.number("step_id")))


@one_step.post()
async def save(visit: Visit) -> Answer:
    number, facts = visit.number("step_id"), _facts(visit)
    await save_step(visit.session, visit.actor, step_id=number, facts=facts, version=version_typed(visit))
    return visit.go("/timelines", _("Saved."))


async def _form(visit: Visit, step: TimelineStep | None) -> Answer:
    services: list[tuple[str, str]] = [(f"{_RULES}:{one.value}", visit.say(text)) for one, text in RULE_WORDS.items()]
    services += [(f"{_SERVICE}:{one.id}", one.name) for one in await case_programmes(visit.session)]
    return visit.show(
        "timelines/step.html",
        title=step.title if step else "",
        step=step,
        version=visit.editing(step.version) if step else "",
        services=services,
        service=_service_of(step) if step else "",
        counted=[(one.value, word(visit.language, one)) for one in CountedFrom],
    )


def _service_of(step: TimelineStep) -> str:
    return f"{_RULES}:{step.rules.value}" if step.rules else f"{_SERVICE}:{step.programme_id}"


def _facts(visit: Visit) -> StepFacts:
    return StepFacts(
        title=visit.typed("title"),
        counted_from=one_typed(visit, CountedFrom, "counted_from"),
        days=_days(visit.typed("days")),
        working_days=visit.typed("working_days") == "yes",
        active=visit.typed("active", "yes") == "yes",
        **_for_whom(visit.typed("service")),
    )


def _days(text: str) -> int | None:
    """A whole number, also one below nought, with either sign that people type."""
    number = whole(text.lstrip("-–−"))
    return -number if number and text[:1] in "-–−" else number


def _for_whom(text: str) -> dict[str, Any]:
    kind, _colon, value = text.partition(":")
    if kind == _RULES and value in set(RuleSet):
        return {"rules": RuleSet(value)}
    number = whole(value)
    if kind == _SERVICE and number:
        return {"programme_id": number}
    raise WrongInput(service=NOT_IN_LIST)
