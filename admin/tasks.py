"""Tasks of the office: what waits, who does it, and how it ended."""

from admin.pages import Answer, page
from admin.visit import Visit
from domain.access import Deed
from domain.phrases import _
from domain.tasks import open_tasks
from models.tasks import TaskOutcome

#: An alarm ends only when somebody knows how the person is.
ALARM_OUTCOMES = (TaskOutcome.SPOKE_WELL, TaskOutcome.NOT_HOME, TaskOutcome.HELP_SENT, TaskOutcome.EMERGENCY)


@page("/tasks", deed=Deed.ANSWER_TASKS, title=_("What waits for the office"))
async def tasks(visit: Visit) -> Answer:
    """Every open task of the actor's offices, alarms first."""
    return visit.show("tasks/list.html", tasks=await open_tasks(visit.session, visit.actor))
