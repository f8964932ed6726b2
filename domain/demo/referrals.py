"""Referrals of the demonstration: two of the hospital that signs in, one of the office to it. All are invented."""

from datetime import datetime, time, timedelta
from typing import Any

from domain import clock
from domain.consent_texts import text_on
from domain.demo.city import SOFIA
from domain.demo.loaded import Loaded
from domain.demo.writing import Rows
from domain.referrals.details import Details
from models.people import Person
from models.referrals import (
    Consent,
    ConsentGiver,
    Direction,
    Purpose,
    Referral,
    ReferralBasis,
    ReferralDecline,
    ReferralStatus,
)

_OFFICE, _HEAD, _WORKER, _PARTNER = "mladost", "head.mladost", "office.mladost", "partner.hospital"
_AT_HOME = "A01"
_LEAVES = Details(
    "Невена", "Измислена", address="гр. София, ж.к. Младост 1 (измислен адрес)",
    words="Изписва се в петък след счупване на бедрото. Дъщеря ѝ живее в чужбина.",
)  # fmt: skip
_FROM_AFAR = Details("Стоян", "Примеров", address="с. Примерово", words="Трудно излиза сам.")


def add_referrals(rows: Rows, loaded: Loaded, hospital: int) -> None:
    """Write what waits for an answer of the office, what it has sent back, and what waits for the hospital."""
    _referral(
        rows, loaded, hospital, 2, number="ИЗХ-214", details=_LEAVES, direction=Direction.IN, by=_PARTNER,
        preview="Лицето се изписва след операция, живее само и ще има нужда от помощ у дома.",
    )  # fmt: skip
    _referral(
        rows, loaded, hospital, 20, number="ИЗХ-187", details=_FROM_AFAR, direction=Direction.IN, by=_PARTNER,
        preview="Лицето живее само в село извън града и трудно излиза.", status=ReferralStatus.DECLINED,
        decline_reason=ReferralDecline.OTHER_TERRITORY, decided_at=_at(18), decided_by=loaded.staff[_HEAD],
    )  # fmt: skip
    person = next((one for one in rows.waiting[Person] if one["office_id"] == loaded.offices[_OFFICE]), None)
    if person:
        _to_the_hospital(rows, loaded, hospital, person)


def _to_the_hospital(rows: Rows, loaded: Loaded, hospital: int, person: dict[str, Any]) -> None:
    """What goes out about somebody goes with the consent."""
    given_on = _at(3).date()
    rows.add(
        Consent(
            organisation_id=loaded.sofia,
            person_id=person["id"],
            purpose=Purpose.SHARING,
            giver=ConsentGiver.PERSON,
            giver_name=f"{person['first_name']} {person['last_name']}",
            text_version=text_on(Purpose.SHARING, given_on).version,
            given_on=given_on,
            recorded_by=loaded.staff[_WORKER],
        )
    )
    details = Details(
        person["first_name"], person["last_name"], born=person["born"], phone=person["phone"] or "",
        words="Моля, приемете лицето за преглед от невролог.",
    )  # fmt: skip
    _referral(
        rows, loaded, hospital, 1, number="МЛ-31", details=details, direction=Direction.OUT, by=_WORKER,
        preview="Лицето залита при ходене и има нужда от преглед.", person_id=person["id"], programme_id=None,
    )  # fmt: skip


def _referral(
    rows: Rows, loaded: Loaded, hospital: int, days: int, *, number: str, details: Details, by: str, **facts: Any
) -> None:
    sent_at = _at(days)
    usual = {
        "office_id": loaded.offices[_OFFICE],
        "programme_id": loaded.programmes[SOFIA, _AT_HOME],
        "basis": ReferralBasis.INSTITUTION,
    }
    rows.put(
        Referral,
        organisation_id=loaded.sofia,
        institution_id=hospital,
        document_number=number,
        document_date=sent_at.date(),
        details_sealed=details.sealed(),
        sent_at=sent_at,
        sent_by=loaded.staff[by],
        **usual | facts,
    )


def _at(days: int) -> datetime:
    return clock.at(clock.today() - timedelta(days=days), time(11, 20))
