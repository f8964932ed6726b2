"""The demonstration's requests about the own data: one of each state, so that a newcomer finds what is late."""

from datetime import datetime

import pytest

from domain import clock
from domain.demo.loaded import Loaded
from domain.demo.rights import add_requests
from domain.demo.writing import Rows
from models.people import Person
from models.rights import DataRequest, RequestStatus


@pytest.mark.parametrize(("people", "found"), [(2, 0), (6, 2), (60, 4)])
def test_there_are_requests_late_extended_new_and_answered(tuesday: datetime, people: int, found: int):
    rows, loaded = Rows(), Loaded(organisations={"sofia": 1}, staff={"administrator": 1})
    rows.last[Person] = people
    add_requests(rows, loaded)
    requests = rows.waiting[DataRequest]
    assert len(requests) == found
    if found == 4:
        states = [(one["status"], one["due_on"] < clock.today(), one["extended_on"] is None) for one in requests]
        assert states == [
            (RequestStatus.OPEN, True, True),
            (RequestStatus.OPEN, False, False),
            (RequestStatus.OPEN, False, True),
            (RequestStatus.GRANTED, True, True),
        ]
