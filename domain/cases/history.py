"""The history of a case: its steps in order, who worked on it, and who has opened it."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain.access import Actor, Deed, demand, find, visible_cases
from domain.cases.lines import Line
from domain.cases.procedure import Step
from domain.phrases import Phrase, Spoken, _, spoken
from models.audit import AuditAction, AuditEntry
from models.cases import CaseStep
from models.staff import Staff

MOST_OPENINGS = 100
_UNKNOWN_STEP = _("another step")
STEP_WORDS: dict[str, Phrase] = {
    Step.REGISTER: _("the application was taken"),
    Step.ASSESS: _("the needs were assessed"),
    Step.PROPOSE: _("a decision was proposed"),
    Step.RETURN: _("the proposal was returned"),
    Step.APPROVE: _("the service was approved"),
    Step.APPROVE_TO_WAIT: _("approved, to wait for a place"),
    Step.REFUSE: _("the service was refused"),
    Step.GIVE_PLACE: _("a place was given"),
    Step.START: _("the service began"),
    Step.SUSPEND: _("the service was suspended"),
    Step.RESUME: _("the service works again"),
    Step.CLOSE: _("the case was closed"),
    Step.WITHDRAW: _("the wish was withdrawn"),
    Step.REOPEN: _("the case was opened anew"),
    Line.WORKER: _("a new worker"),
    Line.NAMED: _("named to the team"),
    Line.LEFT: _("left the team"),
    Line.ENTERED: _("opened in an emergency, for two hours"),
}


@dataclass(frozen=True)
class Happening:
    """One line of the history: when, who, what, and the words written with it."""

    at: datetime
    who: str
    what: Spoken
    words: str


@dataclass(frozen=True)
class Opening:
    """Somebody opened the case."""

    at: datetime
    who: str


@dataclass(frozen=True)
class CaseHistory:
    """Everything that happened to a case; `openings` only for whoever may see them, None for others."""

    steps: list[Happening]
    openings: list[Opening] | None


async def case_history(session: AsyncSession, actor: Actor, *, case_id: int) -> CaseHistory:
    """The steps of a case, and its last openings, the newest first."""
    demand(actor, Deed.SEE_CASES)
    case = await find(session, visible_cases(actor), case_id)
    rows = (
        sa.select(CaseStep, col(Staff.name))
        .outerjoin(Staff, col(Staff.id) == col(CaseStep.by))
        .where(col(CaseStep.case_id) == case.key)
        .order_by(col(CaseStep.id).desc())
    )
    steps = [Happening(one.at, who or "", _what(one.step), one.words) for one, who in await session.execute(rows)]
    return CaseHistory(steps, await _openings(session, case.key) if actor.may(Deed.SEE_OPENINGS) else None)


def _what(step: str) -> Spoken:
    return spoken(STEP_WORDS.get(step, _UNKNOWN_STEP))


async def _openings(session: AsyncSession, case_id: int) -> list[Opening]:
    """Who looked at any page of the case: the audit knows them by a label ("staff:5")."""
    rows = (
        sa.select(col(AuditEntry.at), col(AuditEntry.actor))
        .where(
            col(AuditEntry.record) == "case",
            col(AuditEntry.record_id) == case_id,
            col(AuditEntry.action) == AuditAction.OPENED,
        )
        .order_by(col(AuditEntry.id).desc())
        .limit(MOST_OPENINGS)
    )
    found = [(at, int(label.rpartition(":")[2] or 0)) for at, label in await session.execute(rows)]
    people = await session.execute(
        sa.select(col(Staff.id), col(Staff.name)).where(col(Staff.id).in_({number for _at, number in found}))
    )
    names = {row.id: row.name for row in people}
    return [Opening(at, names.get(number, "")) for at, number in found]
