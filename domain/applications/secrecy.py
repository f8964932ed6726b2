"""Which cases are guarded from their first day."""

from datetime import date

from models.cases import Secrecy
from models.places import Programme, ProgrammeKind

#: In `Programme.facts`: "sealed" for adoption and violence, "child" for a child's service of another kind.
FACT = "secrecy"
_ADULT = 18


def secrecy_of(programme: Programme, born: date | None, today: date) -> Secrecy:
    """A child's case is for the named team (чл. 84(2) ЗСУ); who may be a child, for want of a birthday, is one."""
    named = programme.facts.get(FACT)
    if named == Secrecy.SEALED:
        return Secrecy.SEALED
    of_children = named == Secrecy.CHILD or programme.kind is ProgrammeKind.CHILDREN
    return Secrecy.CHILD if of_children and not _is_adult(born, today) else Secrecy.OPEN


def _is_adult(born: date | None, today: date) -> bool:
    if born is None:
        return False
    had_birthday = (today.month, today.day) >= (born.month, born.day)
    return today.year - born.year - (not had_birthday) >= _ADULT
