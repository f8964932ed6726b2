"""Texts: English in the code, Bulgarian to the reader, a day and an hour as people say them."""

from datetime import UTC, date, datetime, time

import pytest

from domain import words
from domain.phrases import (
    Phrase,
    catalogue,
    day_words,
    hour_words,
    near_day,
    refusal_text,
    say,
    spoken,
    word,
)
from domain.refusals import NotFound
from domain.tasks import AlreadyTaken
from models.people import Diet

TODAY = Phrase("today, {day}")
UNKNOWN = Phrase("a text that nobody has translated: {what}")


def test_a_phrase_is_said_in_the_readers_language() -> None:
    assert (say("bg", TODAY, day="вторник"), say("en", TODAY, day="Tuesday")) == ("днес, вторник", "today, Tuesday")
    assert spoken(TODAY, day="вторник")("bg") == "днес, вторник"


def test_what_a_language_lacks_is_said_in_english() -> None:
    assert say("bg", UNKNOWN, what="…") == say("xx", UNKNOWN, what="…") == "a text that nobody has translated: …"


def test_a_refusal_says_what_to_do_next() -> None:
    assert refusal_text("bg", NotFound()) == "Този запис не е намерен. Моля, върнете се и потърсете отново."
    assert refusal_text("en", AlreadyTaken(name="Анна")) == "Анна is doing this already. Please choose another task."


@pytest.mark.parametrize(
    ("day", "bg", "en"),
    [
        (date(2026, 11, 24), "днес, вторник, 24 ноември", "today, Tuesday, 24 November"),
        (date(2026, 11, 25), "утре, сряда, 25 ноември", "tomorrow, Wednesday, 25 November"),
        (date(2026, 11, 26), "четвъртък, 26 ноември", "Thursday, 26 November"),
    ],
)
def test_a_day_is_said_with_its_weekday(tuesday: object, day: date, bg: str, en: str) -> None:
    assert (near_day("bg", day), near_day("en", day)) == (bg, en)
    assert day_words("bg", day) in bg


def test_an_hour_is_said_as_on_the_clocks_of_sofia() -> None:
    assert (hour_words(datetime(2026, 11, 24, 9, 5, tzinfo=UTC)), hour_words(time(7, 30))) == ("11:05", "7:30")


def test_every_value_of_a_closed_set_has_its_bulgarian_word() -> None:
    bulgarian = catalogue("bg")
    assert [phrase for phrase in words.WORDS.values() if not bulgarian.get(phrase)] == []
    assert (word("bg", Diet.DIABETIC), word("en", Diet.DIABETIC)) == ("диабетна диета", "diabetic diet")
