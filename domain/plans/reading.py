"""What the pages show of a case's support plan."""

from dataclasses import dataclass, field

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain.access import Actor, Deed, demand, find, visible_of_cases
from domain.assessing.reading import names_of
from domain.plans.writing import IN_WORK, GoalFacts, goals_of
from models.plans import PlanStatus, SupportPlan


@dataclass(frozen=True)
class PlanCard:
    """One edition with its goals and activities, and the names of those who signed it."""

    plan: SupportPlan
    goals: tuple[GoalFacts, ...]
    names: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Plans:
    """All editions of a case's plan, the newest first: the one that holds and the one in work stand out."""

    editions: list[SupportPlan]

    @property
    def approved(self) -> SupportPlan | None:
        """The edition that holds now."""
        return next((one for one in self.editions if one.status is PlanStatus.APPROVED), None)

    @property
    def in_work(self) -> SupportPlan | None:
        """The edition that is written or waits for approval."""
        return next((one for one in self.editions if one.status in IN_WORK), None)


async def plans_of(session: AsyncSession, actor: Actor, *, case_id: int) -> Plans:
    """The editions of a case's plan."""
    demand(actor, Deed.SEE_CASES)
    rows = visible_of_cases(actor, Deed.SEE_CASES, SupportPlan, col(SupportPlan.case_id))
    rows = rows.where(col(SupportPlan.case_id) == case_id).order_by(col(SupportPlan.edition).desc())
    return Plans(list(await session.scalars(rows.execution_options(populate_existing=True))))


async def plan_card(session: AsyncSession, actor: Actor, *, case_id: int, plan_id: int) -> PlanCard:
    """One edition with everything in it."""
    demand(actor, Deed.SEE_CASES)
    rows = visible_of_cases(actor, Deed.SEE_CASES, SupportPlan, col(SupportPlan.case_id))
    plan = await find(session, rows.where(col(SupportPlan.case_id) == case_id), plan_id, fresh=True)
    signed = (plan.written_by, plan.submitted_by, plan.approved_by)
    return PlanCard(plan, await goals_of(session, plan.key), await names_of(session, signed))
