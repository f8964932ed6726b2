"""The cells of the chat door: who writes × whose record is named × how it is named.

A chat never gets the number of a record from outside: it has buttons, and the database keeps what they stand for. So a
record is named in two ways. Somebody types its number, its name, or presses an inline button that names it; or a
question that was open names it, though the right is gone since, or the phone is another's now.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from bot.conversations import STEPS
from models.meals import PauseReason


class Who(StrEnum):
    """Who writes."""

    PERSON = "Мария herself"
    RELATIVE = "her son, who may order"
    NEIGHBOUR = "her neighbour, who may only see"
    DRIVER = "the driver who comes to her door"
    COLLEAGUE = "the head of her office"
    STRANGER = "somebody unknown"


class Owner(StrEnum):
    """Whose the record is."""

    MARIA = "Мария"
    GUARDED = "Мария, in a sealed case"
    OTHER = "Иванка, of another office"
    FOREIGN = "Горан, of another organisation"


class Kind(StrEnum):
    """What is changed, or shown."""

    FOOD = "food"
    KIN = "rights of kin"
    LINE = "turn in line"
    OFFER = "offered place"
    SEAT = "seat on a training"
    GROUP = "seat in group work"
    STOP = "stop"


#: What each may change of Мария's; of anybody else's, and of a sealed case, nobody may change a thing.
CHANGED_BY: dict[Who, set[Kind]] = {
    Who.PERSON: {Kind.FOOD, Kind.KIN, Kind.LINE, Kind.OFFER, Kind.SEAT},
    Who.RELATIVE: {Kind.FOOD, Kind.LINE, Kind.OFFER},
    Who.NEIGHBOUR: set(),
    Who.DRIVER: {Kind.STOP},
    Who.COLLEAGUE: set(),
    Who.STRANGER: set(),
}
#: Who may be shown Мария's line, application and service.
SHOWN_TO = {Who.PERSON, Who.RELATIVE, Who.NEIGHBOUR}
_OF_CASE = ("case", "entry", "offer", "application", "group", "seat")
#: Records of each that have a number of their own.
NUMBERED = {
    Owner.MARIA: (),
    Owner.GUARDED: _OF_CASE,
    Owner.OTHER: ("person", "relative", "order", "stop", "door", *_OF_CASE),
    Owner.FOREIGN: ("person", "door", "case"),
}
#: How a number is named: typed, typed as the driver's button carries it, pressed under an old message.
TYPED, OF_A_STOP, PRESSED = "{number}", "{number} ✅ Доставено", "v1:{kind}:{number}"
#: What else names somebody's records: typed as it stands.
WORDS = {
    Owner.MARIA: (),
    Owner.GUARDED: ("case", "application"),
    Owner.OTHER: ("name", "phone", "case", "application"),
    Owner.FOREIGN: ("name", "case"),
}
WORD = "{word}"


@dataclass(frozen=True)
class Press:
    """An answer to an open question that names a record; `{case}` stands for the number of the owner's case."""

    step: str
    key: str
    kind: Kind
    #: Facts of the question besides those that all have.
    facts: dict[str, Any] = field(default_factory=dict, hash=False)
    #: Whoever may, changes a record by it.
    changes: bool = False


_TRAINING = {"course": "{training}"}
PRESSES = (
    Press("person.home", "food", Kind.FOOD),
    Press("person.home", "where", Kind.FOOD),
    Press("relative.home", "today:{person}", Kind.FOOD),
    Press("relative.home", "food:{person}", Kind.FOOD),
    Press("relative.one", "food", Kind.FOOD),
    Press("food.day", "no", Kind.FOOD, changes=True),
    Press("food.day", "yes", Kind.FOOD, changes=True),
    Press("food.day", "other", Kind.FOOD),
    Press("food.which_day", "2026-11-26", Kind.FOOD),
    Press("changes.what", "weekly", Kind.FOOD),
    Press("changes.what", "kin", Kind.KIN),
    Press("weekly.days", "none", Kind.FOOD, changes=True),
    Press("pausing.why", "hospital", Kind.FOOD),
    Press("pausing.until", "unknown", Kind.FOOD, {"reason": PauseReason.HOSPITAL}, changes=True),
    Press("changes.what", "resume", Kind.FOOD, changes=True),
    Press("kin.whom", "{relative}", Kind.KIN),
    Press("kin.rights", "nothing", Kind.KIN, changes=True),
    Press("waiting.why", "not_now", Kind.OFFER),
    Press("waiting.declined", "stay", Kind.OFFER, changes=True),
    Press("waiting.which", "{case}", Kind.LINE),
    Press("waiting.leave", "stay", Kind.LINE, changes=True),
    Press("waiting.leave", "leave", Kind.LINE, changes=True),
    Press("courses.which", "{group}", Kind.GROUP),
    Press("courses.one", "join", Kind.GROUP),
    Press("courses.one", "leave", Kind.GROUP),
    Press("courses.really", "yes", Kind.GROUP),
    Press("courses.really", "yes", Kind.SEAT, _TRAINING, changes=True),
    Press("driver.day", "list", Kind.STOP),
    Press("driver.stop", "delivered", Kind.STOP, changes=True),
    Press("driver.rang", "rang", Kind.STOP, changes=True),
    Press("driver.reason", "unwell", Kind.STOP, changes=True),
    Press("driver.words", "stop", Kind.STOP),
)
#: Steps whose facts name no record of anybody: what they lead to is found by the chat itself.
NAMING_NOTHING = {
    *(step for step in STEPS if step.startswith(("newcomer.", "applying."))),
    "linking.is_it_you", "linking.contact",  # a code proves itself
    "courses.name", "courses.phone",  # of somebody new
    "waiting.held",  # whose place is held is looked up anew
}  # fmt: skip


@dataclass(frozen=True)
class Cell:
    """Somebody writes, or presses, what names somebody's record."""

    who: Who
    owner: Owner
    #: The press, or how the number of a kind of record is typed or pressed under an old message.
    named: Press | tuple[str, str]

    @property
    def may_change(self) -> bool:
        """What the table says: whether a record of the owner may become another by it."""
        press = self.named
        return isinstance(press, Press) and self.owner is Owner.MARIA and press.kind in CHANGED_BY[self.who]


def cells(who: Who) -> Iterator[Cell]:
    """Each owner's records, named in each way.

    Left out is what would be asked twice: of the sealed case whatever is not the case's, and of the other organisation
    the presses that change nothing.
    """
    for owner in Owner:
        yield from (Cell(who, owner, press) for press in PRESSES if _tells(owner, press))
        for kind in NUMBERED[owner]:
            ways = (TYPED, OF_A_STOP, PRESSED) if kind == "door" else (TYPED, PRESSED)
            yield from (Cell(who, owner, (how, kind)) for how in ways)
        yield from (Cell(who, owner, (WORD, word)) for word in WORDS[owner])


def _tells(owner: Owner, press: Press) -> bool:
    if owner is Owner.GUARDED:
        return press.kind in (Kind.LINE, Kind.OFFER, Kind.GROUP)
    return press.changes or owner is not Owner.FOREIGN


def how_many() -> int:
    """All cells that the tests ask."""
    return sum(1 for who in Who for _cell in cells(who))
