"""The word for each value of every closed set, as a person reads it."""

from enum import Enum

from domain.phrases import Phrase
from domain.words import asking, cases, everyday, needs, work

#: By class and name, since equal values of two sets are equal strings.
WORDS: dict[tuple[type[Enum], str], Phrase] = {
    (type(value), value.name or ""): phrase
    for pairs in (everyday.PAIRS, cases.PAIRS, asking.PAIRS, needs.PAIRS, work.PAIRS)
    for value, phrase in pairs
}


def phrase_of(value: Enum) -> Phrase:
    """The English word for a value."""
    return WORDS[type(value), value.name]
