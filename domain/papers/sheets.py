"""The papers as PDF. Text that does not fit is refused and named, never cut."""

from domain.kitchens import KitchenSheet, Label
from domain.refusals import Refusal
from domain.routes.board import RouteOnBoard


class LabelTooLong(Refusal):
    """The label of {name} does not fit. Please shorten the name in the person's card and print again."""


class TextTooLong(Refusal):
    """The text for {name} does not fit on the paper. Please shorten it and print again."""


async def kitchen_sheet_pdf(sheet: KitchenSheet, *, organisation: str, language: str = "bg") -> bytes:
    """The kitchen's sheet of a day."""
    raise NotImplementedError


async def labels_pdf(labels: list[Label], *, language: str = "bg") -> bytes:
    """One label for each box, 24 on a page (3 by 8, 70 by 37 mm). Raises LabelTooLong with the person's name."""
    raise NotImplementedError


async def route_sheet_pdf(routes: list[RouteOnBoard], *, organisation: str, language: str = "bg") -> bytes:
    """A sheet for each route: for a driver without a phone, with room to write what happened."""
    raise NotImplementedError


async def slip_pdf(
    *, organisation: str, name: str, street: str, code: str, link: str, valid_until: str, language: str = "bg"
) -> bytes:
    """The slip with a one-time code: a QR code of the link, and short words. Only the first name and the street stand on it."""
    raise NotImplementedError
