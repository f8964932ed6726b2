"""Whatever is pressed in whatever order by whomever: no case gets where the procedure does not know it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel, col

from domain import clock
from domain.access import Actor
from domain.assessing.assessments import begin_assessment, complete_assessment, return_assessment, review_assessment
from domain.assessing.assessments import save_assessment as save
from domain.assessing.decisions import Proposal, decide, propose_decision, return_decision
from domain.assessing.surveys import cancel_survey, finish_survey, plan_survey
from domain.cases.procedure import STEPS, Step, take_step
from domain.plans.approving import approve_plan, return_plan
from domain.plans.starting import start_case
from domain.plans.writing import PlanFacts, begin_plan, save_plan, submit_plan
from domain.refusals import Refusal
from models.assessing import (
    Assessment,
    AssessmentKind,
    AssessmentStatus,
    Decision,
    DecisionStatus,
    RefusalReason,
    Survey,
    SurveyStatus,
    Verdict,
)
from models.cases import Case, CaseStatus, CaseStep
from models.contracts import Contract, ContractStatus
from models.places import RuleSet
from models.plans import PlanActivity, PlanStatus, SupportPlan
from models.waiting import Places, WaitingEntry
from tests.case_work import case_of
from tests.cast import Cast
from tests.conftest import TUESDAY_AT_TEN, Template
from tests.contract_work import signed_contract_of
from tests.domain.assessing.filled import ANSWERS, PLAN, assessed
from tests.walks import one_walk, so_many, walking

S = CaseStatus
NO = Proposal(Verdict.REFUSE, RefusalReason.NO_NEED, words="Няма установена потребност.")
YES = Proposal(Verdict.APPROVE)
WHO = ("anna", "head", "admin")


@dataclass
class Walk:
    """One case, and what was seen of it on the way."""

    cast: Cast
    case_id: int
    rules: RuleSet
    reviewed: dict[int, object] = field(default_factory=dict)
    next: int = 0
    order: tuple[str, ...] = WHO

    async def newest(self, session: AsyncSession, record: type[SQLModel]) -> int:
        """The newest record of the case, in whatever state it is; 0, which nobody has, before there is one."""
        rows = sa.select(sa.func.max(record.id)).where(record.case_id == self.case_id)  # type: ignore[attr-defined]
        return await session.scalar(rows) or 0


Press = Callable[[AsyncSession, Actor, Walk], Awaitable[object]]


def on_survey(act: Callable[..., Awaitable[object]], **facts: object) -> Press:
    return lambda s, a, w: _on(act, Survey, "survey_id", s, a, w, facts)


def on_assessment(act: Callable[..., Awaitable[object]], **facts: object) -> Press:
    def press(session: AsyncSession, actor: Actor, walk: Walk) -> Awaitable[object]:
        filled = {"facts": assessed(walk.cast.anna, walk.cast.head)} if act in (save, complete_assessment) else {}
        return _on(act, Assessment, "assessment_id", session, actor, walk, facts | filled)

    return press


def on_decision(act: Callable[..., Awaitable[object]], **facts: object) -> Press:
    return lambda s, a, w: _on(act, Decision, "decision_id", s, a, w, facts)


def on_plan(act: Callable[..., Awaitable[object]], **facts: object) -> Press:
    return lambda s, a, w: _on(act, SupportPlan, "plan_id", s, a, w, facts)


async def _on(
    act: Callable[..., Awaitable[object]], record: type[SQLModel], name: str,
    session: AsyncSession, actor: Actor, walk: Walk, facts: dict[str, object],
) -> object:  # fmt: skip
    return await act(session, actor, **{name: await walk.newest(session, record)}, **facts)


def on_case(act: Callable[..., Awaitable[object]], **facts: object) -> Press:
    return lambda s, a, w: act(s, a, case_id=w.case_id, **facts)


def _plan_visit(session: AsyncSession, actor: Actor, walk: Walk) -> Awaitable[object]:
    when = clock.now() + timedelta(hours=1)
    return plan_survey(session, actor, case_id=walk.case_id, staff_id=walk.cast.anna.key, planned_at=when)


async def _sign_and_start(session: AsyncSession, actor: Actor, walk: Walk) -> object:
    await signed_contract_of(session, await session.get_one(Case, walk.case_id), walk.cast.anna)
    return await start_case(session, actor, case_id=walk.case_id, day=clock.today())


#: In the order in which a case goes well.
ONWARD: tuple[Press, ...] = (
    _plan_visit,
    on_survey(finish_survey, answers=ANSWERS),
    on_case(begin_assessment, kind=AssessmentKind.INDIVIDUAL),
    on_assessment(complete_assessment),
    on_assessment(review_assessment),
    on_case(propose_decision, proposal=YES),
    on_decision(decide),
    on_case(begin_plan),
    on_plan(submit_plan, facts=PLAN),
    on_plan(approve_plan),
    _sign_and_start,
)
ASIDE: tuple[Press, ...] = (
    on_survey(cancel_survey),
    on_assessment(save),
    on_assessment(return_assessment, comment="Още?"),
    on_case(begin_assessment, kind=AssessmentKind.PERIODIC),
    on_case(propose_decision, proposal=NO),
    on_decision(return_decision, comment="Още?"),
    on_plan(save_plan, facts=PLAN),
    on_plan(save_plan, facts=PlanFacts()),
    on_plan(return_plan, comment="Още?"),
    *(on_case(take_step, step=step) for step in (Step.WITHDRAW, Step.REOPEN, Step.CLOSE, Step.SUSPEND, Step.RESUME)),
)
PRESSES = (*ONWARD, *ASIDE)
#: None: whoever can takes the case a step on, as it goes well; otherwise somebody presses something.
moves = st.lists(
    st.one_of(
        st.none(), st.none(), st.none(), st.none(), st.tuples(st.integers(0, len(PRESSES) - 1), st.sampled_from(WHO))
    ),
    min_size=14,
    max_size=18,
)


def test_no_walk_leaves_the_procedure(sqlite_template: Template, tmp_path: Path) -> None:
    reached: set[CaseStatus] = set()
    with walking(sqlite_template, tmp_path) as (cast, run):

        @so_many(16)
        @given(moves=moves, delegated=st.booleans(), full=st.booleans(), first=st.sampled_from(WHO))
        def walk_on(moves: list[tuple[int, str] | None], delegated: bool, full: bool, first: str) -> None:
            reached.update(run(_walked(cast, moves, delegated=delegated, full=full, first=first)))

        walk_on()
    assert {S.PROPOSED, S.WAITING, S.APPROVED, S.WITHDRAWN} <= reached, "the walks get far enough to tell something"


async def _walked(
    cast: Cast, moves: list[tuple[int, str] | None], *, delegated: bool, full: bool, first: str
) -> set[CaseStatus]:
    reached: set[CaseStatus] = set()
    async with one_walk(cast, cast.job) as session:
        walk = await _begun(session, cast, delegated=delegated, full=full)
        walk.order = (first, *(name for name in WHO if name != first))
        for move in moves:
            clock.set_to(clock.now() + timedelta(minutes=1))
            done = _pressed(session, walk, PRESSES[move[0]], move[1]) if move else _go_on(session, walk)
            if await done:
                await _check(session, walk)
                reached.add((await session.get_one(Case, walk.case_id)).status)
    return reached


async def _begun(session: AsyncSession, cast: Cast, *, delegated: bool, full: bool) -> Walk:
    programme = cast.assistance if delegated else cast.lunch
    case = await case_of(session, cast, cast.maria, programme, status=S.APPLIED)
    number = 0 if full else 5
    session.add(
        Places(organisation_id=cast.sofia.key, programme_id=programme.key, number=number, starts_on=date(2026, 1, 1))
    )
    await session.flush()
    return Walk(cast, case.key, programme.rules)


async def _go_on(session: AsyncSession, walk: Walk) -> bool:
    """The next step of those that go well, by whoever may take it; where nobody may, the one after it is next."""
    press = ONWARD[walk.next]
    walk.next = (walk.next + 1) % len(ONWARD)
    for name in walk.order:
        if await _pressed(session, walk, press, name):
            return True
    return False


async def _pressed(session: AsyncSession, walk: Walk, press: Press, name: str) -> bool:
    actor = walk.cast.staff(getattr(walk.cast, name))
    session.sync_session.info["actor"] = actor
    try:
        async with session.begin_nested():
            await press(session, actor, walk)
    except Refusal:
        return False
    return True


async def _check(session: AsyncSession, walk: Walk) -> None:
    case = await session.get_one(Case, walk.case_id)
    steps = await _of(session, CaseStep, walk)
    _check_steps(case, steps)
    _check_assessing(case, walk, await _of(session, Assessment, walk), await _of(session, Survey, walk))
    _check_decisions(case, await _of(session, Decision, walk))
    reopened = max((one.at for one in steps if one.step == Step.REOPEN.value), default=TUESDAY_AT_TEN)
    plans = await _of(session, SupportPlan, walk)
    _check_plans(case, walk, plans, reopened)
    acted = set(await session.scalars(sa.select(col(PlanActivity.plan_id))))
    assert {one.id for one in plans if one.status is PlanStatus.APPROVED} <= acted
    standing = [one.status for one in await _of(session, Contract, walk)]
    if case.status is S.ACTIVE and walk.rules is RuleSet.DELEGATED:
        assert ContractStatus.SIGNED in standing
    if case.status in (S.CLOSED, S.WITHDRAWN):
        assert set(standing) <= {ContractStatus.ENDED, ContractStatus.CANCELLED}
    waits = await session.scalar(sa.select(WaitingEntry).where(col(WaitingEntry.left_at).is_(None)))
    assert case.status is not S.WAITING or waits is not None


async def _of(session: AsyncSession, record: type[SQLModel], walk: Walk) -> list:
    return list(await session.scalars(sa.select(record).where(record.case_id == walk.case_id).order_by(record.id)))


def _check_steps(case: Case, steps: list[CaseStep]) -> None:
    before = S.APPLIED
    for one in steps:
        allowed, after = STEPS[Step(one.step)]
        assert (before in allowed, one.status) == (True, after)
        before = after
    assert case.status is before


def _check_assessing(case: Case, walk: Walk, found: list[Assessment], surveys: list[Survey]) -> None:
    for one in found:
        if one.status is AssessmentStatus.REVIEWED:
            assert one.reviewed_by not in {None, one.completed_by}
            assert walk.reviewed.setdefault(one.key, one.model_dump()) == one.model_dump()
    frozen = {one.key for one in found if one.status is AssessmentStatus.REVIEWED}
    assert set(walk.reviewed) == frozen
    if case.status in (S.APPLIED, S.WITHDRAWN):
        return
    if walk.rules is RuleSet.DELEGATED:
        assert any(one.kind is AssessmentKind.INDIVIDUAL for one in found if one.key in frozen)
    else:
        assert any(one.status is SurveyStatus.DONE for one in surveys)


def _check_decisions(case: Case, found: list[Decision]) -> None:
    decided = [one for one in found if one.status is DecisionStatus.DECIDED]
    assert [one for one in decided if one.decided_by in {None, one.proposed_by}] == []
    if case.status is S.PROPOSED:
        assert [one.status for one in found].count(DecisionStatus.PROPOSED) == 1
    if case.status is S.REFUSED:
        assert (decided[-1].verdict, bool(decided[-1].reason), bool(decided[-1].appeal)) == (Verdict.REFUSE, True, True)
    if case.status in (S.WAITING, S.APPROVED, S.ACTIVE, S.SUSPENDED):
        assert decided[-1].verdict is Verdict.APPROVE


def _check_plans(case: Case, walk: Walk, found: list[SupportPlan], reopened: object) -> None:
    approved = [one for one in found if one.status is PlanStatus.APPROVED]
    assert len(approved) <= 1
    assert sum(one.status in (PlanStatus.DRAFT, PlanStatus.SUBMITTED, PlanStatus.RETURNED) for one in found) <= 1
    signed = [one for one in found if one.approved_by is not None]
    assert [one for one in signed if one.approved_by in (one.written_by, one.submitted_by)] == []
    if case.status in (S.ACTIVE, S.SUSPENDED) and walk.rules is RuleSet.DELEGATED:
        assert [one.approved_at >= reopened for one in approved] == [True]
