"""Papers of the municipality, set by typst with our own fonts: no network, no font of the machine."""

from domain.papers.openings import openings_pdf
from domain.papers.sheets import (
    LabelTooLong,
    TextTooLong,
    kitchen_sheet_pdf,
    labels_pdf,
    route_sheet_pdf,
    slip_pdf,
)

__all__ = [
    "LabelTooLong",
    "TextTooLong",
    "kitchen_sheet_pdf",
    "labels_pdf",
    "openings_pdf",
    "route_sheet_pdf",
    "slip_pdf",
]
