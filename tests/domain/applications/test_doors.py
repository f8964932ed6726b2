"""An address told in words is taken apart, so that nobody types it twice; what is not sure is left to people."""

import pytest

from domain.applications.doors import door_from_words


@pytest.mark.parametrize(
    ("words", "door"),
    [
        ("ж.к. Младост 2, бл. 225, вх. А, ап. 3",
         {"estate": "ж.к. Младост 2", "block": "225", "entrance": "А", "flat": "3"}),
        ("жк Люлин бл 12 вх Б ет. 3 ап 7",
         {"estate": "ж.к. Люлин", "block": "12", "entrance": "Б", "floor": "3", "flat": "7"}),
        ("бул. „Витоша“ № 15, ет. 2", {"street": "бул. Витоша", "number": "15", "floor": "2"}),
        ("кв. Горна баня, ул. Обзор 12А", {"estate": "кв. Горна баня", "street": "ул. Обзор", "number": "12А"}),
        ("ул. 6-ти септември 12", {}),
        ("до църквата", {}),
    ],
)  # fmt: skip
def test_an_address_is_taken_apart(words: str, door: dict[str, str]) -> None:
    assert door_from_words(words) == door
