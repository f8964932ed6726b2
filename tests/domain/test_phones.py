"""Phones: whatever way they are typed they are kept one way, and read as Bulgarians say them."""

import pytest

from domain.phones import NotAPhone, contact_phone, parse_phone, spoken_phone


@pytest.mark.parametrize(
    ("typed", "kept", "read"),
    [
        ("0888 123 456", "+359888123456", "0888 123 456"),
        ("0888/12-34-56", "+359888123456", "0888 123 456"),
        ("+359 888 123456", "+359888123456", "0888 123 456"),
        ("00359888123456", "+359888123456", "0888 123 456"),
        ("0988 357 062", "+359988357062", "0988 357 062"),
        ("02 975 0000", "+35929750000", "02 975 0000"),
        ("+49 1511 2345678", "+4915112345678", "+49 1511 2345678"),
    ],
)
def test_a_number_is_kept_one_way_and_read_as_people_say_it(typed: str, kept: str, read: str) -> None:
    assert (parse_phone(typed), spoken_phone(kept)) == (kept, read)


@pytest.mark.parametrize("typed", ["", "112", "088812345", "0888 123 4567", "осемстотин", "6101047500 0"])
def test_what_is_no_number_is_refused(typed: str) -> None:
    with pytest.raises(NotAPhone):
        parse_phone(typed)


@pytest.mark.parametrize("sent", ["359888123456", "+359888123456"])
def test_a_contact_comes_with_or_without_the_plus(sent: str) -> None:
    assert contact_phone(sent) == "+359888123456"


def test_nobody_without_a_phone_has_words_for_it() -> None:
    assert (spoken_phone(None), spoken_phone("")) == ("", "")
