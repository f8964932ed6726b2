"""Requests about the own data in the demonstration: one overdue, one whose term was extended, one new, one answered."""

from datetime import date, timedelta
from typing import Any

from domain import clock
from domain.calendar import Calendar
from domain.demo.loaded import Loaded
from domain.demo.writing import Rows
from domain.rights.requests import LONGEST_MONTHS, MONTHS, due_after
from models.people import Person
from models.rights import DataRequest, DataRight, RequestStatus

_CALENDAR = Calendar()
_RECEIVER = "administrator"
#: How many days ago, by whom (the number of a person), what, and in which words. Invented, as the people are.
_ASKED: tuple[tuple[int, int, DataRight, str], ...] = (
    (38, 3, DataRight.ACCESS, "Искам да видя всичко, което пише за мен при вас."),
    (45, 5, DataRight.ERASURE, "Вече не ползвам услугата. Заличете каквото може."),
    (2, 7, DataRight.CORRECTION, "Презимето ми е записано грешно."),
    (60, 9, DataRight.OBJECTION, "Не искам да ме снимате на празниците."),
)
_EXTENDED, _ANSWERED = 5, 9


def add_requests(rows: Rows, loaded: Loaded) -> None:
    """Add the requests of those of the people that the demonstration has."""
    for days, person, right, words in _ASKED:
        if person <= rows.last[Person]:
            received = clock.today() - timedelta(days=days)
            facts = {"due_on": due_after(received, MONTHS, _CALENDAR)} | _further(loaded, person, received)
            rows.put(
                DataRequest,
                organisation_id=loaded.sofia,
                person_id=person,
                right=right,
                words=words,
                received_on=received,
                received_by=loaded.staff[_RECEIVER],
                **facts,
            )


def _further(loaded: Loaded, person: int, received: date) -> dict[str, Any]:
    """What became of it since."""
    later = received + timedelta(days=20)
    if person == _EXTENDED:
        reason = "Досието е на хартия и се намира в архива."
        return {
            "due_on": due_after(received, LONGEST_MONTHS, _CALENDAR),
            "extended_on": later,
            "extension_reason": reason,
        }
    if person == _ANSWERED:
        return {
            "status": RequestStatus.GRANTED,
            "answer": "Няма да Ви снимаме. Казахме и на колегите.",
            "answered_on": later,
            "answered_by": loaded.staff[_RECEIVER],
        }
    return {}
