"""The assessments' tab: the list, and the form by domains of life with the scores of the time before beside it."""

from collections.abc import Awaitable, Callable

from admin.pages import Answer, page
from admin.reading import day_typed, one_typed, version_typed, whole
from admin.visit import Visit
from domain.access import Deed
from domain.assessing.assessments import (
    WHEN,
    AssessmentFacts,
    begin_assessment,
    complete_assessment,
    return_assessment,
    review_assessment,
    save_assessment,
)
from domain.assessing.forms import LIFE_DOMAINS, SCORES
from domain.assessing.reading import AssessmentCard, assessment_card, assessments_of, names_of
from domain.assessing.terms import is_assessment_late
from domain.assessing.who import colleagues
from domain.cases.heads import CaseHead, case_head
from domain.phrases import _, word
from models.assessing import Assessment, AssessmentKind, AssessmentStatus
from models.cases import LIVE


@page("/cases/{case_id:int}/assessments", deed=Deed.SEE_ASSESSMENTS, title=_("Assessments"), writes=True)
async def assessments(visit: Visit) -> Answer:
    head = await case_head(visit.session, visit.actor, case_id=visit.number("case_id"))
    rows = await assessments_of(visit.session, visit.actor, case_id=head.case.key)
    in_work = {one.kind for one in rows if one.status is not AssessmentStatus.REVIEWED}
    kinds = [kind for kind, when in WHEN.items() if head.case.status in when and kind not in in_work]
    return visit.show(
        "assessing/assessments.html",
        title=head.name,
        head=head,
        tab="assessments",
        rows=rows,
        names=await names_of(visit.session, [one.begun_by for one in rows]),
        late=is_assessment_late(head.case),
        kind_choices=[(one.value, word(visit.language, one)) for one in kinds] if head.may(Deed.ASSESS) else [],
    )


@assessments.post(deed=Deed.ASSESS)
async def begin(visit: Visit) -> Answer:
    number = visit.number("case_id")
    made = await begin_assessment(
        visit.session, visit.actor, case_id=number, kind=one_typed(visit, AssessmentKind, "kind")
    )
    return visit.go(f"/cases/{number}/assessments/{made.key}")


@page(
    "/cases/{case_id:int}/assessments/{assessment_id:int}",
    deed=Deed.SEE_ASSESSMENTS,
    title=_("Assessment"),
    writes=True,
)
async def assessment(visit: Visit) -> Answer:
    head = await case_head(visit.session, visit.actor, case_id=visit.number("case_id"))
    card = await assessment_card(
        visit.session, visit.actor, case_id=head.case.key, assessment_id=visit.number("assessment_id")
    )
    found = card.assessment
    live = head.case.status in LIVE
    if live and found.status is AssessmentStatus.DRAFT and head.may(Deed.ASSESS):
        return await _form(visit, head, card)
    return visit.show(
        "assessing/assessment.html",
        title=head.name,
        head=head,
        tab="assessments",
        card=card,
        found=found,
        domains=LIFE_DOMAINS,
        scores=SCORES,
        may_review=live and found.status is AssessmentStatus.COMPLETED and head.may(Deed.REVIEW_ASSESSMENTS),
        own=found.completed_by == visit.actor.number,
    )


async def _form(visit: Visit, head: CaseHead, card: AssessmentCard) -> Answer:
    found = card.assessment
    on_file = _on_file(found)
    choices = {one.key: one.name for one in await colleagues(visit.session, head.case)} | {
        number: card.names.get(number, "") for number in found.members
    }
    return visit.show(
        "assessing/assessment_form.html",
        title=head.name,
        head=head,
        tab="assessments",
        card=card,
        found=found,
        on_file=on_file,
        version=visit.editing(found.version),
        domains=LIFE_DOMAINS,
        scores=SCORES,
        score_choices=[(score, f"{score} – {visit.say(text)}") for score, text in SCORES.items()],
        member_choices=sorted(choices.items(), key=lambda pair: pair[1]),
    )


def _on_file(found: Assessment) -> dict[str, str]:
    values = {f"score_{key}": str(found.scores.get(key, "")) for key in LIFE_DOMAINS}
    values |= {f"words_{key}": found.words.get(key, "") for key in LIFE_DOMAINS}
    return values | {"conclusion": found.conclusion, "next_on": found.next_on.isoformat() if found.next_on else ""}


@assessment.post(deed=Deed.ASSESS)
async def save(visit: Visit) -> Answer:
    await _written(visit, save_assessment)
    return visit.go(_path(visit), _("Saved."))


@assessment.post("/complete", deed=Deed.ASSESS)
async def complete(visit: Visit) -> Answer:
    await _written(visit, complete_assessment)
    return visit.go(_path(visit), _("The assessment is completed and waits for its review."))


async def _written(visit: Visit, write: Callable[..., Awaitable[Assessment]]) -> None:
    written = await write(
        visit.session,
        visit.actor,
        assessment_id=visit.number("assessment_id"),
        facts=_facts(visit),
        version=version_typed(visit),
    )
    visit.demand_below("case_id", written.case_id)


@assessment.post("/review", deed=Deed.REVIEW_ASSESSMENTS)
async def review(visit: Visit) -> Answer:
    reviewed = await review_assessment(
        visit.session, visit.actor, assessment_id=visit.number("assessment_id"), version=version_typed(visit)
    )
    visit.demand_below("case_id", reviewed.case_id)
    return visit.go(_path(visit), _("The assessment is reviewed. It does not change any more."))


@assessment.post("/return", deed=Deed.REVIEW_ASSESSMENTS)
async def give_back(visit: Visit) -> Answer:
    returned = await return_assessment(
        visit.session,
        visit.actor,
        assessment_id=visit.number("assessment_id"),
        comment=visit.typed("comment"),
        version=version_typed(visit),
    )
    visit.demand_below("case_id", returned.case_id)
    return visit.go(_path(visit), _("The assessment is returned to its team."))


def _path(visit: Visit) -> str:
    return f"/cases/{visit.number('case_id')}/assessments/{visit.number('assessment_id')}"


def _facts(visit: Visit) -> AssessmentFacts:
    scores = {key: whole(visit.typed(f"score_{key}")) for key in LIFE_DOMAINS if visit.typed(f"score_{key}")}
    members = [whole(text) for text in visit.chosen("members")]
    return AssessmentFacts(
        scores={key: -1 if score is None else score for key, score in scores.items()},
        words={key: visit.typed(f"words_{key}") for key in LIFE_DOMAINS},
        conclusion=visit.typed("conclusion"),
        members=tuple(number or 0 for number in members),
        next_on=day_typed(visit, "next_on"),
    )
