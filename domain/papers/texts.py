"""What stands on the papers, word for word: every text is made here, the templates only place it."""

from collections.abc import Sequence
from functools import cache

from domain import clock
from domain.addresses import address_line
from domain.kitchens import KitchenSheet, Label, PackingRoute
from domain.papers.fitting import height, lines
from domain.phones import spoken_phone
from domain.phrases import Phrase, _, day_words, hour_words, say, word
from domain.routes.board import RouteOnBoard
from domain.routes.cards import Boxes, StopCard
from domain.routes.telling import box_words, stop_words
from models.people import Allergen, Diet

PAGE = _("page {x} of {y}")


def common(language: str, organisation: str, title: str) -> dict[str, object]:
    """What every paper with a head has."""
    now = clock.local(clock.now())
    printed = say(language, _("printed on {moment}"), moment=f"{now:%d.%m.%Y, %H:%M}")
    return {"language": language, "organisation": organisation, "title": title, "printed": printed}


def boxes_line(language: str, boxes: Boxes) -> str:
    """Boxes by diet in one line: "12 × обща диета, 4 × диабетна диета"."""
    return ", ".join(f"{count} × {word(language, diet)}" for diet, count in boxes.items())


@cache
def allergen_words(language: str, allergens: int) -> str:
    """The allergens by name, in the order of the law."""
    return ", ".join(word(language, one) for one in Allergen if one & allergens)


def kitchen_words(language: str) -> dict[str, str]:
    """The fixed texts of the kitchen's sheet."""
    phrases: dict[str, Phrase] = {
        "page": PAGE,
        "dish": _("Dish"),
        "together": _("Together"),
        "sites": _("Bulk loads to sites"),
        "site": _("Site"),
        "address": _("Address"),
        "diet": _("Diet"),
        "portions": _("Portions"),
        "route": _("Route, stop"),
        "unrouted": _("On no route yet"),
        "who": _("For whom"),
        "boxes": _("Boxes"),
    }
    return {name: say(language, phrase) for name, phrase in phrases.items()}


def kitchen_warnings(language: str, sheet: KitchenSheet) -> list[str]:
    """What the kitchen must know before anything else."""
    warnings = []
    if not sheet.closed:
        warnings.append(say(language, _("Orders are still open: the numbers may change.")))
    if sheet.late:
        warnings.append(say(language, _("Added after the count: {portions} portions."), portions=sheet.late))
    if sheet.missing_menus:
        diets = ", ".join(word(language, diet) for diet in sheet.missing_menus)
        warnings.append(say(language, _("No menu is entered for: {diets}."), diets=diets))
    if sheet.vans_short:
        warnings.append(say(language, _("Vans short today: {vans}."), vans=sheet.vans_short))
    return warnings


def kitchen_texts(language: str, sheet: KitchenSheet) -> dict[str, object]:
    """The kitchen's sheet as rows of texts."""
    diets = [diet for diet in Diet if any(diet in line.by_diet for line in sheet.lines) or diet in sheet.homes]
    return {
        "kitchen": sheet.kitchen,
        "day": day_words(language, sheet.day).capitalize(),
        "words": kitchen_words(language),
        "warnings": kitchen_warnings(language, sheet),
        "total": say(language, _("Portions together: {portions}"), portions=sheet.portions),
        "diets": [word(language, diet).capitalize() for diet in diets],
        "lines": [
            [line.dish, *(_count(line.by_diet, diet) for diet in diets), str(line.portions)] for line in sheet.lines
        ],
        "homes": [
            say(language, _("Boxes for homes")),
            *(_count(sheet.homes, diet) for diet in diets),
            str(sum(sheet.homes.values())),
        ],
        "sites": [
            [load.name, load.address, word(language, load.diet), str(load.portions), _on_route(load.route, load.number)]
            for load in sheet.sites
        ],
        "unrouted": [[one.names, one.address, boxes_line(language, one.boxes)] for one in sheet.unrouted],
        "packing": [_packing(language, route) for route in sheet.packing],
    }


def _count(boxes: Boxes, diet: Diet) -> str:
    return str(boxes[diet]) if diet in boxes else "–"


def _on_route(route: str, number: int | None) -> str:
    return f"{route}, {number}" if number is not None else "–"


def _packing(language: str, route: PackingRoute) -> dict[str, object]:
    rows = [(str(stop.number), stop.names, boxes_line(language, stop.boxes)) for stop in route.stops]
    return {
        "title": say(language, _("Packing: {route}"), route=route.name),
        "subtitle": route_line(language, route.vehicle, route.driver, hour_words(route.departs_at)),
        "boxes": boxes_line(language, route.boxes),
        "stops": rows,
        "heights": [height((max(lines(names, 38, 9), lines(boxes, 35, 9)), 9)) for _number, names, boxes in rows],
    }


