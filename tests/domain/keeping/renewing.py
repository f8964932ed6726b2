"""Members of staff who have just given password and code anew."""

from dataclasses import replace

from domain import clock
from domain.access import Actor
from models.staff import Staff
from tests.cast import Cast


def renewed(people: Cast, member: Staff) -> Actor:
    """The actor that a member is right after it."""
    return replace(people.staff(member), renewed_at=clock.now())
