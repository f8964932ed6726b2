"""What a name must be, whoever is written down: on a card and on an application alike."""

from typing import Protocol

from domain.phrases import Phrase, _

NAMES = ("first_name", "middle_name", "last_name")
_LONGEST = 60


class Named(Protocol):
    """Whoever has names."""

    @property
    def first_name(self) -> str:
        """The given name."""

    @property
    def middle_name(self) -> str:
        """The father's name; may be empty."""

    @property
    def last_name(self) -> str:
        """The family's name."""


def wrong_names(facts: Named) -> dict[str, Phrase]:
    """What is wrong with the names, by field."""
    wrong: dict[str, Phrase] = {}
    if not facts.first_name.strip():
        wrong["first_name"] = _("Please write the first name.")
    if not facts.last_name.strip():
        wrong["last_name"] = _("Please write the last name.")
    for name in NAMES:
        if len(getattr(facts, name)) > _LONGEST:
            wrong[name] = _("This name is too long. Please shorten it.")
    return wrong
