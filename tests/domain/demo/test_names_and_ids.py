"""Invented names and numbers: right in form, never twice, the same each time."""

import random
from datetime import date

import phonenumbers
import pytest
from stdnum.bg import egn as egn_rules

from domain.demo import ids, names
from models.people import Sex

BORN = date(1942, 3, 7)


def test_family_names_agree_with_the_sex():
    assert names.family_name_of(Sex.FEMALE, "Добрев") == "Добрева"
    assert names.family_name_of(Sex.FEMALE, "Дренски") == "Дренска"
    assert names.family_name_of(Sex.FEMALE, "Равначки") == "Равначка"
    assert names.family_name_of(Sex.MALE, "Дренски") == "Дренски"


def test_every_part_of_a_womans_name_is_a_womans_and_of_a_mans_a_mans():
    rng = random.Random(4)
    for _ in range(300):
        woman, man = names.elder(rng, Sex.FEMALE), names.elder(rng, Sex.MALE)
        assert [woman.first[-1] in "ая", woman.middle[-1], woman.last[-1]] == [True, "а", "а"]
        assert [man.middle[-1], man.last[-1] in "вин"] == ["в", True]


def test_a_fathers_children_have_his_names():
    father = names.Name("Кръстьо", "Стоянов", "Дренски")
    daughter = names.child_of(random.Random(1), father, Sex.MALE, Sex.FEMALE)
    assert (daughter.middle, daughter.last) == ("Кръстева", "Дренска")


def test_a_mothers_son_has_her_familys_name_in_a_mans_form():
    mother = names.Name("Пенка", "Стоянова", "Чобанова")
    assert names.child_of(random.Random(1), mother, Sex.FEMALE, Sex.MALE).last == "Чобанов"


@pytest.mark.parametrize("born", [date(1899, 12, 31), BORN, date(2004, 2, 29)])
@pytest.mark.parametrize(("sex", "rest"), [(Sex.FEMALE, 1), (Sex.MALE, 0)])
def test_an_egn_is_valid_and_tells_birthday_and_sex(born, sex, rest):
    number = ids.egn(random.Random(3), born, sex)
    assert egn_rules.validate(number) == number
    assert egn_rules.get_birth_date(number) == born
    assert int(number[8]) % 2 == rest


def test_a_birthday_has_five_hundred_numbers_and_then_no_more():
    rng, taken = random.Random(5), set()
    numbers = [ids.egn(rng, BORN, Sex.FEMALE, taken) for _ in range(500)]
    assert len(set(numbers)) == 500
    with pytest.raises(ids.NoEgnLeftError):
        ids.egn(rng, BORN, Sex.FEMALE, taken)


def test_the_library_that_checks_numbers_refuses_a_changed_one():
    number = ids.egn(random.Random(3), BORN, Sex.MALE)
    changed = number[:-1] + str((int(number[-1]) + 1) % 10)
    assert not egn_rules.is_valid(changed)


@pytest.mark.parametrize(
    ("make", "beginnings"),
    [
        (ids.mobile, {"+35987", "+35988", "+35989"}),
        (ids.landline, {"+3592"}),
        (ids.mobile_abroad, {"+491511"}),
    ],
)
def test_phones_are_valid_and_each_index_has_its_own(make, beginnings):
    numbers = [make(index) for index in range(3000)]
    assert len(set(numbers)) == 3000
    assert {next(start for start in beginnings if number.startswith(start)) for number in numbers} == beginnings
    assert all(phonenumbers.is_valid_number(phonenumbers.parse(number)) for number in numbers)


def test_there_is_no_phone_outside_the_range():
    with pytest.raises(ValueError, match="from 0 to 29999999"):
        ids.mobile(ids.MOBILES)
