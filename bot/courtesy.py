"""Greetings and thanks: people say them to a chat as to a person, and nobody who does has been misunderstood."""

from bot.matching import exact
from bot.talk import Button
from domain.phrases import Phrase, _, say

GREETINGS = _("hello, hi, hey, good day, good morning, good afternoon, good evening")
HELLO = _("Hello!")
_THANKS = _("thank you, thanks, many thanks, thank you very much, goodbye, bye, good night, all the best")
_ALL_THE_BEST = _("Thank you, too. All the best!")


def is_greeting(language: str, heard: str) -> bool:
    """Whether nothing but a greeting was heard (normalised)."""
    return _is_among(language, heard, GREETINGS)


def thanked(language: str, heard: str) -> Phrase | None:
    """What is answered to thanks and goodbyes; None to anything else."""
    return _ALL_THE_BEST if _is_among(language, heard, _THANKS) else None


def _is_among(language: str, heard: str, words: Phrase) -> bool:
    return exact(heard, (Button("", "", say(language, words)),)) is not None
