"""Reading the spreadsheets that we write, as any program for tables would."""

import io
from typing import Any

from openpyxl import load_workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def sheets_in(content: bytes) -> list[list[tuple[Any, ...]]]:
    """The values of every sheet, row by row; a formula is its result, which nobody has reckoned yet: None."""
    book = load_workbook(io.BytesIO(content), data_only=True)
    return [list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets]
