"""Writing lists as an .xlsx: text stays text, days are days, numbers are numbers; it prints on pages across."""

import asyncio
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from domain import clock

Cell = str | int | Decimal | date | datetime | None

#: A name that begins with = + - @ must not be run as a formula, nor what looks like an address be a link.
AS_TEXT: Mapping[str, bool] = {"strings_to_formulas": False, "strings_to_urls": False}
#: Nobody's data in temporary files: lists are short enough for the memory (`MOST_ROWS`).
_IN_MEMORY = {"in_memory": True}
_FORMATS: Mapping[type, dict[str, str]] = {
    str: {"num_format": "@"},  # stays text also when somebody changes the cell
    date: {"num_format": "dd.mm.yyyy", "align": "left"},
    datetime: {"num_format": "dd.mm.yyyy hh:mm", "align": "left"},
}
_NARROWEST, _WIDEST = 8, 48
_WIDTHS: Mapping[type, int] = {date: 11, datetime: 16}
_A4 = 9


@dataclass(frozen=True)
class Sheet:
    """One list: its title, the names of its columns, and its rows."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]


async def written(sheets: Sequence[Sheet], *, footer: str) -> bytes:
    """The lists as one .xlsx; `footer` stands below each printed page."""
    return await asyncio.to_thread(_written, sheets, footer)


def _written(sheets: Sequence[Sheet], footer: str) -> bytes:
    content = io.BytesIO()
    with Workbook(content, {**AS_TEXT, **_IN_MEMORY}) as book:
        bold = book.add_format({"bold": True, "bottom": 1})
        formats = {kind: book.add_format(look) for kind, look in _FORMATS.items()}
        for sheet in sheets:
            made = book.add_worksheet(sheet.title)
            _fill(made, sheet, bold, formats)
            _lay_out(made, sheet, footer)
    return content.getvalue()


def _fill(made: Worksheet, sheet: Sheet, bold: Any, formats: Mapping[type, Any]) -> None:
    for column, name in enumerate(sheet.columns):
        made.write(0, column, name, bold)
    for number, row in enumerate(sheet.rows, 1):
        for column, value in enumerate(row):
            made.write(number, column, _plain(value), formats.get(type(value)))


def _plain(value: Cell) -> Any:
    """As the library takes it: a spreadsheet knows no zones, so a moment is written as the clock on the wall shows."""
    return clock.local(value).replace(tzinfo=None) if isinstance(value, datetime) else value


def _lay_out(made: Worksheet, sheet: Sheet, footer: str) -> None:
    last_row, last_column = max(len(sheet.rows), 1), len(sheet.columns) - 1
    for column, name in enumerate(sheet.columns):
        made.set_column(column, column, _width(name, [row[column] for row in sheet.rows]))
    made.freeze_panes(1, 0)
    made.autofilter(0, 0, last_row, last_column)
    made.ignore_errors({"number_stored_as_text": f"A1:XFD{last_row + 1}"})  # phones are no mistakes
    made.set_landscape()
    made.set_paper(_A4)
    made.fit_to_pages(1, 0)
    made.repeat_rows(0)
    made.set_footer(f"&L{footer.replace('&', '&&')}&R&P / &N")


def _width(name: str, values: Sequence[Cell]) -> int:
    """As wide as the longest of the column, within reason."""
    longest = max((_WIDTHS.get(type(value)) or len(str(value)) for value in values if value is not None), default=0)
    return min(max(longest, len(name) + 2, _NARROWEST), _WIDEST) + 1
