"""The papers as PDF. Text that does not fit is refused and named, never cut."""

from collections.abc import Iterable, Sequence

import segno

from domain.kitchens import KitchenSheet, Label
from domain.papers import texts
from domain.papers.typesetting import TooLong, typeset
from domain.phrases import Phrase, _, day_words, say
from domain.refusals import Refusal
from domain.routes.board import RouteOnBoard

#: A word of more letters than this is wider than its column on some paper.
LONGEST_WORD = 26
#: Labels whose name and warnings are shorter than this always fit (tried with the widest letters).
SURELY_FITS = 12
SURELY_FITS_TEXT = 60


class LabelTooLong(Refusal):
    """The label of {name} does not fit. Please shorten the name in the person's card and print again."""


class TextTooLong(Refusal):
    """The text for {name} does not fit on the paper. Please shorten it and print again."""


async def kitchen_sheet_pdf(sheet: KitchenSheet, *, organisation: str, language: str = "bg") -> bytes:
    """The kitchen's sheet of a day. Raises TextTooLong."""
    _demand_room(line.dish for line in sheet.lines)
    _demand_room(load.name for load in sheet.sites)
    _demand_room(stop.names for route in sheet.packing for stop in route.stops)
    _demand_room(one.names for one in sheet.unrouted)
    title = f"{sheet.kitchen}, {day_words(language, sheet.day)}"
    data = texts.common(language, organisation, title) | texts.kitchen_texts(language, sheet)
    return await typeset("kitchen_sheet", data)


async def labels_pdf(labels: Sequence[Label], *, language: str = "bg") -> bytes:
    """One label for each box, 24 on a page (3 by 8, 70 by 37 mm). Raises LabelTooLong with the person's name."""
    rows = texts.label_texts(language, labels)
    doubtful = [place for place, row in enumerate(rows) if _is_doubtful(row)]
    data = {
        "language": language,
        "title": say(language, _("Labels")),
        "labels": rows,
        "doubtful": doubtful,
        "longest": {str(place): max(_pieces(rows[place][0]), key=len, default="") for place in doubtful},
    }
    try:
        return await typeset("labels", data)
    except TooLong as error:
        raise LabelTooLong(name=labels[error.place].name) from None


def _is_doubtful(row: Sequence[str]) -> bool:
    name, *others = row
    return (
        any(len(part) > SURELY_FITS for part in name.split())
        or len(name) > SURELY_FITS * 2
        or any(len(text) > SURELY_FITS_TEXT for text in others)
    )


async def route_sheet_pdf(routes: Sequence[RouteOnBoard], *, organisation: str, language: str = "bg") -> bytes:
    """A sheet for each route: for a driver without a phone, with room to write what happened. Raises TextTooLong."""
    for route in routes:
        _demand_room(stop.names for stop in route.stops)
    title = (
        say(language, _("Route sheets"))
        if len(routes) != 1
        else say(language, _("Route {route}"), route=routes[0].name)
    )
    data = texts.common(language, organisation, title)
    data |= {"words": texts.route_words(language), "routes": [texts.route_texts(language, route) for route in routes]}
    return await typeset("route_sheet", data)


async def slip_pdf(
    *, organisation: str, name: str, street: str, code: str, link: str, valid_until: str, language: str = "bg"
) -> bytes:
    """The slip with a one-time code: the link as a QR code, and short words. Only first name and street stand on it."""
    _demand_room([name])
    steps = (
        _("Point the telephone's camera at the square above."),
        _("Open the link, and then press “Start”."),
        _("Answer the two questions in the chat."),
    )
    words: dict[str, Phrase] = {
        "page": texts.PAGE,
        "intro": _("With this slip your telephone becomes acquainted with us. Then you order food with one press."),
        "by_hand": _("Without a camera: write this in the telephone's browser."),
        "safety": _("We never ask for money, your personal number or a picture of your identity card in the chat."),
    }
    data = texts.common(language, organisation, say(language, _("Slip for the chat")))
    data |= {
        "words": {key: say(language, phrase) for key, phrase in words.items()},
        "name": name,
        "street": street,
        "link": link or code,
        "qr": segno.make(link or code, error="m", micro=False).svg_inline(border=2),
        "steps": [say(language, step) for step in steps],
        "until": say(language, _("It can be used once, until {moment}."), moment=valid_until),
    }
    return await typeset("slip", data)


def _demand_room(names: Iterable[str]) -> None:
    """A word that no column can hold is refused with the text it stands in."""
    for name in names:
        if any(len(part) > LONGEST_WORD for part in _pieces(name)):
            raise TextTooLong(name=name)


def _pieces(name: str) -> list[str]:
    """The parts between which a line may break."""
    return name.replace("-", "- ").split()
