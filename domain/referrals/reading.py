"""Referrals as lists and sheets show them to either side."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import audit, clock
from domain.access import Actor, Deed, demand, find, visible_cases
from domain.applications.rows import visible_applications
from domain.consents import NoConsent
from domain.referrals.details import Details, opened
from domain.referrals.news import News, news_of
from domain.referrals.rows import Side, sides_of, visible_referrals
from domain.referrals.sending import ENDED_WITHOUT_HELP, demand_consent
from models.applications import Application
from models.audit import AuditAction
from models.cases import Case, Secrecy
from models.people import Person
from models.places import Office, Programme
from models.referrals import Direction, Institution, Referral, ReferralStatus
from models.staff import Staff

#: Not answered for so long, a referral is marked: somebody should ring the other side.
STALLED_AFTER = timedelta(days=7)
_UNDER_WAY = (ReferralStatus.SENT, ReferralStatus.ACCEPTED)
_OPENED = (ReferralStatus.ACCEPTED, ReferralStatus.DONE)


class Box(StrEnum):
    """Where a referral lies: come to one's own side, gone out from it, or at its end."""

    INBOX = "inbox"
    OUTBOX = "outbox"
    DECIDED = "decided"


class Act(StrEnum):
    """What the reader can do with a referral now."""

    ANSWER = "answer"
    WITHDRAW = "withdraw"
    FINISH = "finish"
    TELL = "tell"
    TRY_ANEW = "try_anew"


@dataclass(frozen=True)
class ReferralRow:
    """A referral as a list shows it; nothing in it names the person."""

    referral: Referral
    #: Towards the reader's own side or from it.
    direction: Direction
    institution: str
    programme: str
    office: str
    days: int
    stalled: bool


@dataclass(frozen=True)
class ReferralPage:
    """One page of a list, and whether there is another."""

    rows: list[ReferralRow]
    more: bool


@dataclass(frozen=True)
class ReferralSheet:
    """One referral with all that its reader may know of it."""

    row: ReferralRow
    details: Details | None
    #: The details are closed again, because the consent to give them has ended.
    consent_ended: bool
    acts: frozenset[Act]
    news: list[News]
    #: The next tries of a referral that was declined or withdrawn.
    tried_anew: list[int]
    case_id: int | None
    application_id: int | None
    #: Who answered, for the reader's own side.
    decided_by: str

    @property
    def referral(self) -> Referral:
        """The referral itself."""
        return self.row.referral


async def referrals_in(
    session: AsyncSession, actor: Actor, *, box: Box, page: int = 1, per_page: int = 50, open_only: bool = False
) -> ReferralPage:
    """A box of the actor: what waits for an answer first, the oldest on top; of the decided the newest.

    `open_only`: without those about a child or of somebody guarded, also where the actor may see them.
    """
    demand(actor, Deed.SEE_REFERRALS)
    rows = _named(visible_referrals(actor)).where(_lies_in(actor, box))
    if open_only:
        rows = rows.where(_nothing_guarded())
    if box is Box.DECIDED:
        rows = rows.order_by(col(Referral.id).desc())
    else:
        rows = rows.order_by(col(Referral.status) != ReferralStatus.SENT, col(Referral.id))
    rows = rows.limit(per_page + 1).offset((max(page, 1) - 1) * per_page)
    found = [_row(actor, *one) for one in await session.execute(rows)]
    return ReferralPage(found[:per_page], more=len(found) > per_page)


def _lies_in(actor: Actor, box: Box) -> sa.ColumnElement[bool]:
    if box is Box.DECIDED:
        return col(Referral.status).not_in(_UNDER_WAY)
    partner = actor.institution_id is not None
    towards = Direction.IN if partner is (box is Box.OUTBOX) else Direction.OUT
    return col(Referral.status).in_(_UNDER_WAY) & (col(Referral.direction) == towards)


def _nothing_guarded() -> sa.ColumnElement[bool]:
    cases = sa.select(col(Case.id)).where(col(Case.secrecy) != Secrecy.OPEN)
    people = sa.select(col(Person.id)).where(col(Person.guarded))
    case, person = col(Referral.case_id), col(Referral.person_id)
    return (
        col(Referral.is_about_child).is_(False)
        & (case.is_(None) | case.not_in(cases))
        & (person.is_(None) | person.not_in(people))
    )


async def referrals_of_case(session: AsyncSession, actor: Actor, *, case_id: int) -> list[ReferralRow]:
    """The referrals of a case, newest first. Raises NotFound."""
    demand(actor, Deed.SEE_REFERRALS)
    await find(session, visible_cases(actor), case_id)
    rows = _named(visible_referrals(actor)).where(col(Referral.case_id) == case_id)
    return [_row(actor, *one) for one in await session.execute(rows.order_by(col(Referral.id).desc()))]


