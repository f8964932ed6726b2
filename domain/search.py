"""One normalised text for every search, so that Cyrillic of any case and Latin spelling find the same person."""

import re
import unicodedata

_LATIN = dict(
    zip(
        "абвгдежзийклмнопрстуфхцчшщъьюяѝёэы",
        [*"abvgde", "zh", *"ziyklmnoprstufh", "ts", "ch", "sh", "sht", "a", "y", "yu", "ya", "i", "e", "e", "i"],
        strict=True,
    )
)
_LETTERS = str.maketrans(_LATIN)
_OTHER = re.compile(r"[^a-z0-9]+")


def normalised(text: str) -> str:
    """Lower-case Latin letters and figures, words parted by one space (official Bulgarian transliteration)."""
    folded = unicodedata.normalize("NFKC", text).casefold().translate(_LETTERS)
    plain = "".join(c for c in unicodedata.normalize("NFD", folded) if not unicodedata.combining(c))
    return _OTHER.sub(" ", plain).strip()


def searchable(*parts: str | None) -> str:
    """The search text of a record, from what people may look for."""
    return " ".join(normalised(part) for part in parts if part)


def like(text: str) -> str:
    """A pattern for LIKE that finds the text anywhere; normalised text holds no wildcard."""
    return f"%{normalised(text)}%"
