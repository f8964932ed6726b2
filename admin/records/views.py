"""The plain lists: what each shows, and what is asked when a record is added or changed."""

from collections.abc import Sequence
from typing import Any

from babel.dates import get_day_names
from sqlmodel import SQLModel
from starlette.requests import Request
from starlette_admin.fields import BooleanField, DateField, FloatField, IntegerField, TimeField
from starlette_admin.validators import length, number_range

from admin.records.fields import Bits, Telephone, Text, chosen, language_of, rows_of, words_of
from admin.records.plain import PlainView
from domain.phrases import Phrase, _
from models.applications import RequiredPaper
from models.meals import Course, Dish
from models.people import Allergen
from models.places import DayException, District, Kitchen, Office, Programme, ProgrammeKind, Site
from models.routes import Driver, Vehicle


def _text(name: str, label: Phrase, *, required: bool = False, most: int = 200) -> Text:
    return Text(name, label=label, required=required, validators=[length(max=most)])


def _count(name: str, label: Phrase, least: int, most: int, *, required: bool = True) -> IntegerField:
    return IntegerField(name, label=label, required=required, validators=[number_range(least, most)])


def _hour(name: str, label: Phrase) -> TimeField:
    return TimeField(name, label=label, required=True, output_format="H:mm")


def _place() -> list[FloatField]:
    """A place in Bulgaria, as on a map."""
    return [
        FloatField("lat", label=_("Latitude"), required=True, validators=[number_range(41.0, 44.5)]),
        FloatField("lon", label=_("Longitude"), required=True, validators=[number_range(22.0, 29.0)]),
    ]


def _used() -> BooleanField:
    return BooleanField("active", label=_("In use"), default=True)


def _weekdays(request: Request) -> list[tuple[int, str]]:
    names = get_day_names("wide", locale=language_of(request))
    return [(1 << day, names[day]) for day in range(7)]


class OfficeView(PlainView):
    names = (_("Offices"), _("Office"), _("who looks after the people of which districts"))
    fields = (
        _text("name", _("Name"), required=True),
        _text("phone", _("Phone"), required=True),
        _text("address", _("Address")),
        _text("hours", _("Working hours")),
    )


class KitchenView(PlainView):
    names = (_("Kitchens"), _("Kitchen"), _("where the food is cooked and the vans leave from"))
    fields = (
        _text("name", _("Name"), required=True),
        _text("phone", _("Phone")),
        _text("address", _("Address")),
        _hour("departs", _("Vans leave at")),
        _count("loading_minutes", _("Minutes of loading"), 0, 120),
        *_place(),
    )


class DistrictView(PlainView):
    names = (_("Districts"), _("District"), _("which office and which kitchen a person has"))
    fields = (
        _text("name", _("Name"), required=True),
        chosen("office_id", _("Office"), rows_of("office")),
        chosen("kitchen_id", _("Kitchen"), rows_of("kitchen")),
        *_place(),
    )


class ProgrammeView(PlainView):
    names = (_("Programmes"), _("Programme"), _("what is given, on which days, and until when food can be ordered"))
    fields_default_sort = ("code",)
    fields = (
        _text("code", _("Code"), required=True, most=20),
        _text("name", _("Name"), required=True),
        _text("name_en", _("Name in English")),
        chosen("kind", _("Kind"), words_of(ProgrammeKind), number=False),
        _count("capacity", _("Places"), 0, 1_000_000, required=False),
        Bits("weekdays", _("Days of the week"), _weekdays),
        _count("order_days_before", _("Order: working days before"), 0, 14),
        _hour("order_until", _("Order until")),
        _count("cancel_days_before", _("Cancel: working days before"), 0, 14),
        _hour("cancel_until", _("Cancel until")),
        _used(),
    )


