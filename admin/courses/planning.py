"""Reading the form by which sessions are planned: of a course and of a case alike."""

from datetime import time

from admin.reading import NOT_A_DAY, day_typed, number_typed
from admin.visit import Visit
from domain.courses.meetings import MeetingFacts, Planned
from domain.phrases import Phrase, _, day_words
from domain.refusals import WrongInput

_NOT_AN_HOUR = _("Please write an hour, for example 10:30.")
NOT_A_NUMBER = _("Please write a whole number.")


def meeting_facts(visit: Visit) -> MeetingFacts:
    """What was typed of when, how long, who and where. Raises WrongInput."""
    day = day_typed(visit, "day")
    if day is None:
        raise WrongInput(day=NOT_A_DAY)
    return MeetingFacts(
        day=day,
        start=hour_typed(visit),
        minutes=number_typed(visit, "minutes", NOT_A_NUMBER),
        worker_id=number_typed(visit, "worker_id"),
        place=visit.typed("place"),
        topic=visit.typed("topic"),
        times=number_typed(visit, "times", NOT_A_NUMBER),
    )


def hour_typed(visit: Visit) -> time:
    """The hour at which it begins. Raises WrongInput."""
    try:
        return time.fromisoformat(visit.typed("start").replace(".", ":").zfill(5)).replace(tzinfo=None)
    except ValueError:
        raise WrongInput(start=_NOT_AN_HOUR) from None


def said_of(visit: Visit, planned: Planned) -> tuple[Phrase, dict[str, object]]:
    """What the page says after sessions were planned, and which weeks were left out."""
    if not planned.left_out:
        return _("Planned sessions: {n}."), {"n": len(planned.meetings)}
    days = "; ".join(day_words(visit.language, day) for day in planned.left_out)
    text = _("Planned sessions: {n}. The office does not work on these days, so they are left out: {days}.")
    return text, {"n": len(planned.meetings), "days": days}
