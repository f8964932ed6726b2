"""Every cell of the chat door: whatever somebody else's record is named by, it is not shown and does not change."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import pytest
import sqlalchemy as sa

from bot.conversations import STEPS
from domain import dialogues
from domain.access import job
from tests.bot.cell_records import THURSDAY, Written, write
from tests.bot.cells import NAMING_NOTHING, PRESSED, PRESSES, SHOWN_TO, Cell, Owner, Press, Who, cells
from tests.bot.chat import House, Phone, link, open_house
from tests.bot.conftest import MARIA, PETAR, STOYANKA, STRANGER, link_the_cast
from tests.cast import Cast

DRIVER, COLLEAGUE = 44, 55
PHONES = {
    Who.PERSON: MARIA, Who.RELATIVE: PETAR, Who.NEIGHBOUR: STOYANKA, Who.DRIVER: DRIVER, Who.COLLEAGUE: COLLEAGUE,
    Who.STRANGER: STRANGER,
}  # fmt: skip
#: What is on the only button of the question that was open.
BUTTON = "това е бутонът"
#: What every update leaves behind, and what somebody's own call for help does.
TRACES = {"audit_entry", "audit_link", "outbox_message", "handled_update", "dialogue"}
#: By which column a row is somebody's, the first that is filled.
BELONGS = ("case_id", "person_id", "stop_id")

Rows = dict[Owner, set[tuple[Any, ...]]]


@dataclass
class Street:
    """The bot, everybody's records, and the phone of whoever writes."""

    who: Who
    house: House
    records: dict[Owner, Written]
    strangers: "count[int]" = field(default_factory=lambda: count(STRANGER))

    async def answers(self, cell: Cell) -> list[str]:
        """What is answered when the record is named; somebody unknown has a new phone each time."""
        phone = self.house.phone(next(self.strangers) if self.who is Who.STRANGER else PHONES[self.who])
        written = self.records[cell.owner]
        if isinstance(cell.named, Press):
            await self._leave_open(phone, cell.named, written)
            return await phone.say(BUTTON)
        how, what = cell.named
        if how == PRESSED:
            return await phone.give(_press(phone, how.format(kind=what, number=written.numbers[what])))
        return await phone.say(how.format(number=written.numbers.get(what), word=written.words.get(what)))

    async def _leave_open(self, phone: Phone, press: Press, written: Written) -> None:
        """As if the question had been put while there was a right to it."""
        flow, _dot, step = press.step.partition(".")
        usual: dict[str, Any] = {
            "person": "{person}", "relative": "{relative}", "offer": "{offer}", "case": "{case}", "course": "{group}",
            "number": "{door}",
        }  # fmt: skip
        named = {
            name: int(value.format(**written.numbers)) if "{" in str(value) else value
            for name, value in (usual | press.facts).items()
        }
        rest = {
            "name": "Някой", "may_order": True, "day": THURSDAY.isoformat(), "clashes": [], "wanted": True,
            "paused": False, "portions": 1, "reason": "not_now", "words": "", "title": "",
        }  # fmt: skip
        buttons = [[press.key.format(**written.numbers), BUTTON, "", False, False]]
        async with self.house.database.unit(job("cells")) as session:
            await dialogues.save(
                session, phone.telegram_id, flow=flow, step=step,
                facts={"text": "?", "buttons": buttons, "facts": rest | named},
            )  # fmt: skip

    async def rows(self) -> Rows:
        """Every row that belongs to somebody, by owner."""
        cases = {written.numbers["case"]: owner for owner, written in self.records.items()}
        people = {written.numbers["person"]: owner for owner, written in reversed(self.records.items())}
        stops = {written.numbers["stop"]: owner for owner, written in reversed(self.records.items())}
        owners = {"case_id": cases, "person_id": people, "stop_id": stops}
        tables = {"case": cases, "person": people, "stop": stops}
        found: Rows = {owner: set() for owner in Owner}
        async with self.house.database.engine.connect() as connection:
            for name in await connection.run_sync(lambda inner: sa.inspect(inner).get_table_names()):
                if name in TRACES:
                    continue
                for row in (await connection.execute(sa.text(f'SELECT * FROM "{name}"'))).mappings():
                    column = next((one for one in BELONGS if row.get(one) is not None), None)
                    owner = owners[column].get(row[column]) if column else tables.get(name, {}).get(row.get("id"))
                    if owner and (name, owner) != ("task", Owner.MARIA):
                        found[owner].add((name, *map(str, row.values())))
        return found

    def told(self, answers: Iterable[str], cell: Cell) -> list[str]:
        """What of others stands in the answers."""
        hidden = [owner for owner in Owner if owner is not Owner.MARIA or self.who not in SHOWN_TO]
        signs = [sign for owner in hidden for sign in self.records[owner].signs]
        return [f"{cell}: {sign}" for text in answers for sign in signs if sign in text]


def _press(phone: Phone, data: str) -> dict[str, Any]:
    message = phone.message({"text": "?"})
    return {"callback_query": {"id": "1", "from": phone.user, "chat_instance": "1", "data": data, "message": message}}


@pytest.fixture
async def street(request: pytest.FixtureRequest, sqlite_people: Cast, tuesday) -> Any:
    """On Tuesday at ten, with the phone of one of them."""
    people = sqlite_people
    await link_the_cast(people)
    await link(people, DRIVER, driver_id=people.ivan.key)
    await link(people, COLLEAGUE, staff_id=people.head.key)
    async with people.database.unit(job("cells")) as session:
        records = await write(session, people)
    async with open_house(people.database) as house:
        yield Street(request.param, house, records)


def test_every_step_that_names_a_record_is_in_some_cell():
    """Whoever adds a question about a record says in `PRESSES` how it is answered, and who may."""
    assert {press.step for press in PRESSES} | NAMING_NOTHING == set(STEPS)


@pytest.mark.parametrize("street", list(Who), indirect=True)
async def test_nothing_of_anothers_is_shown_or_changed(street: Street):
    """Of Мария's what one has no right to stays as it is; what one may change, changes; all of others' stays."""
    asked = list(cells(street.who))
    assert "\n".join(await _untouched(street, [one for one in asked if _is_marias(one) and not one.may_change])) == ""
    for cell in (one for one in asked if one.may_change and isinstance(one.named, Press) and one.named.changes):
        before = (await street.rows())[Owner.MARIA]
        await street.answers(cell)
        assert (await street.rows())[Owner.MARIA] != before, cell
    assert "\n".join(await _untouched(street, [one for one in asked if not _is_marias(one)])) == ""


def _is_marias(cell: Cell) -> bool:
    return cell.owner is Owner.MARIA


async def _untouched(street: Street, asked: list[Cell]) -> list[str]:
    """What was told or changed of those whom the cells are about."""
    before, found = await street.rows(), []
    for cell in asked:
        found += street.told(await street.answers(cell), cell)
    after = await street.rows()
    return found + [
        f"{owner}: {before[owner] ^ after[owner]}"
        for owner in {one.owner for one in asked}
        if before[owner] != after[owner]
    ]
