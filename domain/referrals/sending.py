"""Referring somebody: from an institution to us, by its own hand or on paper, and from us to an institution."""

from datetime import date

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from domain import clock
from domain.access import Actor, ActorKind, Deed, demand, find, visible_people
from domain.addresses import address_line
from domain.applications.secrecy import secrecy_of
from domain.cases.editing import editable_cases
from domain.consents import ADULT, missing_for_sharing, years_old
from domain.institutions import visible_institutions
from domain.phrases import DEFAULT, Phrase, _
from domain.referrals.details import Details, kept
from domain.referrals.facts import ReferralFacts, offices_asked, services_asked, wrong_document, wrong_person
from domain.referrals.rows import Side, sides_of, visible_referrals
from domain.refusals import NotAllowed, NotFound, Refusal, WrongInput
from models.cases import Case, Secrecy
from models.people import Address, Person
from models.places import Programme
from models.referrals import Direction, Institution, Referral, ReferralBasis, ReferralStatus

#: After these the sender may try anew.
ENDED_WITHOUT_HELP = (ReferralStatus.DECLINED, ReferralStatus.WITHDRAWN)


class NothingToTryAnew(Refusal):
    """Only a declined or withdrawn referral of yours is tried anew. Please begin a new one."""


async def send_to_us(session: AsyncSession, actor: Actor, *, facts: ReferralFacts) -> Referral:
    """Write down that an institution refers somebody to an office. Raises WrongInput by field.

    A partner sends in the name of its own institution; the office enters what has come on paper.
    """
    _demand_sender(actor)
    institution = await _institution(session, actor, facts)
    wrong = wrong_document(facts) | wrong_person(facts.details) | await _wrong_address(session, actor, facts)
    if wrong or institution is None:
        raise WrongInput(**wrong)
    details = kept(facts.details)
    referral = _written(actor, facts, details, institution, Direction.IN)
    programme = await session.get_one(Programme, facts.programme_id)
    guarded = secrecy_of(programme, details.born, clock.today()) is not Secrecy.OPEN
    referral.is_about_child = guarded or is_child(details.born, facts.is_about_child)
    return await _sent(session, actor, referral)


async def send_from_us(
    session: AsyncSession, actor: Actor, *, person_id: int, facts: ReferralFacts, case_id: int | None = None
) -> Referral:
    """Refer a service user to an institution. Raises WrongInput by field, and NoConsent naming whose is missing.

    An order of child protection is a duty by law and needs no consent.
    """
    _demand_sender(actor)
    if actor.institution_id is not None:
        raise NotAllowed
    person = await find(session, visible_people(actor), person_id)
    case = await _case(session, actor, person, case_id)
    institution = await _institution(session, actor, facts)
    details = kept(await _details_of(session, person, facts.details.words))
    wrong = wrong_document(_about(facts, details)) | _wrong_institution(institution)
    if wrong or institution is None:
        raise WrongInput(**wrong)
    about_child = is_child(person.born, facts.is_about_child or (case is not None and case.secrecy is Secrecy.CHILD))
    await demand_consent(session, person, about_child=about_child, basis=facts.basis)
    referral = _written(actor, facts, details, institution, Direction.OUT)
    referral.person_id, referral.case_id, referral.is_about_child = person.key, case_id, about_child
    referral.office_id = case.office_id if case else person.office_id
    referral.programme_id = case.programme_id if case else None
    return await _sent(session, actor, referral)


async def demand_consent(session: AsyncSession, person: Person, *, about_child: bool, basis: ReferralBasis) -> None:
    """Raise NoConsent, naming whose is missing, unless the law itself orders that the data are given."""
    if basis is ReferralBasis.ORDER:
        return
    missing = await missing_for_sharing(session, person, about_child=about_child)
    if missing:
        raise missing


async def demand_consent_to_tell(session: AsyncSession, referral: Referral) -> None:
    """Raise NoConsent where we would tell of a person whom we referred, or of any child, without the recorded consent.

    Of somebody who has no card with us yet nothing is known here but what the other side has written itself.
    """
    person = await session.get(Person, referral.person_id) if referral.person_id else None
    if person and (referral.direction is Direction.OUT or referral.is_about_child):
        await demand_consent(session, person, about_child=referral.is_about_child, basis=referral.basis)


