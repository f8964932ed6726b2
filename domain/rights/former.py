"""Guarded people on whom no team works any more: how they are found for a request, and what it opens.

No search finds them. Whoever answers for them types the ЕГН that was shown at the desk; the copy and the paper "who has
seen my file" open only while a request of that person waits. Every look is audited.
"""

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import access, audit
from domain.access import Actor, Deed, Rows
from domain.people.numbers import EGN_SCOPE, parse_number
from domain.phrases import _
from domain.refusals import Refusal, WrongInput
from domain.secrets import keyed_hash
from models.audit import AuditAction
from models.cases import LIVE, Case
from models.people import Person
from models.rights import DataRequest, RequestStatus

#: What the audit says was looked at.
SHOWN_REQUESTS = "requests"


class NobodyToAnswerFor(Refusal):
    """Nobody with this ЕГН is without a team. Please look among the people; of whom somebody guards, the team's head
    takes the request and answers it.
    """


async def find_former(session: AsyncSession, actor: Actor, *, egn: str) -> Person:
    """The guarded person of that number whom no team finds any more. Raises WrongInput and NobodyToAnswerFor."""
    access.demand(actor, Deed.ANSWER_FORMER)
    number = parse_number(egn)
    if number is None:
        raise WrongInput(egn=_("These figures are no ЕГН. Please type all ten as they stand in the document."))
    same = access.former_people(actor).where(col(Person.egn_hash) == keyed_hash(number.digits, EGN_SCOPE))
    person: Person | None = await session.scalar(same)
    if person is None:
        raise NobodyToAnswerFor
    return person


def asking(actor: Actor) -> Rows[Person]:
    """Those of them of whom a request waits for its answer."""
    waits = sa.select(col(DataRequest.person_id)).where(col(DataRequest.status) == RequestStatus.OPEN)
    return access.former_people(actor).where(col(Person.id).in_(waits))


def closed_cases_of(actor: Actor) -> sa.Select[int | None]:
    """The numbers of their ended cases, which the answer is about too."""
    people = asking(actor).with_only_columns(col(Person.id))
    return sa.select(col(Case.id)).where(col(Case.person_id).in_(people), col(Case.status).not_in(LIVE))


async def note_look(session: AsyncSession, actor: Actor, person: Person) -> None:
    """Write down that the requests of such a person were looked at; what others ask is no opened file."""
    former = access.former_people(actor).where(col(Person.id) == person.id).with_only_columns(col(Person.id))
    if await session.scalar(former) is not None:
        shown = {"shown": SHOWN_REQUESTS}
        audit.record(session, AuditAction.OPENED, "person", person.key, person_id=person.key, after=shown)


def either(people: Rows[Person], former: Rows[Person]) -> Rows[Person]:
    """Everybody of the one and of the other."""
    ways = (sa.true() if rows.whereclause is None else rows.whereclause for rows in (people, former))
    return sa.select(Person).where(sa.or_(*ways))