def route_line(language: str, vehicle: str, driver: str, hour: str) -> str:
    """Van, driver and departure in one line."""
    if not driver:
        return say(language, _("{vehicle}, no driver yet, departure at {hour}"), vehicle=vehicle, hour=hour)
    return say(
        language, _("{vehicle}, driver {driver}, departure at {hour}"), vehicle=vehicle, driver=driver, hour=hour
    )


def label_texts(language: str, labels: Sequence[Label]) -> list[list[str]]:
    """Name, stop, diet, day, what it contains, what to beware of, route: seven texts a label."""
    return [
        [
            label.name,
            str(label.number) if label.number is not None else "–",
            _diet(language, label.diet),
            f"{label.day:%d.%m.%Y}",
            _contains(language, label.contains),
            _beware(language, label.avoid, label.clashes),
            label.route or _no_route(language),
        ]
        for label in labels
    ]


@cache
def _diet(language: str, diet: Diet) -> str:
    return word(language, diet).capitalize()


@cache
def _contains(language: str, allergens: int) -> str:
    if not allergens:
        return say(language, _("Contains none of the 14 allergens."))
    return say(language, _("Contains: {allergens}."), allergens=allergen_words(language, allergens))


@cache
def _beware(language: str, avoid: int, clashes: int) -> str:
    if clashes:
        names = allergen_words(language, clashes)
        return say(language, _("WARNING! Contains what this person must not eat: {allergens}."), allergens=names)
    if avoid:
        return say(language, _("Must not eat: {allergens}."), allergens=allergen_words(language, avoid))
    return ""


@cache
def _no_route(language: str) -> str:
    return say(language, _("on no route yet"))


def route_words(language: str) -> dict[str, str]:
    """The fixed texts of the drivers' sheets."""
    phrases: dict[str, Phrase] = {
        "page": PAGE,
        "number": _("No."),
        "hour": _("Hour"),
        "door": _("Door"),
        "boxes": _("Boxes"),
        "happened": _("What happened"),
        "outcomes": _(
            "In “What happened” write: delivered, not opened, refused, wrong address, unwell, or in your own words."
        ),
        "driver_signs": _("Driver: ______________________"),
        "office_signs": _("Entered by: ______________________"),
    }
    return {name: say(language, phrase) for name, phrase in phrases.items()}


def route_texts(language: str, route: RouteOnBoard) -> dict[str, object]:
    """A driver's sheet as rows of texts."""
    van = f"{route.vehicle} ({route.plate})" if route.plate else route.vehicle
    rows = [_stop(language, stop) for stop in route.stops]
    count = f"{stop_words(language, len(route.stops))}, {box_words(language, sum(route.boxes.values()))}"
    return {
        "title": say(language, _("Route {route}"), route=route.name),
        "day": f"{day_words(language, route.day).capitalize()}, {route.kitchen}",
        "subtitle": route_line(language, van, route.driver, hour_words(route.departs_at)),
        "boxes": f"{count}: {boxes_line(language, route.boxes)}",
        "stops": rows,
        "heights": [_stop_height(row) for row in rows],
    }


def _stop(language: str, stop: StopCard) -> dict[str, str]:
    return {
        "number": str(stop.number),
        "hour": f"{hour_words(stop.window_from)}–{hour_words(stop.window_until)}",
        "names": stop.names,
        "address": address_line(language, stop.address),
        "boxes": boxes_line(language, stop.boxes),
        "more": "; ".join(_more(language, stop)),
    }


def _stop_height(row: dict[str, str]) -> float:
    """Names and address over one another with the small print under them, or the boxes if they are longer."""
    small = lines(row["more"], 85, 8) if row["more"] else 0
    door = ((lines(row["names"], 85), 10.0), (lines(row["address"], 85, 9), 9.0), (small, 8.0))
    return max(height(*door), height((lines(row["boxes"], 25, 9), 9)))


def _more(language: str, stop: StopCard) -> list[str]:
    """Bell, phones and notes, as far as they are known."""
    found = [say(language, _("bell {bell}"), bell=stop.address.bell)] if stop.address.bell else []
    phones = [stop.place_phone, *(phone for eater in stop.eaters for phone in (eater.phone, eater.second_phone))]
    found += [spoken_phone(phone) for phone in phones if phone]
    for eater in stop.eaters:
        if eater.key_holder:
            found.append(say(language, _("key: {holder}"), holder=eater.key_holder))
        if eater.note:
            found.append(eater.note)
    return found
