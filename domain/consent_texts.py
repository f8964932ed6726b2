"""The texts to which people consent, by purpose and version. A version that was signed once is never reworded."""

from dataclasses import dataclass
from datetime import date

from domain.phrases import Phrase, _
from models.referrals import Purpose


@dataclass(frozen=True)
class ConsentText:
    """One version of a text; `since` is the day from which it is shown for signing."""

    purpose: Purpose
    version: str
    since: date
    words: Phrase


TEXTS: tuple[ConsentText, ...] = (
    ConsentText(
        Purpose.SERVICE,
        "2026-1",
        date(2026, 1, 1),
        _(
            "I agree that the provider keeps and uses my data, also those about my health, in order to give me the"
            " service. I may withdraw this at any time; what was done until then stays lawful."
        ),
    ),
    ConsentText(
        Purpose.SHARING,
        "2026-1",
        date(2026, 1, 1),
        _(
            "I agree that the provider refers me to other institutions and tells them my name, how to reach me and what"
            " help I need, as far as the help requires it. I may withdraw this at any time."
        ),
    ),
    ConsentText(
        Purpose.CHILD_DATA,
        "2026-1",
        date(2026, 1, 1),
        _(
            "I agree that the provider gives data about the child to the institutions that protect and support it, as"
            " far as the support requires it. From 14 years on the child agrees too. I may withdraw this at any time."
        ),
    ),
    ConsentText(
        Purpose.PICTURES,
        "2026-1",
        date(2026, 1, 1),
        _(
            "I agree that pictures are taken at events of the service and shown in its rooms. The service does not"
            " depend on this. I may withdraw it at any time."
        ),
    ),
)


def text_of(purpose: Purpose, version: str) -> ConsentText | None:
    """The text that was signed; None for a version that nobody knows."""
    return next((one for one in TEXTS if (one.purpose, one.version) == (purpose, version)), None)


def text_on(purpose: Purpose, day: date) -> ConsentText:
    """The text that is shown for signing on a day: the newest that holds by then."""
    known = sorted((one for one in TEXTS if one.purpose is purpose), key=lambda one: one.since)
    return next((one for one in reversed(known) if one.since <= day), known[0])