def _named(rows: sa.Select[Any]) -> sa.Select[Any]:
    """The rows with the names of institution, service and office."""
    return (
        rows.add_columns(col(Institution.name), col(Programme.name), col(Office.name))
        .join(Institution, col(Institution.id) == col(Referral.institution_id))
        .outerjoin(Programme, col(Programme.id) == col(Referral.programme_id))
        .outerjoin(Office, col(Office.id) == col(Referral.office_id))
    )


def _row(actor: Actor, referral: Referral, institution: str, programme: str | None, office: str | None) -> ReferralRow:
    to_reader = (referral.direction is Direction.IN) is (actor.institution_id is None)
    direction = Direction.IN if to_reader else Direction.OUT
    waited = clock.now() - referral.sent_at
    stalled = referral.status is ReferralStatus.SENT and waited > STALLED_AFTER
    return ReferralRow(referral, direction, institution, programme or "", office or "", waited.days, stalled)


async def referral_sheet(session: AsyncSession, actor: Actor, *, referral_id: int) -> ReferralSheet:
    """Open one referral. That its details were read is audited, so the unit must be one that writes."""
    demand(actor, Deed.SEE_REFERRALS)
    referral = await find(session, visible_referrals(actor), referral_id)
    sides = await sides_of(session, actor, referral)
    names = _named(visible_referrals(actor)).where(col(Referral.id) == referral.id)
    row = _row(actor, *(await session.execute(names)).one())
    details, consent_ended = await _details(session, actor, referral, sides)
    return ReferralSheet(
        row=row,
        details=details,
        consent_ended=consent_ended,
        acts=_acts(actor, referral, sides),
        news=await news_of(session, actor, referral),
        tried_anew=await _tried_anew(session, actor, referral),
        case_id=await _seen_case(session, actor, referral),
        application_id=await _seen_application(session, actor, referral),
        decided_by=await _decided_by(session, actor, referral),
    )


async def _details(
    session: AsyncSession, actor: Actor, referral: Referral, sides: frozenset[Side]
) -> tuple[Details | None, bool]:
    """The details for whoever wrote them, and for the other side once it has accepted and while the consent holds."""
    if referral.details_sealed is None:
        return None, False
    wrote = Side.SENDER in sides and (Side.RECEIVER not in sides or referral.sent_by == actor.number)
    if not wrote and referral.status not in _OPENED:
        return None, False
    if not wrote and referral.direction is Direction.OUT and actor.institution_id is not None:
        person = await session.get_one(Person, referral.person_id)
        try:
            await demand_consent(session, person, about_child=referral.is_about_child, basis=referral.basis)
        except NoConsent:
            return None, True
    audit.record(session, AuditAction.OPENED, "referral", referral.key, person_id=referral.person_id)
    return opened(referral.details_sealed), False


def _acts(actor: Actor, referral: Referral, sides: frozenset[Side]) -> frozenset[Act]:
    """What the reader can do: by role, by side, and by how far the referral is."""
    if not actor.may(Deed.SEND_REFERRALS):
        return frozenset()
    inward_to_us = referral.direction is Direction.IN and actor.institution_id is None
    answers = Side.RECEIVER in sides and (not inward_to_us or actor.may(Deed.ANSWER_REFERRALS))
    status = referral.status
    can = {
        Act.ANSWER: answers and status is ReferralStatus.SENT,
        Act.WITHDRAW: Side.SENDER in sides and status is ReferralStatus.SENT,
        Act.FINISH: Side.RECEIVER in sides and status is ReferralStatus.ACCEPTED,
        Act.TELL: status in _OPENED,
        Act.TRY_ANEW: Side.SENDER in sides and status in ENDED_WITHOUT_HELP,
    }
    return frozenset(act for act, possible in can.items() if possible)


async def _tried_anew(session: AsyncSession, actor: Actor, referral: Referral) -> list[int]:
    rows = visible_referrals(actor).with_only_columns(col(Referral.id)).where(col(Referral.follows_id) == referral.id)
    return list(await session.scalars(rows.order_by(col(Referral.id))))


async def _seen_case(session: AsyncSession, actor: Actor, referral: Referral) -> int | None:
    """The case, for whom it exists."""
    if referral.case_id is None or not actor.may(Deed.SEE_CASES):
        return None
    return await session.scalar(
        visible_cases(actor).with_only_columns(col(Case.id)).where(col(Case.id) == referral.case_id)
    )


async def _seen_application(session: AsyncSession, actor: Actor, referral: Referral) -> int | None:
    """The application it has become, for those who may open applications."""
    if not actor.may(Deed.SEE_APPLICATIONS):
        return None
    rows = visible_applications(actor).with_only_columns(col(Application.id))
    return await session.scalar(rows.where(col(Application.referral_id) == referral.id))


async def _decided_by(session: AsyncSession, actor: Actor, referral: Referral) -> str:
    """Who answered, for the own side; the other side knows the institution, not the colleague."""
    member = await session.get(Staff, referral.decided_by) if referral.decided_by else None
    if member is None or (member.institution_id is None) is not (actor.institution_id is None):
        return ""
    return member.name
