"""Who takes part in a session or a course, under the name that the reader may know."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain.access import Actor, visible_cases, visible_people
from models.cases import Case, Secrecy
from models.courses import Attendance, Meeting, SignUp, SignUpStatus
from models.people import Person

#: Under this key stands the person of a session with one; the others stand under the number of their sign-up.
ALONE = 0


@dataclass(frozen=True)
class Participant:
    """One who takes part. `name` is empty where the reader may not know it: then it is "a participant by a case"."""

    key: int
    name: str
    phone: str
    case_id: int | None
    case_number: str
    person_id: int | None
    sign_up: SignUp | None
    attendance: Attendance | None = None


async def participants_of_course(session: AsyncSession, actor: Actor, course_id: int) -> list[Participant]:
    """Everybody who has or awaits a seat, in the order of their wish."""
    rows = _sign_ups(actor).where(col(SignUp.course_id) == course_id, col(SignUp.status) != SignUpStatus.CANCELLED)
    return [_participant(*row) for row in await session.execute(rows)]


async def participants_of_meeting(session: AsyncSession, actor: Actor, meeting: Meeting) -> list[Participant]:
    """Who is to come to a session: those with a seat, and those who were marked at it and have left since."""
    marks = list(await session.scalars(sa.select(Attendance).where(col(Attendance.meeting_id) == meeting.key)))
    if meeting.course_id is None:
        return [await _alone(session, meeting, marks)]
    by_case = {one.case_id: one for one in marks if one.case_id}
    by_sign_up = {one.sign_up_id: one for one in marks if one.sign_up_id}
    rows = _sign_ups(actor).where(col(SignUp.course_id) == meeting.course_id)
    found = []
    for sign_up, case, person, may_see_case, may_see_person in await session.execute(rows):
        mark = by_case.get(case.key) if case else by_sign_up.get(sign_up.key)
        if sign_up.status is SignUpStatus.SEATED or (mark and sign_up.status is SignUpStatus.CANCELLED):
            found.append(_participant(sign_up, case, person, may_see_case, may_see_person, mark))
    return _each_case_once(found)


def _each_case_once(found: Sequence[Participant]) -> list[Participant]:
    """Whoever gave the seat up and came back stands once, by the seat that holds."""
    kept: dict[Any, Participant] = {}
    for one in found:
        name = one.sign_up.case_id if one.sign_up and one.sign_up.case_id else f"sign-up {one.key}"
        before = kept.get(name)
        if before is None or (one.sign_up and one.sign_up.status is SignUpStatus.SEATED):
            kept[name] = one
    return list(kept.values())


def _sign_ups(actor: Actor) -> sa.Select[SignUp, Case, Person, bool, bool]:
    """Sign-ups with their case and person, and whether the actor may see these."""
    cases = visible_cases(actor).with_only_columns(col(Case.id))
    people = visible_people(actor).with_only_columns(col(Person.id))
    number = sa.func.coalesce(col(SignUp.person_id), col(Case.person_id))
    return (
        sa.select(SignUp, Case, Person, col(Case.id).in_(cases), col(Person.id).in_(people))
        .outerjoin(Case, col(Case.id) == col(SignUp.case_id))
        .outerjoin(Person, col(Person.id) == number)
        .order_by(col(SignUp.signed_at), col(SignUp.id))
    )


def _participant(
    sign_up: SignUp,
    case: Case | None,
    person: Person | None,
    may_see_case: bool | None,
    may_see_person: bool | None,
    mark: Attendance | None = None,
) -> Participant:
    """Of a guarded case only its team reads the name; a person whom somebody guards is named only to those who find
    the card.
    """
    on_team = case is not None and case.secrecy is not Secrecy.OPEN and bool(may_see_case)
    guarded = (case is not None and case.secrecy is not Secrecy.OPEN) or (person is not None and person.guarded)
    known = not guarded or on_team or (bool(may_see_person) and (case is None or bool(may_see_case)))
    name = person.full_name if person else sign_up.name
    phone = (person.phone or "") if person else sign_up.phone
    return Participant(
        key=sign_up.key,
        name=name if known else "",
        phone=phone if known else "",
        case_id=case.key if case and known and may_see_case else None,
        case_number=case.number if case and known and may_see_case else "",
        person_id=person.key if person and known and may_see_person else None,
        sign_up=sign_up,
        attendance=mark,
    )


async def _alone(session: AsyncSession, meeting: Meeting, marks: Sequence[Attendance]) -> Participant:
    """The person of a session with one: whoever may see the session may see the case."""
    rows = sa.select(Case, Person).join(Person, col(Person.id) == col(Case.person_id))
    case, person = (await session.execute(rows.where(col(Case.id) == meeting.case_id))).one()
    return Participant(
        key=ALONE, name=person.full_name, phone=person.phone or "", case_id=case.key, case_number=case.number,
        person_id=person.key, sign_up=None, attendance=next(iter(marks), None),
    )  # fmt: skip
