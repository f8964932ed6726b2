"""Which cases somebody may work on. Whoever entered in an emergency reads the file, and changes nothing of it."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain.access import Actor, ActorKind, Deed, Rows, demand, find, on_team, visible_cases, visible_of_cases
from domain.access.actors import R
from models.cases import Case, Secrecy


def editable_cases(actor: Actor) -> Rows[Case]:
    """Visible cases; of the guarded ones those in whose team the actor is named. A job may do what the clock asks."""
    if actor.kind is ActorKind.JOB:
        return visible_cases(actor)
    return visible_cases(actor).where((col(Case.secrecy) == Secrecy.OPEN) | on_team(actor))


def editable_of_cases(actor: Actor, deed: Deed, record: type[R], case_id: Any) -> Rows[R]:
    """Records that hang on a case by the column `case_id`: of cases the actor may work on, if the deed is allowed."""
    cases = editable_cases(actor).with_only_columns(col(Case.id))
    return visible_of_cases(actor, deed, record, case_id).where(col(case_id).in_(cases))


async def case_to_edit(session: AsyncSession, actor: Actor, *, case_id: int) -> Case:
    """The case as it stands now, for whoever may work on it. Raises NotFound."""
    demand(actor, Deed.EDIT_CASES)
    return await find(session, editable_cases(actor), case_id, fresh=True)
