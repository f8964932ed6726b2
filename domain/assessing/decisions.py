"""The decision on a case: proposed by one person, made by another; a refusal says why and where to appeal."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import clock
from domain.access import Actor, Deed, demand, find
from domain.assessing.who import case_in, number_of
from domain.cases.editing import editable_of_cases
from domain.cases.procedure import NotNow, Step, take_step
from domain.people.numbers import numbers_among
from domain.phrases import Phrase, _, say
from domain.refusals import Refusal, WrongInput
from domain.versions import demand_version, flush_or_stale
from domain.waiting.line import enter_line, is_place_free
from models.assessing import Decision, DecisionStatus, RefusalReason, Verdict
from models.cases import Case, CaseStatus
from models.places import Organisation

_LONGEST = 4000


class NotOwnProposal(Refusal):
    """You have proposed this decision yourself. Please ask a colleague to decide."""


class DecisionClosed(Refusal):
    """This proposal has been answered already. Please open the case anew and see where it stands."""


@dataclass(frozen=True)
class Proposal:
    """What the form of a proposal says."""

    verdict: Verdict
    reason: RefusalReason | None = None
    words: str = ""
    appeal: str = ""
    minutes: str = ""


async def appeal_words(session: AsyncSession, case: Case) -> str:
    """The way of appeal that stands in a refusal unless somebody writes another: 14 days (чл. 84 and 149 АПК)."""
    organisation = await session.get_one(Organisation, case.organisation_id)
    return say(
        organisation.language,
        _(
            "You can appeal this decision within 14 days of receiving it, in writing, through {name}, before the mayor "
            "of {municipality} or before the administrative court."
        ),
        name=organisation.name,
        municipality=organisation.municipality,
    )


async def propose_decision(session: AsyncSession, actor: Actor, *, case_id: int, proposal: Proposal) -> Decision:
    """Propose to approve or refuse what has been assessed; another person decides. Raises WrongInput and NotNow."""
    demand(actor, Deed.PROPOSE_DECISIONS)
    case = await case_in(session, actor, case_id, (CaseStatus.ASSESSED,))
    _check(proposal)
    await _close_left_over(session, case)
    refused = proposal.verdict is Verdict.REFUSE
    appeal = proposal.appeal.strip() or await appeal_words(session, case) if refused else ""
    decision = Decision(
        organisation_id=case.organisation_id,
        case_id=case.key,
        verdict=proposal.verdict,
        reason=proposal.reason if refused else None,
        words=proposal.words.strip(),
        appeal=appeal,
        minutes=proposal.minutes.strip(),
        proposed_by=number_of(actor),
        proposed_at=clock.now(),
    )
    session.add(decision)
    try:
        await session.flush()
    except IntegrityError:
        raise NotNow from None
    await take_step(session, actor, case_id=case.key, step=Step.PROPOSE)
    return decision


async def decide(
    session: AsyncSession, actor: Actor, *, decision_id: int, minutes: str = "", version: int | None = None
) -> Decision:
    """Agree to what somebody else has proposed. Without a free place the person waits. Raises NotOwnProposal."""
    decision, case = await _proposed(session, actor, decision_id, version)
    _check_texts(minutes=minutes)
    decision.minutes = minutes.strip() or decision.minutes
    decision.status = DecisionStatus.DECIDED
    decision.decided_by, decision.decided_at = number_of(actor), clock.now()
    await flush_or_stale(session)
    if decision.verdict is Verdict.REFUSE:
        await take_step(session, actor, case_id=case.key, step=Step.REFUSE, words=decision.words)
    else:
        await _approve(session, actor, case)
    return decision


async def _approve(session: AsyncSession, actor: Actor, case: Case) -> None:
    if await is_place_free(session, case):
        await take_step(session, actor, case_id=case.key, step=Step.APPROVE)
        return
    await take_step(session, actor, case_id=case.key, step=Step.APPROVE_TO_WAIT)
    await enter_line(session, actor, case_id=case.key)


async def return_decision(
    session: AsyncSession, actor: Actor, *, decision_id: int, comment: str, version: int | None = None
) -> Decision:
    """Send a proposal back with what is missing; whoever proposed it proposes anew."""
    decision, case = await _proposed(session, actor, decision_id, version)
    if not comment.strip():
        raise WrongInput(comment=_("Please write what is to be changed."))
    _check_texts(comment=comment)
    decision.status, decision.comment = DecisionStatus.RETURNED, comment.strip()
    decision.decided_by, decision.decided_at = number_of(actor), clock.now()
    await flush_or_stale(session)
    await take_step(session, actor, case_id=case.key, step=Step.RETURN, words=decision.comment)
    return decision


async def _proposed(
    session: AsyncSession, actor: Actor, decision_id: int, version: int | None
) -> tuple[Decision, Case]:
    demand(actor, Deed.DECIDE)
    rows = editable_of_cases(actor, Deed.DECIDE, Decision, col(Decision.case_id))
    decision = await find(session, rows, decision_id, fresh=True)
    if decision.status is not DecisionStatus.PROPOSED:
        raise DecisionClosed
    if decision.proposed_by == actor.number:
        raise NotOwnProposal
    demand_version(decision, version)
    return decision, await case_in(session, actor, decision.case_id, (CaseStatus.PROPOSED,))


async def _close_left_over(session: AsyncSession, case: Case) -> None:
    """A proposal that was never answered because the wish was withdrawn; the case was opened anew since."""
    rows = sa.select(Decision).where(col(Decision.case_id) == case.key, col(Decision.status) == DecisionStatus.PROPOSED)
    for left in await session.scalars(rows):
        left.status = DecisionStatus.RETURNED
    await session.flush()


def _check(proposal: Proposal) -> None:
    wrong: dict[str, Phrase] = {}
    if proposal.verdict is Verdict.REFUSE and proposal.reason is None:
        wrong["reason"] = _("A refusal needs its reason. Please choose it.")
    if proposal.verdict is Verdict.REFUSE and not proposal.words.strip():
        wrong["words"] = _("Please explain the refusal in words that the person understands.")
    if wrong:
        raise WrongInput(**wrong)
    _check_texts(words=proposal.words, appeal=proposal.appeal, minutes=proposal.minutes)


def _check_texts(**texts: str) -> None:
    wrong = {
        name: _("This text is too long. Please shorten it.") for name, text in texts.items() if len(text) > _LONGEST
    } | numbers_among(texts)
    if wrong:
        raise WrongInput(**wrong)
