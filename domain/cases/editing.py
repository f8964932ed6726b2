"""Which cases somebody may work on. Whoever entered in an emergency reads the file, and changes nothing of it."""

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain.access import Actor, ActorKind, Deed, Rows, demand, find, on_team, visible_cases
from models.cases import Case, Secrecy


def editable_cases(actor: Actor) -> Rows[Case]:
    """Visible cases; of the guarded ones those in whose team the actor is named. A job may do what the clock asks."""
    if actor.kind is ActorKind.JOB:
        return visible_cases(actor)
    return visible_cases(actor).where((col(Case.secrecy) == Secrecy.OPEN) | on_team(actor))


async def case_to_edit(session: AsyncSession, actor: Actor, *, case_id: int) -> Case:
    """The case as it stands now, for whoever may work on it. Raises NotFound."""
    demand(actor, Deed.EDIT_CASES)
    return await find(session, editable_cases(actor), case_id, fresh=True)
