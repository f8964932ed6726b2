"""Notes for the driver, as an office writes them down; invented."""

import random

_AT_ANY_DOOR = (
    "Чува трудно – почукайте силно.",
    "Ходи бавно, изчакайте до вратата.",
    "Моля, обадете се по телефона 5 минути преди да дойдете.",
    "Вижда слабо – кажете кой сте.",
    "Има куче, не е зло.",
    "Моля, оставете храната на масата в кухнята.",
    "Ако не отворят, обадете се на близките.",
    "Вземете празните съдове.",
)
_AT_A_FLAT = (
    "Асансьорът често не работи.",
    "Звънецът не работи – почукайте.",
    "Входът се отваря с домофон, звънете на името.",
    "Входната врата е откъм градинката.",
    "Съседката отваря входа, ако никой не отговаря.",
)
_AT_A_HOUSE = (
    "Портата е откъм малката улица.",
    "Къщата е в дъното на двора.",
    "Звънецът е на портата, вдясно.",
    "Улицата е тясна – спрете на ъгъла.",
)
_SHARE = 0.3


def for_flat(rng: random.Random) -> str:
    """A note for three doors in ten."""
    return _one_of(rng, _AT_ANY_DOOR + _AT_A_FLAT)


def for_house(rng: random.Random) -> str:
    """A note for three houses in ten."""
    return _one_of(rng, _AT_ANY_DOOR + _AT_A_HOUSE)


def _one_of(rng: random.Random, notes: tuple[str, ...]) -> str:
    return rng.choice(notes) if rng.random() < _SHARE else ""
