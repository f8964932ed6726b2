"""The paper of a decision: approval or refusal with the way of appeal, and the minutes when a commission sat."""

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import clock
from domain.access import Actor, Deed, demand, find
from domain.assessing.reading import names_of
from domain.cases.editing import editable_cases, editable_of_cases
from domain.contracts.filling import Values
from domain.contracts.printing import keep_paper
from domain.contracts.templates import template_for
from domain.contracts.values import common_values, long_day, side_of
from domain.phrases import _, say, word
from domain.refusals import Refusal
from models.assessing import Decision, DecisionStatus, Verdict
from models.contracts import PaperKind
from models.work import CaseFile


class NotDecided(Refusal):
    """This is only proposed. Please print the decision when a colleague has decided."""


async def print_decision(session: AsyncSession, actor: Actor, *, decision_id: int) -> CaseFile:
    """Print a decision and keep it among the case's documents. Raises NotDecided, NoTemplate."""
    demand(actor, Deed.MAKE_CONTRACTS)
    rows = editable_of_cases(actor, Deed.MAKE_CONTRACTS, Decision, col(Decision.case_id))
    decision = await find(session, rows, decision_id)
    if decision.status is not DecisionStatus.DECIDED:
        raise NotDecided
    side = await side_of(session, await find(session, editable_cases(actor), decision.case_id))
    template = await template_for(session, side.programme, PaperKind.DECISION)
    values = common_values(session, actor, side)
    values["decision"] = await _values(session, side.language, decision)
    name = say(actor.language, _("Decision in case {number}"), number=side.case.number)
    return await keep_paper(session, actor, side.case.key, template, values, name)


async def _values(session: AsyncSession, language: str, decision: Decision) -> Values:
    names = await names_of(session, (decision.proposed_by, decision.decided_by))
    yes, approved = say(language, _("yes")), decision.verdict is Verdict.APPROVE
    return {
        "date": long_day(language, clock.local(decision.decided_at or decision.proposed_at).date()),
        "approved": yes if approved else "",
        "refused": "" if approved else yes,
        "reason": word(language, decision.reason) if decision.reason else "",
        "words": decision.words,
        "appeal": decision.appeal,
        "minutes": decision.minutes,
        "proposed_by": names.get(decision.proposed_by, ""),
        "decided_by": names.get(decision.decided_by or 0, ""),
    }
