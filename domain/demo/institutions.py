"""Invented institutions of every kind for the three municipalities, and the one who signs in for a hospital.

None of them exists: each says so in its name or address, and their numbers are of the range that the others use.
"""

from domain.demo.city import BURGAS, ORGANISATIONS, SEPTEMVRI, SOFIA
from domain.demo.ids import LANDLINES, MOBILES, landline, mobile
from domain.demo.loaded import Loaded
from domain.demo.writing import Rows
from models.referrals import Institution
from models.referrals import InstitutionKind as Kind
from models.staff import Role, Staff

PARTNER = "partner.hospital"
_PARTNER_NAME = "Здравка Измислена"
_HOSPITAL = "Болница „Света Надежда“"
_TOWNS = {SOFIA: "гр. София", BURGAS: "гр. Бургас", SEPTEMVRI: "гр. Септември"}
#: One of each kind, with the name that it has in every town of the demonstration.
_NAMES: dict[Kind, str] = {
    Kind.SOCIAL_ASSISTANCE: "Дирекция „Социално подпомагане“",
    Kind.CHILD_PROTECTION: "Отдел „Закрила на детето“",
    Kind.REGIONAL_DIRECTORATE: "Регионална дирекция за социално подпомагане",
    Kind.NGO: "Сдружение „Протегната ръка“",
    Kind.SCHOOL: "Училище „Светъл изгрев“",
    Kind.HOSPITAL: _HOSPITAL,
    Kind.FAMILY_TYPE_CENTRE: "Център за настаняване от семеен тип „Лястовица“",
    Kind.TRANSITIONAL_HOME: "Преходно жилище „Първа стъпка“",
    Kind.SHELTERED_HOME: "Защитено жилище „Пристан“",
    Kind.POLICE: "Районно полицейско управление",
    Kind.OTHER: "Читалище „Огнище“",
}
_PLACES = 200  #: landlines from here on down are those of institutions
_FIRST_MOBILE = MOBILES - 1900


def add_institutions(rows: Rows, loaded: Loaded, passwords: dict[str, str]) -> int:
    """Write one institution of each kind for each municipality; gives Sofia's hospital, a partner that signs in."""
    hospital = 0
    for town, organisation in enumerate(ORGANISATIONS):
        for place, (kind, name) in enumerate(_NAMES.items()):
            number = rows.add(
                Institution(
                    organisation_id=loaded.organisations[organisation.code],
                    kind=kind,
                    name=f"{name} (пример)",
                    address=f"{_TOWNS[organisation.code]}, ул. „Измислена“ № {place + 10}",
                    phone=landline(LANDLINES - _PLACES - town * len(_NAMES) - place),
                )
            )
            if (organisation.code, kind) == (SOFIA, Kind.HOSPITAL):
                hospital = number
    loaded.staff[PARTNER] = rows.add(
        Staff(
            organisation_id=loaded.sofia,
            name=_PARTNER_NAME,
            login=PARTNER,
            password_hash=passwords.get(PARTNER, "!"),
            role=Role.PARTNER,
            institution_id=hospital,
            phone=mobile(_FIRST_MOBILE),
        )
    )
    return hospital
