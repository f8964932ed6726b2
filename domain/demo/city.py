"""Sofia's districts (public facts), and offices and kitchens of which only one name is real.

Public: the 24 districts with their order and rough centres, and how many people live in each (census of 2011,
National Statistical Institute: Столична община together 1,291,591). Evidenced: that there are nine offices and five
kitchens, and the name of the office „Младост – Студенска, Панчарево“. Invented: every other grouping of districts,
and all addresses, phones and hours. Centres were set by hand, to about a kilometre.
"""

from dataclasses import dataclass
from datetime import time

from domain.demo.ids import LANDLINES, landline


@dataclass(frozen=True, slots=True)
class OrganisationSeed:
    """A municipality's provider of social care."""

    code: str
    name: str
    municipality: str
    phone: str
    address: str


@dataclass(frozen=True, slots=True)
class DistrictSeed:
    """A district (район), its rough centre, and how far from it people live in the city's own streets."""

    name: str
    population: int
    lat: float
    lon: float
    spread_km: float


@dataclass(frozen=True, slots=True)
class OfficeSeed:
    """An office (служба) and the districts whose people it looks after."""

    code: str
    name: str
    districts: tuple[str, ...]
    address: str
    phone: str
    hours: str


@dataclass(frozen=True, slots=True)
class KitchenSeed:
    """A kitchen and the districts to which its vans drive."""

    code: str
    name: str
    districts: tuple[str, ...]
    address: str
    phone: str
    lat: float
    lon: float
    departs: time


SOFIA = "sofia"
BURGAS = "burgas"
SEPTEMVRI = "septemvri"

# Phones of the institution count down from the end of the range, people's count up from its beginning.
_INSTITUTION = LANDLINES - 1

ORGANISATIONS = (
    OrganisationSeed(
        SOFIA,
        "Общинско предприятие „Социален патронаж“",
        "Столична община",
        landline(_INSTITUTION),
        "гр. София, ул. „Измислена“ № 1",
    ),
    OrganisationSeed(BURGAS, "Община Бургас – социални услуги", "Община Бургас", "+35956900100", "гр. Бургас"),
    OrganisationSeed(
        SEPTEMVRI, "Община Септември – социални услуги", "Община Септември", "+35935617000", "гр. Септември"
    ),
)

DISTRICTS = (
    DistrictSeed("Средец", 32_423, 42.689, 23.330, 0.7),
    DistrictSeed("Красно село", 83_552, 42.680, 23.286, 1.2),
    DistrictSeed("Възраждане", 37_303, 42.702, 23.307, 0.7),
    DistrictSeed("Оборище", 31_060, 42.699, 23.342, 0.7),
    DistrictSeed("Сердика", 46_949, 42.719, 23.320, 1.0),
    DistrictSeed("Подуяне", 76_672, 42.712, 23.366, 1.3),
    DistrictSeed("Слатина", 66_702, 42.681, 23.375, 1.3),
    DistrictSeed("Изгрев", 30_896, 42.670, 23.349, 0.8),
    DistrictSeed("Лозенец", 53_080, 42.668, 23.325, 1.0),
    DistrictSeed("Триадица", 63_451, 42.672, 23.305, 1.1),
    DistrictSeed("Красна поляна", 58_234, 42.698, 23.280, 1.0),
    DistrictSeed("Илинден", 33_236, 42.712, 23.292, 0.8),
    DistrictSeed("Надежда", 67_905, 42.734, 23.305, 1.3),
    DistrictSeed("Искър", 63_248, 42.662, 23.411, 1.2),
    DistrictSeed("Младост", 102_899, 42.648, 23.380, 1.5),
    DistrictSeed("Студентски", 71_961, 42.647, 23.345, 1.1),
    DistrictSeed("Витоша", 61_467, 42.637, 23.300, 1.6),
    DistrictSeed("Овча купел", 54_417, 42.678, 23.246, 1.3),
    DistrictSeed("Люлин", 114_813, 42.716, 23.252, 1.5),
    DistrictSeed("Връбница", 47_969, 42.741, 23.268, 1.2),
    DistrictSeed("Нови Искър", 28_991, 42.800, 23.350, 1.5),
    DistrictSeed("Кремиковци", 23_641, 42.750, 23.490, 1.5),
    DistrictSeed("Панчарево", 28_586, 42.590, 23.440, 1.5),
    DistrictSeed("Банкя", 12_136, 42.707, 23.147, 1.2),
)

_HOURS = "понеделник – петък, 8:30 – 17:00"


def _office(number: int, code: str, name: str, *districts: str) -> OfficeSeed:
    address = f"гр. София, ул. „Примерна“ № {number}"
    return OfficeSeed(code, f"Служба „{name}“", districts, address, landline(_INSTITUTION - number), _HOURS)


OFFICES = (
    _office(1, "mladost", "Младост – Студенска, Панчарево", "Младост", "Студентски", "Панчарево"),
    _office(2, "lyulin", "Люлин – Банкя", "Люлин", "Банкя"),
    _office(3, "nadezhda", "Надежда – Връбница, Нови Искър", "Надежда", "Връбница", "Нови Искър"),
    _office(4, "serdika", "Сердика – Подуяне, Кремиковци", "Сердика", "Подуяне", "Кремиковци"),
    _office(5, "slatina", "Слатина – Искър", "Слатина", "Искър"),
    _office(6, "sredets", "Средец – Оборище, Изгрев", "Средец", "Оборище", "Изгрев"),
    _office(7, "lozenets", "Лозенец – Триадица, Витоша", "Лозенец", "Триадица", "Витоша"),
    _office(8, "krasno-selo", "Красно село – Овча купел", "Красно село", "Овча купел"),
    _office(9, "ilinden", "Илинден – Възраждане, Красна поляна", "Илинден", "Възраждане", "Красна поляна"),
)


def _kitchen(number: int, code: str, name: str, lat: float, lon: float, *districts: str) -> KitchenSeed:
    address = f"гр. София, ул. „Кухненска“ № {number} (измислен адрес)"
    phone = landline(_INSTITUTION - 20 - number)
    return KitchenSeed(code, f"Кухня „{name}“", districts, address, phone, lat, lon, time(10, 0))


KITCHENS = (
    _kitchen(1, "mladost", "Младост", 42.652, 23.374, "Младост", "Студентски", "Панчарево", "Искър"),
    _kitchen(2, "lyulin", "Люлин", 42.711, 23.262, "Люлин", "Банкя", "Овча купел", "Красна поляна"),
    _kitchen(3, "nadezhda", "Надежда", 42.731, 23.297, "Надежда", "Връбница", "Нови Искър", "Сердика", "Илинден"),
    _kitchen(
        4, "poduyane", "Подуяне", 42.708, 23.361, "Подуяне", "Слатина", "Кремиковци", "Оборище", "Изгрев", "Средец"
    ),
    _kitchen(
        5, "krasno-selo", "Красно село", 42.676, 23.292, "Красно село", "Витоша", "Триадица", "Лозенец", "Възраждане"
    ),
)

DISTRICT_BY_NAME = {district.name: district for district in DISTRICTS}
OFFICE_OF_DISTRICT = {name: office for office in OFFICES for name in office.districts}
KITCHEN_OF_DISTRICT = {name: kitchen for kitchen in KITCHENS for name in kitchen.districts}
