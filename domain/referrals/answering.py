"""What becomes of a referral: accepted, declined, withdrawn, done. Of two answers at once the database takes one."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import audit, clock
from domain.access import Actor, ActorKind, Deed, demand, find
from domain.people.numbers import demand_no_number
from domain.phrases import _, word
from domain.referrals.applying import apply_for
from domain.referrals.rows import Side, sides_of, visible_referrals
from domain.referrals.sending import demand_consent, demand_consent_to_tell
from domain.refusals import NotAllowed, Refusal, WrongInput
from models.audit import AuditAction
from models.people import Person
from models.referrals import Direction, Referral, ReferralDecline, ReferralStatus

_LONGEST_WORDS = 1000


class AlreadyAnswered(Refusal):
    """Somebody was quicker, this is now: {status}. Please open it anew and see where it stands."""


class OtherSideActs(Refusal):
    """This is for the other side to do. Please wait for its answer, or write it a message."""


async def accept(session: AsyncSession, actor: Actor, *, referral_id: int) -> Referral:
    """Take a referral on; from now on its details are open, and one to us becomes an application.

    One from us is accepted only while the consent holds. Raises AlreadyAnswered, OtherSideActs, NoConsent.
    """
    referral = await _answered_by(session, actor, referral_id)
    if referral.direction is Direction.OUT:
        await _demand_lasting_consent(session, referral)
    await _move(session, referral, ReferralStatus.SENT, status=ReferralStatus.ACCEPTED, **_decided(actor))
    if referral.direction is Direction.IN:
        await apply_for(session, actor, referral)
    return referral


async def decline(
    session: AsyncSession, actor: Actor, *, referral_id: int, reason: ReferralDecline, words: str = ""
) -> Referral:
    """Send a referral back with a reason of the closed list; words only where none of them fits.

    Raises AlreadyAnswered, OtherSideActs, WrongInput and NumberInWords.
    """
    referral = await _answered_by(session, actor, referral_id)
    if reason is ReferralDecline.OTHER and not words.strip():
        raise WrongInput(words=_("Please write the reason in a few words."))
    _demand_short(words=words)
    demand_no_number(words)
    said = words.strip() if reason is ReferralDecline.OTHER else ""
    return await _move(
        session,
        referral,
        ReferralStatus.SENT,
        status=ReferralStatus.DECLINED,
        decline_reason=reason,
        decline_words=said,
        **_decided(actor),
    )


async def withdraw(session: AsyncSession, actor: Actor, *, referral_id: int) -> Referral:
    """Take one's own referral back while nobody has answered it."""
    referral = await _own(session, actor, referral_id, Deed.SEND_REFERRALS, Side.SENDER)
    return await _move(session, referral, ReferralStatus.SENT, status=ReferralStatus.WITHDRAWN, **_decided(actor))


async def finish(session: AsyncSession, actor: Actor, *, referral_id: int, outcome: str) -> Referral:
    """Say that what was asked is done, and how it ended: of a child only while the consent holds. Raises NoConsent."""
    referral = await _own(session, actor, referral_id, Deed.SEND_REFERRALS, Side.RECEIVER)
    if not outcome.strip():
        raise WrongInput(outcome=_("Please write how it ended."))
    _demand_short(outcome=outcome)
    demand_no_number(outcome)
    if referral.direction is Direction.IN:
        await demand_consent_to_tell(session, referral)
    return await _move(
        session,
        referral,
        ReferralStatus.ACCEPTED,
        status=ReferralStatus.DONE,
        outcome=outcome.strip(),
        done_at=clock.now(),
    )


async def note_case(session: AsyncSession, *, referral_id: int, case_id: int, person_id: int) -> None:
    """Write down which case a referral to us has led to; from now on one about a child is for its team alone."""
    referral = await session.get_one(Referral, referral_id)
    referral.case_id, referral.person_id = case_id, person_id
    await session.flush()


async def _answered_by(session: AsyncSession, actor: Actor, referral_id: int) -> Referral:
    """A referral that waits for the actor's side. Only the head of an office answers what is referred to it."""
    demand(actor, Deed.SEE_REFERRALS)
    deed = Deed.ANSWER_REFERRALS if actor.institution_id is not None else None
    if deed is None:
        found = await find(session, visible_referrals(actor), referral_id)
        deed = Deed.ANSWER_REFERRALS if found.direction is Direction.IN else Deed.SEND_REFERRALS
    return await _own(session, actor, referral_id, deed, Side.RECEIVER)


async def _own(session: AsyncSession, actor: Actor, referral_id: int, deed: Deed, side: Side) -> Referral:
    """A referral to which the deed extends and on whose `side` the actor stands."""
    if actor.kind is not ActorKind.STAFF:
        raise NotAllowed
    demand(actor, deed)
    referral = await find(session, visible_referrals(actor).where(_reached(actor, deed)), referral_id, fresh=True)
    if side not in await sides_of(session, actor, referral):
        raise OtherSideActs
    return referral


def _reached(actor: Actor, deed: Deed) -> sa.ColumnElement[bool]:
    return col(Referral.id).in_(visible_referrals(actor, deed).with_only_columns(col(Referral.id)))


async def _demand_lasting_consent(session: AsyncSession, referral: Referral) -> None:
    person = await session.get_one(Person, referral.person_id)
    await demand_consent(session, person, about_child=referral.is_about_child, basis=referral.basis)


def _demand_short(**texts: str) -> None:
    wrong = {
        name: _("This text is too long. Please shorten it.")
        for name, text in texts.items()
        if len(text) > _LONGEST_WORDS
    }
    if wrong:
        raise WrongInput(**wrong)


def _decided(actor: Actor) -> dict[str, Any]:
    return {"decided_at": clock.now(), "decided_by": actor.number}


async def _move(session: AsyncSession, referral: Referral, before: ReferralStatus, **values: Any) -> Referral:
    """Change a referral that is still as `before`; whoever comes second meets AlreadyAnswered."""
    change = (
        sa.update(Referral)
        .where(col(Referral.id) == referral.id, col(Referral.status) == before)
        .values(**values, version=col(Referral.version) + 1)
        .returning(col(Referral.id))
    )
    moved = await session.scalar(change.execution_options(audited=True, synchronize_session=False))
    await session.refresh(referral)
    if moved is None:
        status = referral.status
        raise AlreadyAnswered(status=lambda language: word(language, status))
    audit.record(
        session,
        AuditAction.CHANGED,
        "referral",
        referral.key,
        person_id=referral.person_id,
        before={"status": before.value},
        after={"status": referral.status.value} | _said(values),
    )
    return referral


def _said(values: dict[str, Any]) -> dict[str, str]:
    """The reason of the closed list; what was written in words stays in the referral."""
    reason = values.get("decline_reason")
    return {"decline_reason": reason.value} if reason else {}
