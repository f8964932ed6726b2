"""Who answers an alarm finds on one page where to go, who has a key and whom to call next."""

import pytest
import sqlalchemy as sa
from sqlmodel import col

from domain.refusals import NotFound
from domain.task_sheets import Told, open_tasks, task_sheet
from domain.tasks import close_task, open_task
from domain.today import today_page
from models.cases import Secrecy
from models.staff import Staff
from models.tasks import Task, TaskKind, TaskOutcome
from tests.case_work import case_of
from tests.cast import Cast


async def _alarm(people: Cast) -> int:
    async with people.database.unit(people.driver(people.ivan)) as session:
        actor = people.driver(people.ivan)
        task = await open_task(session, actor, kind=TaskKind.UNWELL, person_id=people.maria.key)
        return task.key


@pytest.mark.usefixtures("tuesday")
async def test_the_sheet_names_the_door_the_key_and_the_relatives_in_order(people: Cast) -> None:
    number = await _alarm(people)
    async with people.database.reading(people.staff(people.anna)) as session:
        sheet = await task_sheet(session, people.staff(people.anna), task_id=number)
    assert sheet.row is not None
    assert (sheet.row.is_alarm, sheet.row.person_phone) == (True, people.maria.phone)
    assert sheet.address == "ж.к. Младост 1, бл. 312, вх. Б, ет. 4, ап. 17"
    assert [one.relative.name for one in sheet.kin] == ["Петър Иванов", "Стоянка Цекова"]


@pytest.mark.usefixtures("tuesday")
async def test_another_office_does_not_find_it(people: Cast) -> None:
    number = await _alarm(people)
    async with people.database.reading(people.staff(people.elena)) as session:
        with pytest.raises(NotFound):
            await task_sheet(session, people.staff(people.elena), task_id=number)


OF_OFFICE = (TaskKind.UNWELL, TaskKind.HELP, TaskKind.DELIVERY_PROBLEM)
OF_TEAM = (TaskKind.DIET_CLASH, TaskKind.CHAT_BLOCKED)
NAMED = Told("Мария Иванова", "в думи", "който пита")
NAMELESS = Told("", "", "")
OF_A_DOOR = Told("", "в думи", "който пита")


async def _of_guarded_maria(people: Cast) -> None:
    async with people.database.unit(people.job) as session:
        await case_of(session, people, people.maria, people.assistance, secrecy=Secrecy.SEALED, team=(people.head,))
        for kind in (*OF_OFFICE, *OF_TEAM):
            task = await open_task(session, people.job, kind=kind, person_id=people.maria.key, words="в думи")
            task.asked_by = "който пита"


async def _told(people: Cast, member: Staff) -> dict[TaskKind, Told]:
    actor = people.staff(member)
    async with people.database.reading(actor) as session:
        rows = await open_tasks(session, actor)
        today = await today_page(session, actor)
        lines = {line.kind: (line.name, line.words) for line in (*today.alarms, *today.tasks)}
        assert lines == {one.task.kind: (one.told.person or one.told.asked_by, one.told.words) for one in rows}
        sheets = {one.task.kind: await task_sheet(session, actor, task_id=one.task.key) for one in rows}
        assert {kind: one.told for kind, one in sheets.items()} == {one.task.kind: one.told for one in rows}
        assert {kind for kind, one in sheets.items() if one.address} == {k for k, t in sheets.items() if t.told.person}
    return {one.task.kind: one.told for one in rows}


@pytest.mark.usefixtures("tuesday")
async def test_whose_task_it_is_of_a_guarded_person_the_team_reads_and_in_an_alarm_everybody(people: Cast) -> None:
    await _of_guarded_maria(people)
    assert await _told(people, people.head) == dict.fromkeys((*OF_OFFICE, *OF_TEAM), NAMED)
    hidden = {TaskKind.UNWELL: NAMED, TaskKind.HELP: NAMELESS, TaskKind.DELIVERY_PROBLEM: OF_A_DOOR}
    assert await _told(people, people.anna) == await _told(people, people.admin) == hidden
    assert await _told(people, people.elena) == {}
    head, anna = people.staff(people.head), people.staff(people.anna)
    async with people.database.unit(head) as session:
        alarm = await session.scalar(sa.select(Task).where(col(Task.kind) == TaskKind.UNWELL))
        await close_task(session, head, task_id=alarm.key, outcome=TaskOutcome.SPOKE_WELL)
    async with people.database.reading(anna) as session:
        closed = await task_sheet(session, anna, task_id=alarm.key)
        assert (closed.told, closed.address, closed.kin) == (NAMELESS, "", ())
