"""What people agree to: for which purpose, to which text, who said so, until when, and when it was withdrawn."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import access, clock
from domain.access import Actor, ActorKind, Deed, Rows
from domain.consent_texts import ConsentText, text_of, text_on
from domain.phrases import Phrase, _
from domain.refusals import NotAllowed, Refusal, WrongInput
from models.people import Person
from models.referrals import Consent, ConsentGiver, Purpose

ADULT = 18
#: From this age the child's own consent is needed (чл. 11а ЗЗДет); before, it does not count (чл. 25в ЗЗЛД).
OWN_WORD = 14
SOON = timedelta(days=30)
_LONGEST_NAME = 120
_PARENTS = frozenset({ConsentGiver.PARENT, ConsentGiver.GUARDIAN})
_SELF = frozenset({ConsentGiver.PERSON, ConsentGiver.GUARDIAN})
_CHILD = frozenset({ConsentGiver.CHILD})


class NoConsent(Refusal):
    """Nobody has agreed that these data go to another institution. Please record the consent first."""


class PersonHasNotAgreed(NoConsent):
    """The person has not agreed that data go to another institution. Please record the consent first."""


class ParentsHaveNotAgreed(NoConsent):
    """No parent or guardian has agreed that data about the child are given out. Please record the consent first."""


class ChildHasNotAgreed(NoConsent):
    """From 14 years on the child must agree too that data are given out. Please record that consent first."""


@dataclass(frozen=True)
class ConsentRow:
    """A consent with its text, and whether it holds today."""

    consent: Consent
    text: ConsentText | None
    holds: bool
    ends_soon: bool


@dataclass(frozen=True)
class ConsentCard:
    """What was agreed for one person, and the texts that are shown for signing today."""

    person: Person
    rows: list[ConsentRow]
    texts: list[ConsentText]
    is_child: bool


@dataclass(frozen=True)
class EndingConsent:
    """A consent that ends within thirty days, and whose it is."""

    consent: Consent
    person: str


def years_old(born: date | None, day: date) -> int | None:
    """Full years on a day; None where the birthday is not known."""
    if born is None:
        return None
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def visible_consents(actor: Actor) -> Rows[Consent]:
    """Consents of people the actor may see, if the role may look at consents at all."""
    rows = sa.select(Consent)
    if actor.kind is ActorKind.JOB:
        return rows
    if actor.kind is not ActorKind.STAFF or not actor.may(Deed.SEE_CONSENTS):
        return rows.where(access.nothing())
    people = access.visible_people(actor).with_only_columns(col(Person.id))
    return rows.where(col(Consent.person_id).in_(people))


async def consent_card(session: AsyncSession, actor: Actor, *, person_id: int) -> ConsentCard:
    """The consents of a person with all that the form needs. Raises NotFound."""
    rows = await consents_of(session, actor, person_id=person_id)
    person = await access.find(session, access.visible_people(actor), person_id)
    age = years_old(person.born, clock.today())
    texts = [text_on(purpose, clock.today()) for purpose in Purpose]
    return ConsentCard(person, rows, texts, is_child=age is not None and age < ADULT)


async def consents_of(session: AsyncSession, actor: Actor, *, person_id: int) -> list[ConsentRow]:
    """Every consent that was given for a person, newest first. Raises NotFound."""
    access.demand(actor, Deed.SEE_CONSENTS)
    await access.find(session, access.visible_people(actor), person_id)
    rows = visible_consents(actor).where(col(Consent.person_id) == person_id)
    found = await session.scalars(rows.order_by(col(Consent.given_on).desc(), col(Consent.id).desc()))
    return [_row(consent) for consent in found]


def _row(consent: Consent) -> ConsentRow:
    today = clock.today()
    holds = _holds(consent, today)
    soon = holds and consent.until is not None and consent.until <= today + SOON
    return ConsentRow(consent, text_of(consent.purpose, consent.text_version), holds, ends_soon=soon)


def _holds(consent: Consent, today: date) -> bool:
    return (
        consent.withdrawn_at is None and consent.given_on <= today and (consent.until is None or consent.until >= today)
    )


async def ending_consents(session: AsyncSession, actor: Actor) -> list[EndingConsent]:
    """Consents that hold today and end within thirty days, the next first: time to ask anew."""
    access.demand(actor, Deed.SEE_CONSENTS)
    today = clock.today()
    rows = (
        visible_consents(actor)
        .add_columns(Person)
        .join(Person, col(Person.id) == col(Consent.person_id))
        .where(col(Consent.withdrawn_at).is_(None), col(Consent.until).between(today, today + SOON))
        .order_by(col(Consent.until), col(Consent.id))
    )
    return [EndingConsent(consent, person.full_name) for consent, person in await session.execute(rows)]


async def record_consent(
    session: AsyncSession,
    actor: Actor,
    *,
    person_id: int,
    purpose: Purpose,
    giver: ConsentGiver,
    giver_name: str,
    given_on: date | None = None,
    until: date | None = None,
) -> Consent:
    """Write down that somebody agreed to the text of the day. Raises NotFound, and WrongInput by field."""
    access.demand(actor, Deed.RECORD_CONSENTS)
    if actor.kind is not ActorKind.STAFF:
        raise NotAllowed
    person = await access.find(session, access.visible_people(actor), person_id)
    day = given_on or clock.today()
    wrong = _wrong(person, purpose, giver, giver_name, day, until)
    if wrong:
        raise WrongInput(**wrong)
    consent = Consent(
        organisation_id=actor.organisation,
        person_id=person.key,
        purpose=purpose,
        giver=giver,
        giver_name=" ".join(giver_name.split()),
        text_version=text_on(purpose, day).version,
        given_on=day,
        until=until,
        recorded_by=actor.number,
    )
    session.add(consent)
    await session.flush()
    return consent


def _wrong(
    person: Person, purpose: Purpose, giver: ConsentGiver, name: str, day: date, until: date | None
) -> dict[str, Phrase]:
    wrong: dict[str, Phrase] = {}
    if not name.strip() or len(name) > _LONGEST_NAME:
        wrong["giver_name"] = _("Please write who agreed, first and last name.")
    if day > clock.today():
        wrong["given_on"] = _("This day is still to come. Please write when the consent was given.")
    if until is not None and until < day:
        wrong["until"] = _("It would end before it began. Please write a later day.")
    problem = _wrong_giver(years_old(person.born, day), giver)
    if problem:
        wrong["giver"] = problem
    if purpose is Purpose.CHILD_DATA and giver is ConsentGiver.PERSON:
        wrong["giver"] = _("About a child a parent or a guardian agrees, and from 14 years on the child too.")
    return wrong


def _wrong_giver(age: int | None, giver: ConsentGiver) -> Phrase | None:
    """Below 14 only parents and guardians agree (чл. 25в ЗЗЛД); who is of age has no parents that agree."""
    if age is None:
        return None
    if giver is ConsentGiver.CHILD and not OWN_WORD <= age < ADULT:
        return _("A child agrees from 14 to 18 years of age. Please choose who else agrees.")
    if giver is ConsentGiver.PERSON and age < ADULT:
        return _("For a child a parent or a guardian agrees, and from 14 years on the child too.")
    if giver is ConsentGiver.PARENT and age >= ADULT:
        return _("The person is of age: the person agrees, or a guardian.")
    return None


async def withdraw_consent(session: AsyncSession, actor: Actor, *, consent_id: int) -> Consent:
    """End a consent from this moment on. Withdrawing twice is withdrawing once. Raises NotFound."""
    access.demand(actor, Deed.RECORD_CONSENTS)
    if actor.kind is not ActorKind.STAFF:
        raise NotAllowed
    consent = await access.find(session, visible_consents(actor).with_for_update(of=Consent), consent_id, fresh=True)
    if consent.withdrawn_at is None:
        consent.withdrawn_at = clock.now()
        await session.flush()
    return consent


async def missing_for_sharing(session: AsyncSession, person: Person, *, about_child: bool) -> type[NoConsent] | None:
    """Whose consent lacks before data of the person may go to another institution; None when all have agreed.

    For an adult the person's own or a guardian's. For a child a parent's, and from 14 years on the child's too
    (чл. 11а ЗЗДет); where the birthday is not on file, the child counts as 14.
    """
    age = years_old(person.born, clock.today())
    if not (about_child if age is None else age < ADULT):
        return None if await _agreed(session, person, Purpose.SHARING, _SELF) else PersonHasNotAgreed
    if not await _agreed(session, person, Purpose.CHILD_DATA, _PARENTS):
        return ParentsHaveNotAgreed
    if (age is None or age >= OWN_WORD) and not await _agreed(session, person, Purpose.CHILD_DATA, _CHILD):
        return ChildHasNotAgreed
    return None


async def _agreed(session: AsyncSession, person: Person, purpose: Purpose, givers: Iterable[ConsentGiver]) -> bool:
    rows = sa.select(Consent).where(
        col(Consent.person_id) == person.key,
        col(Consent.purpose) == purpose,
        col(Consent.giver).in_(givers),
        col(Consent.withdrawn_at).is_(None),
    )
    return any(_holds(consent, clock.today()) for consent in await session.scalars(rows))
