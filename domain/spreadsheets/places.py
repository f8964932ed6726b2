"""The lines and places of the services as spreadsheets."""

from sqlalchemy.ext.asyncio import AsyncSession

from domain.access import Actor
from domain.phrases import _, say
from domain.spreadsheets.lists import sheet_of
from domain.spreadsheets.taking import MOST_ROWS, NUMBERS, Spreadsheet, demand_may_take, demand_not_too_long, taken
from domain.spreadsheets.writing import Cell
from domain.waiting.occupancy import Occupancy, months_of, occupancy
from domain.waiting.views import LineRow, PoolSheet, service_sheet
from models.cases import Secrecy

LINE, PLACES, MONTHS = _("Waiting list"), _("Places"), _("By month")
_EVERY_OFFICE = _("all offices")


async def take_line(session: AsyncSession, actor: Actor, *, programme_id: int) -> Spreadsheet:
    """Who waits for a service, in turn. Why somebody goes before others stays in the panel. Raises ListTooLong.

    Guarded cases keep their turns, as on the page, so the numbers of the others are the true ones.
    """
    demand_may_take(actor)
    found = await service_sheet(session, actor, programme_id=programme_id)
    rows = [
        _who_waits(actor.language, pool, row)
        for pool in found.pools
        for row in pool.line.rows
        if row.case.secrecy is Secrecy.OPEN
    ]
    demand_not_too_long(len(rows) > MOST_ROWS)
    columns = (
        _("Line"), _("Turn"), _("Name"), _("Case"), _("Service"), _("Office"), _("Since"), _("Last confirmed"),
        _("Goes before"), _("Held until"),
    )  # fmt: skip
    return await taken(
        session,
        actor,
        [sheet_of(actor, LINE, columns, rows)],
        which=LINE,
        code="waiting",
        asked={"programme_id": programme_id},
    )


def _who_waits(language: str, pool: PoolSheet, row: LineRow) -> list[Cell]:
    return [
        _of_office(language, pool.occupancy),
        row.position,
        row.person.full_name,
        row.case.number,
        row.programme.name,
        row.office.name,
        row.entry.entered_at,
        row.entry.confirmed_at,
        say(language, _("yes")) if row.entry.urgent else None,
        row.held.until if row.held else None,
    ]


async def take_occupancy(session: AsyncSession, actor: Actor) -> Spreadsheet:
    """How full the services are now and in the last twelve months: numbers, nobody's names."""
    demand_may_take(actor)
    found = await occupancy(session, actor)
    language = actor.language
    now = [_filling(language, one) for one in found]
    months: list[list[Cell]] = [
        [*_service(language, one), month.first, month.taken, month.number]
        for one in found
        for month in await months_of(session, actor, one.pool)
    ]
    service = (_("Code"), _("Service"), _("Line"))
    sheets = [
        sheet_of(actor, PLACES, (*service, _("Places"), _("Taken"), _("Held"), _("Free"), _("Waiting")), now),
        sheet_of(actor, MONTHS, (*service, _("Month from"), _("Taken"), _("Places")), months),
    ]
    return await taken(session, actor, sheets, which=PLACES, code="places", asked={}, footer=NUMBERS)


def _filling(language: str, one: Occupancy) -> list[Cell]:
    now = one.now
    held, waiting = (now.held, now.waiting) if one.has_line else (None, None)
    return [*_service(language, one), now.number, now.taken, held, now.free, waiting]


def _service(language: str, one: Occupancy) -> list[Cell]:
    return [one.programme.code, one.programme.name, _of_office(language, one)]


def _of_office(language: str, one: Occupancy) -> str:
    return one.office.name if one.office else say(language, _EVERY_OFFICE)
