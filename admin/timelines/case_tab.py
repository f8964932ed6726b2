"""The tasks of a case: what is to be done by when, a new task, and what was done; and the page of one of them."""

from admin.pages import Answer, page
from admin.reading import day_typed, number_asked, whole
from admin.timelines.words import KIND_WORDS, place_of
from admin.visit import Visit
from domain import clock
from domain.access import Deed
from domain.phrases import _
from domain.timelines.agenda import agenda, agenda_item
from domain.timelines.rows import DueKind
from domain.timelines.tasks import Which, add_task, finish, give, move


def _home(visit: Visit) -> str:
    return f"/cases/{visit.number('case_id')}/tasks"


@page("/cases/{case_id:int}/tasks", deed=Deed.SEE_CASES, title=_("Tasks"), writes=True)
async def tasks(visit: Visit) -> Answer:
    found = await agenda(visit.session, visit.actor, case_id=visit.number("case_id"))
    return visit.show(
        "timelines/tasks.html",
        title=found.head.name,
        head=found.head,
        tab="tasks",
        found=found,
        kind_words=KIND_WORDS,
        place_of=place_of,
        today=clock.today(),
        own=(DueKind.STEP, DueKind.TASK),
        holders=[(one.id, one.name) for one in found.holders],
    )


@tasks.post(deed=Deed.WRITE_NOTES)
async def add(visit: Visit) -> Answer:
    await add_task(
        visit.session,
        visit.actor,
        case_id=visit.number("case_id"),
        words=visit.typed("words"),
        due_on=day_typed(visit, "due_on"),
        worker_id=whole(visit.typed("worker_id")),
    )
    return visit.go(_home(visit), _("The task is set."))


@page("/cases/{case_id:int}/tasks/one", deed=Deed.WRITE_NOTES, title=_("Task"), writes=True)
async def one_task(visit: Visit) -> Answer:
    asked = Which(
        whole(visit.typed("task_id")) or number_asked(visit, "task"),
        whole(visit.typed("step_id")) or number_asked(visit, "step"),
    )
    item = await agenda_item(visit.session, visit.actor, case_id=visit.number("case_id"), which=asked)
    return visit.show(
        "timelines/task.html",
        title=item.row.title,
        head=item.head,
        tab="tasks",
        item=item,
        today=clock.today(),
        holders=[(one.id, one.name) for one in item.holders],
    )


def _which(visit: Visit) -> Which:
    return Which(whole(visit.typed("task_id")), whole(visit.typed("step_id")), whole(visit.typed("version")))


@one_task.post("/done")
async def done(visit: Visit) -> Answer:
    await finish(
        visit.session,
        visit.actor,
        case_id=visit.number("case_id"),
        which=_which(visit),
        outcome=visit.typed("outcome"),
    )
    return visit.go(_home(visit), _("Noted as done."))


@one_task.post("/move")
async def another_day(visit: Visit) -> Answer:
    await move(
        visit.session,
        visit.actor,
        case_id=visit.number("case_id"),
        which=_which(visit),
        due_on=day_typed(visit, "due_on"),
        reason=visit.typed("reason"),
    )
    return visit.go(_home(visit), _("The date is moved."))


@one_task.post("/give")
async def hand_over(visit: Visit) -> Answer:
    await give(
        visit.session,
        visit.actor,
        case_id=visit.number("case_id"),
        which=_which(visit),
        worker_id=whole(visit.typed("worker_id")),
    )
    return visit.go(_home(visit), _("Handed over."))
