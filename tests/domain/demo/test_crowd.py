"""The crowd: nobody twice, spread as the city is, the same for the same seed."""

from collections import Counter
from datetime import timedelta

import phonenumbers
import pytest
from stdnum.bg import egn as egn_rules

from domain.demo.city import DISTRICTS, KITCHENS, OFFICES
from domain.demo.crowd import AS_OF, people
from domain.demo.workers import drivers, staff
from models.people import Diet, KinshipKind, Sex
from models.staff import Role

SIZE = 1658


@pytest.fixture(scope="module")
def crowd():
    return list(people(SIZE, seed=1))


def test_the_districts_have_their_share_of_people(crowd):
    total = sum(district.population for district in DISTRICTS)
    lived_in = Counter(person.district for person in crowd)
    assert all(abs(lived_in[d.name] - SIZE * d.population / total) < 2 for d in DISTRICTS)
    assert sum(lived_in.values()) == SIZE


def test_a_bigger_crowd_begins_with_the_smaller_and_another_seed_is_another_crowd(crowd):
    assert list(people(40, seed=1)) == crowd[:40]
    assert list(people(40, seed=2)) != crowd[:40]


def test_every_egn_is_valid_unique_and_of_its_person(crowd):
    assert len({person.egn for person in crowd}) == SIZE
    for person in crowd:
        assert egn_rules.get_birth_date(egn_rules.validate(person.egn)) == person.born
        assert int(person.egn[8]) % 2 == (person.sex is Sex.FEMALE)


def test_no_phone_is_given_twice_to_anybody(crowd):
    phones = [person.phone for person in crowd if person.phone]
    phones += [relative.phone for person in crowd for relative in person.relatives]
    phones += [worker.phone for worker in (*drivers(), *staff()) if worker.phone]
    assert len(set(phones)) == len(phones)
    assert [phone for phone in phones if not phonenumbers.is_valid_number(phonenumbers.parse(phone))] == []


def test_most_are_65_to_97_years_old(crowd):
    oldest, youngest = AS_OF - timedelta(days=round(97 * 365.25)), AS_OF - timedelta(days=round(65 * 365.25))
    assert all(oldest <= person.born for person in crowd)
    assert sum(person.born <= youngest for person in crowd) / SIZE >= 0.95


def test_diets_have_their_shares(crowd):
    eaten = Counter(person.diet for person in crowd)
    wanted = {Diet.GENERAL: 0.62, Diet.DIABETIC: 0.24, Diet.GASTRO: 0.08, Diet.VEGETARIAN: 0.06}
    assert all(abs(eaten[diet] / SIZE - share) < 0.04 for diet, share in wanted.items())


def test_everybody_eats_on_working_days_and_most_on_all_of_them(crowd):
    weeks = Counter(person.weekdays for person in crowd)
    assert set(weeks) == {(0, 1, 2, 3, 4), (0, 2, 4), (1, 3)}
    assert weeks[0, 1, 2, 3, 4] / SIZE > 0.75


def test_relatives_are_none_to_three_and_live_with_those_who_are_not_alone(crowd):
    assert {len(person.relatives) for person in crowd} == {0, 1, 2, 3}
    for person in crowd:
        spouses = [relative for relative in person.relatives if relative.kind is KinshipKind.SPOUSE]
        assert len(spouses) == (not person.lives_alone)


def test_who_may_order_may_see_and_a_neighbour_may_neither(crowd):
    for relative in (relative for person in crowd for relative in person.relatives):
        assert relative.may_see or not relative.may_order
        assert relative.may_see == (relative.kind is not KinshipKind.NEIGHBOUR)


def test_a_key_is_with_somebody_near_who_is_written_down_with_a_phone(crowd):
    holders = [person for person in crowd if person.key_holder]
    assert len(holders) > SIZE // 4
    for person in holders:
        near = [f"{r.name.full}, {r.phone}" for r in person.relatives if r.lives_near]
        assert person.key_holder in near


def test_some_have_no_phone_some_an_allergy_some_a_note(crowd):
    shares = [
        sum(person.phone is None for person in crowd) / SIZE,
        sum(bool(person.allergens) for person in crowd) / SIZE,
        sum(bool(person.driver_note) for person in crowd) / SIZE,
    ]
    assert [round(share, 1) for share in shares] == [0.1, 0.1, 0.3]


def test_each_office_and_kitchen_has_its_staff_and_each_login_one_person():
    workers = staff()
    assert len({worker.login for worker in workers}) == len(workers) == 3 + 2 * 9 + 5
    assert Counter(worker.office for worker in workers if worker.office) == {office.code: 2 for office in OFFICES}
    assert Counter(worker.kitchen for worker in workers if worker.kitchen) == {kitchen.code: 1 for kitchen in KITCHENS}
    assert Counter(worker.role for worker in workers) == {
        Role.ADMINISTRATOR: 1, Role.DISPATCHER: 1, Role.HEAD: 9, Role.SOCIAL_WORKER: 9, Role.KITCHEN: 5,
        Role.DATA_PROTECTION: 1,
    }  # fmt: skip


def test_every_kitchen_has_vans_and_every_van_its_own_plate():
    vans = drivers(30)
    assert len({van.plate for van in vans}) == len({van.van for van in vans}) == 30
    assert {van.kitchen for van in vans} == {kitchen.code for kitchen in KITCHENS}
    assert drivers(30) == vans
    assert drivers(34)[:30] == vans
