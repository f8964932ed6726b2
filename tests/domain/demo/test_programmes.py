"""The catalogue holds every line of the three sources, with their figures."""

import pytest

from domain.demo.city import BURGAS, ORGANISATIONS, SEPTEMVRI, SOFIA
from domain.demo.papers import PAPERS
from domain.demo.programmes import CATALOGUE
from models.places import ProgrammeKind, RuleSet

BY_CODE = {programme.code: programme for programme in CATALOGUE}


def _numbered(letter, first, last):
    return [f"{letter}{number:02}" for number in range(first, last + 1)]


def test_every_line_of_the_sources_is_there_once_and_in_order():
    by_organisation = {seed.code: [p.code for p in CATALOGUE if p.organisation == seed.code] for seed in ORGANISATIONS}
    assert by_organisation == {
        SOFIA: [*_numbered("P", 1, 11), *_numbered("K", 1, 11), "A01"],
        BURGAS: _numbered("C", 0, 16),
        SEPTEMVRI: _numbered("M", 1, 15),
    }


def test_capacities_are_those_of_the_sources():
    assert {programme.code: programme.capacity for programme in CATALOGUE if programme.capacity} == {
        "P08": 150, "P09": 700, "A01": 682, "C00": 100,
        "M01": 250, "M02": 200, "M03": 300, "M05": 59, "M06": 50, "M07": 20, "M08": 25,
    }  # fmt: skip


def test_meals_to_the_door_are_the_two_patronages():
    assert [p.code for p in CATALOGUE if p.kind is ProgrammeKind.MEALS] == ["P02", "M01"]


@pytest.mark.parametrize("programme", CATALOGUE, ids=lambda programme: programme.code)
def test_a_line_is_named_in_both_languages_and_its_facts_are_not_empty(programme):
    assert _has_cyrillic(programme.name)
    assert programme.name_en
    assert not _has_cyrillic(programme.name_en)
    assert all(programme.facts.values())


def test_facts_keep_the_sources_words():
    assert BY_CODE["M01"].facts["financing"] == "общински бюджет /местни приходи/"
    assert BY_CODE["K10"].facts["decides"] == "съобразно оценка на потребностите и индивидуален план за подкрепа"
    assert "hours" not in BY_CODE["M01"].facts


def _has_cyrillic(text):
    return any("а" <= letter <= "я" for letter in text.lower())


def test_every_service_with_a_case_asks_for_an_application_and_copies_no_identity_card():
    with_cases = {(one.organisation, one.code) for one in CATALOGUE if one.rules is not RuleSet.NONE}
    without_a_case_of_their_own = {(BURGAS, "C16")}  # open trainings
    assert with_cases - without_a_case_of_their_own == set(PAPERS)
    for papers in PAPERS.values():
        assert papers[0].code == "application"
        assert {paper.shown for paper in papers if paper.code == "identity"} <= {True}


def test_adoption_and_violence_are_sealed_and_care_round_the_clock_is_a_child_s():
    named = {one.code: one.secrecy for one in CATALOGUE if one.secrecy}
    assert named == {"C02": "sealed", "C09": "sealed", "C15": "child"}
