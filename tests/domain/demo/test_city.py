"""The invented city: every district served once, every address whole and where its district is."""

import math
import random
from collections import Counter

import phonenumbers
import pytest

from domain.demo import city, places
from domain.demo.addresses import addresses

DISTRICTS = [district.name for district in city.DISTRICTS]


def test_there_are_24_districts_9_offices_and_5_kitchens():
    assert (len(city.DISTRICTS), len(city.OFFICES), len(city.KITCHENS)) == (24, 9, 5)
    assert sum(district.population for district in city.DISTRICTS) == 1_291_591
    assert set(places.PLACES) == set(DISTRICTS)


def test_every_district_has_one_office_and_one_kitchen():
    assert Counter(name for office in city.OFFICES for name in office.districts) == Counter(DISTRICTS)
    assert Counter(name for kitchen in city.KITCHENS for name in kitchen.districts) == Counter(DISTRICTS)


def test_the_one_evidenced_office_has_its_name_and_districts():
    office = city.OFFICE_OF_DISTRICT["Студентски"]
    assert office.name == "Служба „Младост – Студенска, Панчарево“"
    assert office.districts == ("Младост", "Студентски", "Панчарево")


def test_phones_of_the_institutions_are_valid_and_differ():
    phones = [seed.phone for seed in (*city.ORGANISATIONS, *city.OFFICES, *city.KITCHENS)]
    assert len(set(phones)) == len(phones)
    assert [phone for phone in phones if not phonenumbers.is_valid_number(phonenumbers.parse(phone))] == []


@pytest.mark.parametrize("district", DISTRICTS)
def test_addresses_are_near_their_district_or_village(district):
    seed = city.DISTRICT_BY_NAME[district]
    villages = {place.settlement: place.point for place in places.PLACES[district] if place.point}
    for address in addresses(random.Random(2), district, 200):
        centre = villages.get(address.settlement, (seed.lat, seed.lon))
        reach = 0.5 if address.settlement in villages else seed.spread_km + 0.5
        assert _km(centre, (address.lat, address.lon)) <= reach


@pytest.mark.parametrize("district", DISTRICTS)
def test_an_address_has_one_of_the_two_bulgarian_forms(district):
    for address in addresses(random.Random(2), district, 200):
        by_block = bool(address.estate.startswith("ж.к. ") and address.block and address.entrance)
        by_street = bool(address.street.startswith(("ул. ", "бул. ")) and address.number)
        assert (by_block, by_street) in {(True, False), (False, True)}
        assert bool(address.floor) == bool(address.flat) == bool(address.entrance)


def test_there_are_about_13_households_for_10_doors():
    homes = addresses(random.Random(2), "Люлин", 2000)
    doors = Counter(home.door for home in homes)
    assert 1.25 <= len(homes) / len(doors) <= 1.35


def test_neighbours_share_the_point_but_not_the_flat():
    homes = addresses(random.Random(2), "Младост", 2000)
    in_blocks = [home for home in homes if home.flat]
    assert len({(home.door, home.flat) for home in in_blocks}) == len(in_blocks)
    assert len({(home.door, home.lat, home.lon) for home in homes}) == len({home.door for home in homes})


def test_the_flat_is_on_its_floor():
    for home in addresses(random.Random(2), "Люлин", 300):
        if home.flat:
            flat_in_entrance = (int(home.flat) - 1) % 24
            assert int(home.floor) == flat_in_entrance // 3 + 1


def test_the_same_chance_gives_the_same_addresses():
    assert addresses(random.Random(9), "Банкя", 50) == addresses(random.Random(9), "Банкя", 50)
    assert addresses(random.Random(9), "Банкя", 50) != addresses(random.Random(8), "Банкя", 50)


def _km(one, other):
    north = (one[0] - other[0]) * 111.32
    east = (one[1] - other[1]) * 111.32 * math.cos(math.radians(one[0]))
    return math.hypot(north, east)
