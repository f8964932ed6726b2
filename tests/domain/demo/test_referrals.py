"""The demonstration's referrals: both sides find something to answer, and no preview names anybody."""

from datetime import date, datetime

import pytest

from domain.demo.loaded import Loaded
from domain.demo.referrals import add_referrals
from domain.demo.writing import Rows
from domain.referrals.details import gives_away, opened
from models.people import Person
from models.referrals import Consent, Direction, Referral, ReferralStatus


@pytest.mark.parametrize("known", [False, True])
def test_the_hospital_and_the_office_each_have_one_to_answer(tuesday: datetime, known: bool):
    rows, staff = Rows(), {"head.mladost": 1, "office.mladost": 2, "partner.hospital": 3}
    loaded = Loaded(
        organisations={"sofia": 1}, offices={"mladost": 4}, programmes={("sofia", "A01"): 5}, staff=staff
    )  # fmt: skip
    person = {"first_name": "Мария", "last_name": "Измислена", "born": date(1940, 1, 1), "phone": None}
    for office in (9, 4) if known else (9,):
        rows.put(Person, **person, office_id=office)
    add_referrals(rows, loaded, 7)
    found = rows.waiting[Referral]
    assert [(one["direction"], one["status"]) for one in found] == [
        (Direction.IN, ReferralStatus.SENT),
        (Direction.IN, ReferralStatus.DECLINED),
        *([(Direction.OUT, ReferralStatus.SENT)] if known else []),
    ]
    assert [one["person_id"] for one in rows.waiting[Consent]] == ([2] if known else []), "none goes out without it"
    assert [one for one in found if gives_away(one["preview"], opened(one["details_sealed"]))] == []