def is_child(born: date | None, marked: bool) -> bool:
    """Whether it is about a child: by the birthday, and where none is known as marked."""
    age = years_old(born, clock.today())
    return marked if age is None else age < ADULT


def _demand_sender(actor: Actor) -> None:
    demand(actor, Deed.SEND_REFERRALS)
    if actor.kind is not ActorKind.STAFF:
        raise NotAllowed


async def _institution(session: AsyncSession, actor: Actor, facts: ReferralFacts) -> Institution | None:
    """The partner's own, or the one that was chosen; None for one that is not on the list or no longer used."""
    number = actor.institution_id or facts.institution_id
    try:
        found = await find(session, visible_institutions(actor), number)
    except NotFound:
        return None
    return found if found.active else None


def _wrong_institution(institution: Institution | None) -> dict[str, Phrase]:
    return {} if institution else {"institution_id": _("Please choose the institution.")}


async def _wrong_address(session: AsyncSession, actor: Actor, facts: ReferralFacts) -> dict[str, Phrase]:
    """To whom it goes: an office and a service, from an institution that is on the list."""
    wrong = _wrong_institution(await _institution(session, actor, facts))
    if facts.office_id not in {one.id for one in await offices_asked(session, actor)}:
        wrong["office_id"] = _("Please choose the office.")
    if facts.programme_id not in {one.id for one in await services_asked(session, actor)}:
        wrong["programme_id"] = _("Please choose the service.")
    return wrong


async def _case(session: AsyncSession, actor: Actor, person: Person, case_id: int | None) -> Case | None:
    if case_id is None:
        return None
    case = await find(session, editable_cases(actor), case_id)
    if case.person_id != person.id:
        raise NotFound
    return case


async def _details_of(session: AsyncSession, person: Person, words: str) -> Details:
    """What the other side needs to find the person; an ЕГН is not among it."""
    address = await session.get_one(Address, person.address_id)
    return Details(
        first_name=person.first_name,
        middle_name=person.middle_name,
        last_name=person.last_name,
        born=person.born,
        phone=person.phone or "",
        address=address_line(DEFAULT, address),
        words=words,
    )


def _about(facts: ReferralFacts, details: Details) -> ReferralFacts:
    return ReferralFacts(facts.document_number, facts.document_date, facts.basis, facts.preview, details)


def _written(
    actor: Actor, facts: ReferralFacts, details: Details, institution: Institution, direction: Direction
) -> Referral:
    return Referral(
        organisation_id=actor.organisation,
        direction=direction,
        institution_id=institution.key,
        programme_id=facts.programme_id,
        office_id=facts.office_id,
        follows_id=facts.follows_id,
        document_number=" ".join(facts.document_number.split()),
        document_date=facts.document_date or clock.today(),
        basis=facts.basis,
        preview=facts.preview.strip(),
        details_sealed=details.sealed(),
        sent_at=clock.now(),
        sent_by=actor.number,
    )


async def _sent(session: AsyncSession, actor: Actor, referral: Referral) -> Referral:
    """Write it; one document is referred once between the same two."""
    if referral.follows_id is not None:
        await _demand_first_try(session, actor, referral)
    try:
        async with session.begin_nested():
            session.add(referral)
    except IntegrityError:
        raise WrongInput(
            document_number=_("This document has been referred already. Please give the new one its own number.")
        ) from None
    return referral


async def _demand_first_try(session: AsyncSession, actor: Actor, referral: Referral) -> None:
    """The first try must be the sender's own, between the same two, and have ended without help."""
    first = await find(session, visible_referrals(actor), referral.follows_id)
    same = (first.direction, first.institution_id) == (referral.direction, referral.institution_id)
    if not same or first.status not in ENDED_WITHOUT_HELP or Side.SENDER not in await sides_of(session, actor, first):
        raise NothingToTryAnew
