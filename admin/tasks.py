"""Tasks of the office: what waits, who does it, and how it ended."""

from admin.pages import Answer, page
from admin.visit import Visit
from domain.access import Deed
from domain.phrases import _
from domain.refusals import WrongInput
from domain.task_sheets import open_tasks, task_sheet
from domain.tasks import close_task, take_task
from models.tasks import TaskOutcome

#: An alarm ends only when somebody knows how the person is.
ALARM_OUTCOMES = (TaskOutcome.SPOKE_WELL, TaskOutcome.NOT_HOME, TaskOutcome.HELP_SENT, TaskOutcome.EMERGENCY)


@page("/tasks", deed=Deed.ANSWER_TASKS, title=_("What waits for the office"))
async def tasks(visit: Visit) -> Answer:
    """Every open task of the actor's offices, alarms first."""
    return visit.show("tasks/list.html", tasks=await open_tasks(visit.session, visit.actor))


@page("/tasks/{task_id:int}", deed=Deed.ANSWER_TASKS, title=_("Task"))
async def task(visit: Visit) -> Answer:
    """One task: who asked for what, and the form that closes it."""
    sheet = await task_sheet(visit.session, visit.actor, task_id=visit.number("task_id"))
    outcomes = ALARM_OUTCOMES if sheet.row and sheet.row.is_alarm else tuple(TaskOutcome)
    return visit.show("tasks/task.html", task=sheet.task, row=sheet.row, sheet=sheet, outcomes=outcomes)


@task.post("/take")
async def take(visit: Visit) -> Answer:
    """The colleague does it."""
    taken = await take_task(visit.session, visit.actor, task_id=visit.number("task_id"))
    return visit.go(f"/tasks/{taken.id}", _("You have taken this task."))


@task.post()
async def close(visit: Visit) -> Answer:
    """The task ends with what was found out."""
    outcome = visit.typed("outcome")
    if outcome not in set(TaskOutcome):
        raise WrongInput(outcome=_("Please choose how it ended."))
    await close_task(
        visit.session,
        visit.actor,
        task_id=visit.number("task_id"),
        outcome=TaskOutcome(outcome),
        words=visit.typed("words"),
    )
    return visit.go("/tasks", _("The task is closed."))
