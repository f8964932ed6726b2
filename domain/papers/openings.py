"""The paper for the person: who has seen the file, by days, in plain words."""

from collections.abc import Sequence

from domain.openings import DayLine
from domain.papers import texts
from domain.papers.typesetting import typeset
from domain.phrases import _, _n, say, say_n

_WORDS = {
    "page": texts.PAGE,
    "intro": _(
        "These are the people who looked at your file, gave something of it out or changed it. "
        "Each line is one person on one day."
    ),
    "nobody": _("Nobody has opened your file yet."),
    "program": _("What the program does by itself, such as counting the orders of a day, is left out."),
    "rights": _(
        "If you do not know why somebody looked, ask us. We will find out and tell you. "
        "You may also complain to the Commission for Personal Data Protection."
    ),
    "day": _("Day"),
    "who": _("Who"),
    "what": _("What"),
    "times": _("How often"),
}
_TIMES = _n("one time", "{n} times")


async def openings_pdf(lines: Sequence[DayLine], *, organisation: str, name: str, language: str = "bg") -> bytes:
    """Who has seen the file of the person with this name."""
    data = texts.common(language, organisation, say(language, _("Who has seen my file")))
    data |= {
        "words": {key: say(language, phrase) for key, phrase in _WORDS.items()},
        "name": name,
        "lines": [_row(language, line) for line in lines],
    }
    return await typeset("openings", data)


def _row(language: str, line: DayLine) -> list[str]:
    who = line.who(language)
    if line.for_whom:
        who = say(language, _("{name}, on behalf of {other}"), name=who, other=line.for_whom(language))
    return [f"{line.day:%d.%m.%Y}", who, line.what(language), say_n(language, _TIMES, line.times)]
