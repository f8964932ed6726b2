"""The lines of a case's history; those that are no step of its procedure: who works on it, and who entered."""

from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncSession

from domain import clock
from domain.access import Actor
from models.cases import Case, CaseStep


class Line(StrEnum):
    """What happened beside the procedure. The words of the line are a name, or what somebody wrote."""

    WORKER = "worker_set"
    NAMED = "named_to_team"
    LEFT = "left_team"
    ENTERED = "entered_in_emergency"


def note_line(session: AsyncSession, actor: Actor, case: Case, line: StrEnum, words: str = "") -> CaseStep:
    """Write a `Line`, or a step of the procedure, into the history of a case, which stands already where it leads."""
    noted = CaseStep(
        organisation_id=case.organisation_id,
        case_id=case.key,
        step=line.value,
        status=case.status,
        words=words,
        at=clock.now(),
        by=actor.number if actor.role else None,
    )
    session.add(noted)
    return noted
