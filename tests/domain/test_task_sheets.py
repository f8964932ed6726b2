"""Who answers an alarm finds on one page where to go, who has a key and whom to call next."""

import pytest

from domain.refusals import NotFound
from domain.task_sheets import task_sheet
from domain.tasks import open_task
from models.tasks import TaskKind
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