class PaperView(PlainView):
    names = (_("Papers"), _("Paper"), _("what an application for each service must bring or show"))
    fields_default_sort = ("programme_id", "place")
    fields = (
        chosen("programme_id", _("Programme"), rows_of("programme")),
        _text("code", _("Code"), required=True, most=40),
        _text("name", _("Name"), required=True),
        BooleanField("needed", label=_("Needed"), default=True),
        BooleanField("shown", label=_("Only shown, never copied")),
        _count("place", _("Place in the list"), 0, 99),
    )


class DayExceptionView(PlainView):
    names = (_("Special days"), _("Special day"), _("days worked or rested against the calendar"))
    fields_default_sort = (("day", True),)
    row_actions = ("delete",)
    fields = (
        DateField("day", label=_("Day"), required=True, output_format="d.MM.y"),
        BooleanField("working", label=_("We work on this day")),
        _text("reason", _("Reason")),
    )

    def can_delete(self, request: Request) -> bool:
        return self.is_accessible(request)


class DishView(PlainView):
    names = (_("Dishes"), _("Dish"), _("what the menus are made of, with grams, energy and allergens"))
    fields = (
        _text("name", _("Name"), required=True),
        _text("name_en", _("Name in English")),
        chosen("course", _("Course"), words_of(Course), number=False),
        _count("grams", _("Grams"), 1, 5000),
        _count("kcal", _("Energy, kcal"), 0, 5000),
        Bits("allergens", _("Allergens"), words_of(Allergen)),
        _used(),
    )


class VehicleView(PlainView):
    names = (_("Vehicles"), _("Vehicle"), _("vans, how much they carry and when they may be out"))
    fields = (
        _text("name", _("Name"), required=True),
        _text("plate", _("Number plate")),
        chosen("kitchen_id", _("Kitchen"), rows_of("kitchen")),
        _count("capacity", _("Boxes"), 1, 2000),
        _hour("shift_start", _("Out from")),
        _hour("shift_end", _("Back by")),
        _used(),
    )


class DriverView(PlainView):
    names = (_("Drivers"), _("Driver"), _("who drives which van"))
    fields = (
        _text("name", _("Name"), required=True),
        Telephone("phone", _("Phone")),
        chosen("kitchen_id", _("Kitchen"), rows_of("kitchen")),
        chosen("vehicle_id", _("Vehicle"), rows_of("vehicle"), required=False),
        _used(),
    )


class SiteView(PlainView):
    names = (_("Sites"), _("Site"), _("shelters, canteens and clubs that take many portions in one load"))
    fields = (
        _text("name", _("Name"), required=True),
        chosen("kitchen_id", _("Kitchen"), rows_of("kitchen")),
        chosen("programme_id", _("Programme"), rows_of("programme")),
        Telephone("phone", _("Phone"), empty=""),
        _count("portions", _("Portions a day"), 0, 10_000),
        _hour("opens", _("Opens")),
        _hour("closes", _("Closes")),
        _used(),
    )

    def can_create(self, request: Request) -> bool:
        return False


#: Every list with its table and the end of its address, in the order in which they are shown.
LISTS: Sequence[tuple[type[PlainView], type[SQLModel], str]] = (
    (OfficeView, Office, "offices"),
    (DistrictView, District, "districts"),
    (KitchenView, Kitchen, "kitchens"),
    (SiteView, Site, "sites"),
    (ProgrammeView, Programme, "programmes"),
    (PaperView, RequiredPaper, "papers"),
    (DayExceptionView, DayException, "special-days"),
    (DishView, Dish, "dishes"),
    (VehicleView, Vehicle, "vehicles"),
    (DriverView, Driver, "drivers"),
)


def kind_of(field: Any) -> str:
    """How a field is drawn."""
    kinds: dict[type, str] = {
        BooleanField: "check", TimeField: "time", DateField: "date", IntegerField: "number", FloatField: "decimal",
    }  # fmt: skip
    if isinstance(field, Bits):
        return "several"
    return "one" if hasattr(field, "choices_loader") else kinds.get(type(field), "text")
