"""Boxes by diet, in words: "12 × обща диета, 3 × диабетна диета"."""

from functools import cache

from domain.phrases import word
from domain.routes.cards import Boxes
from models.people import Diet


def box_words(language: str, boxes: Boxes) -> str:
    """How many boxes of which diet; empty for none."""
    return _words(language, tuple((diet, count) for diet, count in boxes.items() if count))


@cache
def _words(language: str, boxes: tuple[tuple[Diet, int], ...]) -> str:
    """Hundreds of doors have the same few boxes."""
    return ", ".join(f"{count} × {word(language, diet)}" for diet, count in boxes)
