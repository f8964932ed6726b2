"""What pages say in the reader's words: how long something takes, which browser somebody sits at."""

import pytest

from admin.browsers import browser_name
from admin.rendering import span_words

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:132.0) Gecko/20100101 Firefox/132.0"
EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Edg/130.0"
PHONE = "Mozilla/5.0 (Linux; Android 14; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Mobile Safari/537.36"
IPAD = "Mozilla/5.0 (iPad; CPU OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Version/17.5 Mobile/15E148 Safari/604.1"


@pytest.mark.parametrize(("minutes", "words"), [(0, "0 мин"), (59, "59 мин"), (60, "1 ч 0 мин"), (189, "3 ч 9 мин")])
def test_a_long_while_is_told_in_hours(minutes: int, words: str):
    assert span_words("bg", minutes) == words


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (FIREFOX, "Firefox, Windows"),
        (EDGE, "Edge, Windows"),
        (PHONE, "Chrome, Android"),
        (IPAD, "Safari, iPad"),
        ("curl/8.5", "curl/8.5"),
        ("", ""),
    ],
)
def test_a_browser_is_called_by_the_name_its_owner_knows(agent: str, name: str):
    assert browser_name(agent) == name
