"""The list of a session on paper: who is to come, with room for signatures."""

from domain import clock
from domain.courses.reading import MeetingCard
from domain.papers import texts
from domain.papers.typesetting import typeset
from domain.phrases import _, day_words, hour_words, say, word
from models.courses import SignUpStatus

#: Empty lines for those who come without having signed up; a session with one person has none.
FREE_LINES = 3
_WORDS = {
    "page": texts.PAGE,
    "number": _("No."),
    "name": _("Name"),
    "came": _("Came"),
    "signature": _("Signature"),
    "minutes": _("It lasted, in minutes:"),
    "worker": _("Held by:"),
    "by_case": _("participant by a case"),
}


async def attendance_pdf(card: MeetingCard, *, organisation: str, language: str = "bg") -> bytes:
    """The list of the session, with the names that its reader may know."""
    meeting = card.meeting
    words = {key: say(language, phrase) for key, phrase in _WORDS.items()}
    begins = clock.local(meeting.starts_at)
    when = say(
        language,
        _("{day}, {hour} o'clock, {minutes} minutes"),
        day=day_words(language, begins.date()),
        hour=hour_words(meeting.starts_at),
        minutes=meeting.minutes,
    )
    data = texts.common(language, organisation, say(language, _("List of who came")))
    data |= {
        "words": words,
        "subject": card.course.title if card.course else "",
        "when": when.capitalize(),
        "where": ", ".join(filter(None, (card.office.name, meeting.place))),
        "topic": meeting.topic,
        "worker": card.worker,
        "lines": _lines(card, language, words["by_case"]),
    }
    return await typeset("attendance", data)


def _lines(card: MeetingCard, language: str, unnamed: str) -> list[list[str]]:
    coming = [one for one in card.participants if one.sign_up is None or one.sign_up.status is SignUpStatus.SEATED]
    marks = [word(language, one.attendance.presence) if one.attendance else "" for one in coming]
    named = [[one.name or unnamed, mark] for one, mark in zip(coming, marks, strict=True)]
    free = [["", ""]] * (FREE_LINES if card.course else 0)
    return [[str(number), *line, ""] for number, line in enumerate([*named, *free], 1)]
