"""One text for every search: Cyrillic of any case and Latin spelling meet."""

import pytest

from domain.search import like, normalised, searchable


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Мария Иванова", "mariya ivanova"),
        ("МАРИЯ", "mariya"),
        ("Mariya", "mariya"),
        ("Щерю Жечев", "shteryu zhechev"),
        ("Ѝорданка Ёлкина", "iordanka elkina"),
        ("д-р О’Браян", "d r o brayan"),
        ("  ж.к.  Младост 1  ", "zh k mladost 1"),
        ("+359 888 123456", "359 888 123456"),
        ("José", "jose"),
        ("№ 12", "no 12"),
        ("100%_", "100"),
        ("", ""),
    ],
)
def test_whatever_way_it_is_typed(typed: str, kept: str) -> None:
    assert normalised(typed) == kept


def test_a_record_is_found_by_each_of_its_parts() -> None:
    assert searchable("Мария", None, "", "Иванова") == "mariya ivanova"
    assert like("мАр") == "%mar%"
