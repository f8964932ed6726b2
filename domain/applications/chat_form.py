"""The form of an application in the chat, as data: three short parts, and which of their questions are asked.

It asks for no ЕГН and no illness. Each answer is kept in words under its question; an empty one was left for later.
"""

from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import Any

from domain.phrases import Phrase, _


class Asked(StrEnum):
    """The questions."""

    WHOM = "whom"  #: whose application it is, for the one who writes it
    KIN = "kin"
    ASKER = "asker"
    NAME = "name"
    YEAR = "year"
    ADDRESS = "address"
    PHONE = "phone"
    ALONE = "alone"
    NEEDS = "needs"
    SINCE = "since"


class Whom(StrEnum):
    """For whom somebody asks."""

    SELF = "self"
    MOTHER = "mother"
    FATHER = "father"
    OTHER = "other"


class Part(StrEnum):
    """Parts of at most five questions."""

    WHO = "who"
    WHERE = "where"
    HELP = "help"


PARTS: dict[Part, tuple[Asked, ...]] = {
    Part.WHO: (Asked.WHOM, Asked.KIN, Asked.ASKER, Asked.NAME, Asked.YEAR),
    Part.WHERE: (Asked.ADDRESS, Asked.PHONE),
    Part.HELP: (Asked.ALONE, Asked.NEEDS, Asked.SINCE),
}
#: Without these nobody can be called about it.
REQUIRED = (Asked.NAME, Asked.PHONE)
YES, NO = "yes", "no"
#: In `Application.answers`: what the one who applied left for later, by question.
OPEN = "open"
#: Stands in `OPEN` when the one who applied did not know which service to choose.
SERVICE = "service"

#: What each answer is called where it is read back.
LABELS: dict[Asked, Phrase] = {
    Asked.WHOM: _("For whom"),
    Asked.KIN: _("Who this person is to the one who asks"),
    Asked.ASKER: _("Who writes"),
    Asked.NAME: _("Name"),
    Asked.YEAR: _("Born in"),
    Asked.ADDRESS: _("Address"),
    Asked.PHONE: _("Phone"),
    Asked.ALONE: _("Alone at home"),
    Asked.NEEDS: _("What help is needed"),
    Asked.SINCE: _("Since when"),
}

#: By which part of the office's form a question that was left for later is answered.
_ANSWERED_BY: dict[str, str] = {
    Asked.YEAR: "born", Asked.ADDRESS: "address_words", Asked.ALONE: "household", Asked.NEEDS: "wanted",
    Asked.SINCE: "since", Asked.ASKER: "applicant", Asked.KIN: "applicant", Asked.WHOM: "applicant",
}  # fmt: skip

_WHICH_SERVICE = _("Which service")

Told = Mapping[str, str]


def questions(told: Told) -> list[Asked]:
    """The questions of this application in their order: about the one who asks only where it is somebody else."""
    whom = told.get(Asked.WHOM, "")
    left_out = set()
    if whom != Whom.OTHER:
        left_out.add(Asked.KIN)
    if whom in ("", Whom.SELF):
        left_out.add(Asked.ASKER)
    return [one for part in PARTS.values() for one in part if one not in left_out]


def of_part(part: Part, told: Told) -> list[Asked]:
    """The questions of one part."""
    return [one for one in questions(told) if one in PARTS[part]]


def part_of(asked: Asked) -> Part:
    """The part in which a question stands."""
    return next(part for part, found in PARTS.items() if asked in found)


def next_question(told: Told) -> Asked | None:
    """The first question to which nothing was said yet; None when all were."""
    return next((one for one in questions(told) if one not in told), None)


def question_before(asked: Asked, told: Told) -> Asked | None:
    """The question before this one; None before the first."""
    asked_in_order = questions(told)
    place = asked_in_order.index(asked) if asked in asked_in_order else 0
    return asked_in_order[place - 1] if place else None


def still_needed(told: Told) -> list[Asked]:
    """The questions without whose answer the application cannot be sent."""
    return [one for one in REQUIRED if not told.get(one)]


def left_open(answers: Mapping[str, Any]) -> list[Phrase]:
    """What whoever applied in the chat left for later: the office asks it by phone."""
    found = answers.get(OPEN) or []
    return [_WHICH_SERVICE] * (SERVICE in found) + [LABELS[one] for one in Asked if one in found]


def open_after(answers: Mapping[str, Any], filled: Collection[str]) -> list[str]:
    """What is still to be asked when the office has filled these parts of its form, the service among them."""
    return [one for one in answers.get(OPEN) or [] if one != SERVICE and _ANSWERED_BY.get(one) not in filled]
