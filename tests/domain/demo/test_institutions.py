"""The demonstration's institutions: one of each kind in each municipality, all marked as invented."""

from domain.demo.institutions import PARTNER, add_institutions
from domain.demo.loaded import Loaded
from domain.demo.writing import Rows
from domain.first_start import SHOWN
from models.referrals import Institution, InstitutionKind
from models.staff import Role, Staff


def test_each_municipality_has_one_of_each_kind_and_a_hospital_signs_in():
    rows, loaded = Rows(), Loaded(organisations={"sofia": 1, "burgas": 2, "septemvri": 3})
    add_institutions(rows, loaded, {PARTNER: "hash"})
    found = rows.waiting[Institution]
    assert sorted((one["organisation_id"], one["kind"].value) for one in found) == sorted(
        (town, kind.value) for town in (1, 2, 3) for kind in InstitutionKind
    )
    assert {one["name"].endswith("(пример)") for one in found} == {True}
    assert len({one["phone"] for one in found}) == len(found)
    (partner,) = rows.waiting[Staff]
    hospital = next(one for one in found if one["id"] == partner["institution_id"])
    assert (partner["role"], partner["login"], partner["password_hash"]) == (Role.PARTNER, PARTNER, "hash")
    assert (hospital["kind"], hospital["organisation_id"], PARTNER in SHOWN) == (InstitutionKind.HOSPITAL, 1, True)
