"""Who may be known already: the same ЕГН or phone, looked for in the whole organisation before an application is saved.

The worker reads no more than is needed to recognise the person: of somebody of another office the name and the office,
of a guarded person nothing but whom to ask.
"""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain.access import Actor, visible_people
from domain.applications.rows import visible_applications
from domain.refusals import Refusal
from models.applications import Application, ApplicationStatus
from models.people import Person
from models.places import Office

_MOST = 8


@dataclass(frozen=True)
class Known:
    """Somebody with the same ЕГН or phone. A hidden one has neither name nor number."""

    by_egn: bool
    name: str = ""
    office: str = ""
    #: The card that may be chosen as "the same person".
    person_id: int | None = None
    #: The actor may open the card.
    own: bool = False
    #: The open application it stands on, if the actor may see it; `person_id` is empty then.
    application_id: int | None = None
    number: str = ""

    @property
    def hidden(self) -> bool:
        """Only the head of the office knows more."""
        return not self.name


class MaybeKnown(Refusal):
    """Somebody with this ЕГН or phone is known already. Please look who it is and choose below; nothing is lost."""

    def __init__(self, found: list[Known]) -> None:
        super().__init__()
        self.found = found


async def who_may_be_known(
    session: AsyncSession, actor: Actor, *, egn_hash: str | None, phone: str | None, besides: int | None = None
) -> list[Known]:
    """People and open applications with this ЕГН or phone; `besides` is the application that asks."""
    if not egn_hash and not phone:
        return []
    people = await _people(session, actor, egn_hash, phone)
    waiting = await _applications(session, actor, egn_hash, phone, besides)
    hidden = [one for one in (*people, *waiting) if one.hidden]
    return [one for one in (*people, *waiting) if not one.hidden] + hidden[:1]


def _same(table: Any, egn_hash: str | None, phone: str | None) -> sa.ColumnElement[bool]:
    ways = [col(table.egn_hash) == egn_hash] if egn_hash else []
    if phone:
        ways.append(col(table.phone) == phone)
        if table is Person:
            ways.append(col(Person.second_phone) == phone)
    return sa.or_(*ways)


async def _people(session: AsyncSession, actor: Actor, egn_hash: str | None, phone: str | None) -> list[Known]:
    own = col(Person.id).in_(visible_people(actor).with_only_columns(col(Person.id)))
    rows = (
        sa.select(Person, col(Office.name), own)
        .join(Office, col(Office.id) == col(Person.office_id))
        .where(_same(Person, egn_hash, phone), col(Person.same_as_id).is_(None))
        .order_by(col(Person.id))
        .limit(_MOST)
    )
    return [_person(*row, egn_hash=egn_hash) for row in await session.execute(rows)]


def _person(person: Person, office: str, own: bool, *, egn_hash: str | None) -> Known:
    by_egn = egn_hash is not None and person.egn_hash == egn_hash
    if person.guarded and not own:
        return Known(by_egn)
    name = " ".join(part for part in (person.first_name, person.middle_name, person.last_name) if part)
    return Known(by_egn, name, office, person_id=person.key, own=own)


async def _applications(
    session: AsyncSession, actor: Actor, egn_hash: str | None, phone: str | None, besides: int | None
) -> list[Known]:
    """Applications that wait and lead to no card yet."""
    own = col(Application.id).in_(visible_applications(actor).with_only_columns(col(Application.id)))
    rows = (
        sa.select(Application, col(Office.name), own)
        .join(Office, col(Office.id) == col(Application.office_id))
        .where(
            _same(Application, egn_hash, phone),
            col(Application.status) == ApplicationStatus.RECEIVED,
            col(Application.person_id).is_(None),
            col(Application.id) != (besides or 0),
        )
        .order_by(col(Application.id))
        .limit(_MOST)
    )
    return [_application(*row, egn_hash=egn_hash) for row in await session.execute(rows)]


def _application(application: Application, office: str, own: bool, *, egn_hash: str | None) -> Known:
    by_egn = egn_hash is not None and application.egn_hash == egn_hash
    if application.guarded and not own:
        return Known(by_egn)
    name = f"{application.first_name} {application.last_name}"
    shown = application.key if own else None
    return Known(by_egn, name, office, own=own, application_id=shown, number=application.number or "")
