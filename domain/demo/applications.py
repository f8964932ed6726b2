"""Three invented applications that wait to be registered: from the desk, by phone and from a hospital."""

import random
from datetime import date, time, timedelta

from domain import clock
from domain.applications.numbers import APPLICATIONS
from domain.calendar import Calendar
from domain.demo import city
from domain.demo.cases import ASSISTANCE, HELP_AT_HOME, Book
from domain.demo.ids import MOBILES, mobile
from domain.demo.loaded import Loaded
from domain.demo.names import elder
from domain.demo.writing import Rows
from models.applications import Application, ApplicationChannel
from models.people import Sex

_FIRST_MOBILE = MOBILES - 1950
#: District, service, channel, sex, year of birth, what help is wanted, the paper of who directs.
_ASKED = (
    ("Младост", HELP_AT_HOME, ApplicationChannel.DESK, Sex.FEMALE, 1943, "Помощ при чистене и пазаруване.", ""),
    ("Студентски", ASSISTANCE, ApplicationChannel.PHONE, Sex.MALE, 1946, "Човек у дома през деня.", ""),
    (
        "Люлин",
        ASSISTANCE,
        ApplicationChannel.INSTITUTION,
        Sex.FEMALE,
        1939,
        "Помощ след изписване от болница.",
        "Направление № 7 (пример)",
    ),
)


def add_applications(rows: Rows, loaded: Loaded, book: Book) -> None:
    """Add the applications, under the first numbers of this year."""
    rng = random.Random("applications of the demonstration")
    owner = city.ORGANISATIONS[0].code
    for turn, (district, code, channel, sex, year, wanted, basis) in enumerate(_ASKED):
        name, office = elder(rng, sex), city.OFFICE_OF_DISTRICT[district].code
        day = Calendar().working_day_before(clock.today(), len(_ASKED) - turn)
        rows.put(
            Application,
            organisation_id=loaded.sofia,
            number=f"{code}-З-{day.year}-{book.number(APPLICATIONS, code, day.year):05}",
            programme_id=loaded.programmes[owner, code],
            office_id=loaded.offices[office],
            channel=channel,
            first_name=name.first,
            middle_name=name.middle,
            last_name=name.last,
            born=date(year, 3, 1 + turn),
            phone=mobile(_FIRST_MOBILE - turn),
            district_id=loaded.districts[district],
            address_words="ул. „Примерна“ № 5",
            applicant="Социален работник на болницата (пример)" if basis else "",
            basis=basis,
            answers={"wanted": wanted, "household": "Живее без други хора в дома."},
            wished_on=day,
            received_at=clock.at(day, time(11, 0)) + timedelta(minutes=turn),
            taken_by=loaded.staff[f"office.{office}"],
        )
