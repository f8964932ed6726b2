"""Which button an answer means: the button itself, its words, or its number, in any case and alphabet."""

from collections.abc import Sequence
from functools import lru_cache

from bot.talk import Button
from domain.phrases import _, say
from domain.search import normalised

_ORDINALS = (
    _("one, first, the first, number one"),
    _("two, second, the second, number two"),
    _("three, third, the third, number three"),
    _("four, fourth, the fourth, number four"),
    _("five, fifth, the fifth, number five"),
    _("six, sixth, the sixth, number six"),
)
_NO = _("no, not")


def exact(heard: str, buttons: Sequence[Button]) -> Button | None:
    """The button whose words were heard, whole; `heard` is normalised."""
    for button in buttons:
        if heard == plain(button.text) or heard in _words_of(button.also):
            return button
    return None


def numbered(language: str, heard: str, buttons: Sequence[Button]) -> Button | None:
    """The button whose number was heard, in figures or in words; the first is number one."""
    place = _place(language, heard)
    return buttons[place] if place is not None and 0 <= place < len(buttons) else None


def meant(language: str, heard: str, buttons: Sequence[Button]) -> Button | None:
    """The one button that was meant: by a part of its words, or by its words with more after them."""
    if not heard:
        return None
    return _only(_holding(heard, buttons)) or _only(_begun(language, heard, buttons))


def refuses(language: str, heard: str) -> bool:
    """Whether there is a "no" among the words."""
    return bool(_words_of(say(language, _NO)) & set(heard.split()))


def _place(language: str, heard: str) -> int | None:
    if heard.isdigit():
        return int(heard) - 1
    for place, words in enumerate(_ORDINALS):
        if heard in _words_of(say(language, words)):
            return place
    return None


def _holding(heard: str, buttons: Sequence[Button]) -> list[Button]:
    """Buttons whose text holds every word that was heard."""
    words = set(heard.split())
    return [button for button in buttons if words <= set(plain(button.text).split())]


def _begun(language: str, heard: str, buttons: Sequence[Button]) -> list[Button]:
    """Buttons with whose words a short answer begins. "Yes, but not today" is no yes."""
    found = []
    for button in buttons:
        for words in {plain(button.text), *_words_of(button.also)}:
            rest = heard.removeprefix(f"{words} ")
            if words and rest != heard and len(rest.split()) <= 4 and not refuses(language, rest):
                found.append(button)
                break
    return found


def _only(found: list[Button]) -> Button | None:
    return found[0] if len(found) == 1 else None


@lru_cache(2048)
def plain(text: str) -> str:
    """The words on a button as they are heard; buttons are few, so they are kept."""
    return normalised(text)


@lru_cache(2048)
def _words_of(also: str) -> frozenset[str]:
    return frozenset(normalised(word) for word in also.split(",")) - {""}
