"""The procedure of a case as data: which step leads from where to where. Every change of state is one of these."""

from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncSession

from domain.access import Actor, Deed, demand_also_in_chat, find
from domain.applications.announcing import tell_of_step
from domain.cases.editing import editable_cases
from domain.cases.lines import note_line
from domain.contracts.standing import end_contracts
from domain.refusals import Refusal
from domain.waiting.freeing import free_place_of
from models.cases import Case, CaseStatus


class NotNow(Refusal):
    """The case is not so far, or already further. Please open it anew and see where it stands."""


class Step(StrEnum):
    """What can happen to a case."""

    REGISTER = "register"
    ASSESS = "assess"  #: survey made and needs assessed
    PROPOSE = "propose"
    RETURN = "return"  #: the second person wants more
    APPROVE = "approve"
    APPROVE_TO_WAIT = "approve_to_wait"
    REFUSE = "refuse"
    GIVE_PLACE = "give_place"
    START = "start"
    SUSPEND = "suspend"
    RESUME = "resume"
    CLOSE = "close"
    WITHDRAW = "withdraw"
    REOPEN = "reopen"


_S = CaseStatus
#: Where each step leads, and from where. A new case begins with REGISTER.
STEPS: dict[Step, tuple[frozenset[CaseStatus], CaseStatus]] = {
    Step.ASSESS: (frozenset({_S.APPLIED}), _S.ASSESSED),
    Step.PROPOSE: (frozenset({_S.ASSESSED}), _S.PROPOSED),
    Step.RETURN: (frozenset({_S.PROPOSED}), _S.ASSESSED),
    Step.APPROVE: (frozenset({_S.PROPOSED}), _S.APPROVED),
    Step.APPROVE_TO_WAIT: (frozenset({_S.PROPOSED}), _S.WAITING),
    Step.REFUSE: (frozenset({_S.PROPOSED}), _S.REFUSED),
    Step.GIVE_PLACE: (frozenset({_S.WAITING}), _S.APPROVED),
    Step.START: (frozenset({_S.APPROVED}), _S.ACTIVE),
    Step.SUSPEND: (frozenset({_S.ACTIVE}), _S.SUSPENDED),
    Step.RESUME: (frozenset({_S.SUSPENDED}), _S.ACTIVE),
    Step.CLOSE: (frozenset({_S.ACTIVE, _S.SUSPENDED}), _S.CLOSED),
    Step.WITHDRAW: (frozenset({_S.APPLIED, _S.ASSESSED, _S.PROPOSED, _S.WAITING, _S.APPROVED}), _S.WITHDRAWN),
    Step.REOPEN: (frozenset({_S.CLOSED, _S.REFUSED, _S.WITHDRAWN}), _S.APPLIED),
}
#: What the applicant hears of in the chat; a place that was given tells those who are linked by itself.
HEARD = frozenset({
    Step.ASSESS, Step.APPROVE, Step.APPROVE_TO_WAIT, Step.REFUSE, Step.GIVE_PLACE, Step.START, Step.WITHDRAW,
    Step.REOPEN,
})  # fmt: skip


def possible(status: CaseStatus) -> list[Step]:
    """The steps that can be taken from here."""
    return [step for step, (before, _after) in STEPS.items() if status in before]


async def take_step(session: AsyncSession, actor: Actor, *, case_id: int, step: Step, words: str = "") -> Case:
    """Move a case one step on and write it into its history. Raises NotFound and NotNow.

    Two who step at once: the database lets one through (the version), the other begins anew and meets NotNow.
    """
    demand_also_in_chat(actor, Deed.SEE_CASES)
    case = await find(session, editable_cases(actor), case_id, fresh=True)
    before, after = STEPS[step]
    if case.status not in before:
        raise NotNow
    case.status = after
    noted = note_line(session, actor, case, step, words)
    await session.flush()
    if step in HEARD:
        await tell_of_step(session, actor, case, noted, linked=step is not Step.GIVE_PLACE)
    if step in (Step.CLOSE, Step.WITHDRAW):
        await free_place_of(session, case)
        await end_contracts(session, case)
    return case
