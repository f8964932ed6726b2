"""Taking a list away: who may, how long it may be, what it is called, and the line in the audit."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from enum import Enum
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from domain import audit, clock
from domain.access import Actor, Deed, demand
from domain.phrases import Phrase, _, say
from domain.refusals import Refusal
from domain.spreadsheets.writing import Sheet, written
from models.audit import AuditAction

#: More than an office has of anything; a whole city's people are not carried about in one file.
MOST_ROWS = 10_000
#: How the audit calls a list that was taken away.
RECORD = "spreadsheet"
NUMBERS = _("Taken by {name} on {moment}.")
PERSONAL = _("Taken by {name} on {moment}. Personal data: please keep it from others and delete it when it has served.")
#: What was typed to search by may name somebody, and may be a whole ЕГН.
_TYPED = "text"


class ListTooLong(Refusal):
    """This list has more than {most} rows, too many for one spreadsheet. Please go back and choose less: one office,
    one service or one state.
    """


@dataclass(frozen=True)
class Spreadsheet:
    """A file to be taken away, and how it is called."""

    name: str
    content: bytes


def demand_may_take(actor: Actor) -> None:
    """Raise NotAllowed unless the actor may take lists out of the panel."""
    demand(actor, Deed.TAKE_LISTS)


def demand_not_too_long(more: bool) -> None:
    """Raise ListTooLong where there are more rows than were asked for."""
    if more:
        raise ListTooLong(most=MOST_ROWS)


async def taken(
    session: AsyncSession,
    actor: Actor,
    sheets: Sequence[Sheet],
    *,
    which: Phrase,
    code: str,
    asked: Mapping[str, Any],
    footer: Phrase = PERSONAL,
) -> Spreadsheet:
    """Write the file, and note who took which list, chosen how, and how many rows it has."""
    rows = sum(len(sheet.rows) for sheet in sheets)
    audit.record(session, AuditAction.EXPORTED, RECORD, None, after={"list": code, "rows": rows} | dict(asked))
    await session.flush()
    moment = f"{clock.local(clock.now()):%d.%m.%Y, %H:%M}"
    below = say(actor.language, footer, name=actor.name, moment=moment)
    name = f"{say(actor.language, which)} {clock.today()}"
    return Spreadsheet(name, await written(sheets, footer=below))


def chosen(where: Any) -> dict[str, Any]:
    """What a filter asks, for the audit: what differs from nothing asked. Of a typed text only that there was one."""
    nothing = asdict(type(where)())
    return {name: _noted(name, value) for name, value in asdict(where).items() if value != nothing[name]}


def _noted(name: str, value: Any) -> Any:
    if name == _TYPED:
        return "***"
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, date) else value
