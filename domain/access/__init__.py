"""Who may see what, and who may do what. Unknown roles see nothing; a stranger's record is "not found".

`policy` is the one table of rights, `actors` says who acts, `visible` gives the rows of each kind that somebody may
see, `cases` those of a case and everything that hangs on it.
"""

from domain.access.actors import STRANGER, Actor, ActorKind, Rows, demand, demand_also_in_chat, find, job
from domain.access.cases import visible_cases, visible_of_cases
from domain.access.policy import OF_OFFICES, POLICY, SEEING, Deed, Reach, reach_of
from domain.access.tasks import knows_of_task, visible_tasks
from domain.access.visible import (
    former_people,
    nothing,
    of_team,
    on_team,
    orderable_people,
    visible_audit,
    visible_chats,
    visible_kitchens,
    visible_messages,
    visible_offices,
    visible_orders,
    visible_people,
    visible_relatives,
    visible_routes,
    visible_stops,
    within,
)

__all__ = [
    "OF_OFFICES",
    "POLICY",
    "SEEING",
    "STRANGER",
    "Actor",
    "ActorKind",
    "Deed",
    "Reach",
    "Rows",
    "demand",
    "demand_also_in_chat",
    "find",
    "former_people",
    "job",
    "knows_of_task",
    "nothing",
    "of_team",
    "on_team",
    "orderable_people",
    "reach_of",
    "visible_audit",
    "visible_cases",
    "visible_chats",
    "visible_kitchens",
    "visible_messages",
    "visible_of_cases",
    "visible_offices",
    "visible_orders",
    "visible_people",
    "visible_relatives",
    "visible_routes",
    "visible_stops",
    "visible_tasks",
    "within",
]
