"""Writing a service user's card."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import access, clock
from domain.access import Actor, ActorKind, Deed
from domain.addresses import AddressFacts, building_key, put_address, wrong_address
from domain.applications.pairs import propose_pairs
from domain.people.in_use import demand_in_use
from domain.people.naming import NAMES, wrong_names
from domain.people.numbers import EGN_SCOPE, Number, parse_number
from domain.people.searching import person_search_text
from domain.phones import NotAPhone, parse_phone
from domain.phrases import Phrase, _
from domain.refusals import NotAllowed, WrongInput
from domain.relatives import LANGUAGES
from domain.secrets import keyed_hash, seal
from domain.versions import demand_version, flush_or_stale, touch
from models.people import Address, Diet, Person, Sex
from models.places import District, Office

_LONGEST_NOTE = 300
_EVERY_ALLERGEN = (1 << 14) - 1


@dataclass(frozen=True)
class PersonFacts:
    """What a form says of a service user. `egn` None leaves the one on file; phones as they were typed."""

    first_name: str
    last_name: str
    address: AddressFacts
    middle_name: str = ""
    sex: Sex | None = None
    born: date | None = None
    egn: str | None = None
    phone: str = ""
    second_phone: str = ""
    diet: Diet = Diet.GENERAL
    allergens: int = 0
    lives_alone: bool = False
    key_holder: str = ""
    driver_note: str = ""
    language: str = "bg"
    #: None: the office of the district.
    office_id: int | None = None


@dataclass
class _Form:
    """The facts as they are kept, and what is wrong with them, by field."""

    facts: PersonFacts
    wrong: dict[str, Phrase]
    phone: str | None = None
    second_phone: str | None = None
    number: Number | None = None
    office_id: int | None = None

    @property
    def sex(self) -> Sex | None:
        return self.facts.sex or (self.number.sex if self.number else None)

    @property
    def born(self) -> date | None:
        return self.facts.born or (self.number.born if self.number else None)


async def save_person(
    session: AsyncSession, actor: Actor, *, facts: PersonFacts, person_id: int | None = None, version: int | None = None
) -> Person:
    """Write a service user, new (no `person_id`) or known.

    Raises WrongInput by field, Stale for an old `version`, CardIsAnonymous and CardWasJoined for a card out of use.

    Cards like this one are proposed to be judged: perhaps somebody is on the list twice.
    """
    access.demand(actor, Deed.EDIT_PEOPLE)
    if actor.kind is not ActorKind.STAFF or actor.organisation_id is None:
        raise NotAllowed
    person: Person | None = None
    if person_id is not None:
        person = await access.find(session, access.visible_people(actor), person_id, fresh=True)
        await demand_in_use(session, person)
        demand_version(person, version)
    form = await _checked(session, actor, facts, person)
    if form.wrong or form.office_id is None or form.sex is None:
        raise WrongInput(**form.wrong)
    address = await _address_for(session, actor.organisation_id, person, facts.address)
    if person is None:
        person = Person(
            organisation_id=actor.organisation_id,
            office_id=form.office_id,
            address_id=address.key,
            first_name="",
            last_name="",
            sex=form.sex,
            enrolled_on=clock.today(),
        )
    _fill(person, form, form.office_id, form.sex, address)
    session.add(person)
    try:
        await flush_or_stale(session)
    except IntegrityError:
        raise WrongInput(egn=_ALREADY_THERE) from None
    await _find_the_neighbours_anew(session, person, address)
    await propose_pairs(session, person)
    return person


async def _checked(session: AsyncSession, actor: Actor, facts: PersonFacts, person: Person | None) -> _Form:
    form = _Form(facts, dict(await wrong_address(session, facts.address)))
    _check_texts(form)
    form.phone = _phone(form, "phone", facts.phone)
    form.second_phone = _phone(form, "second_phone", facts.second_phone)
    await _check_number(session, actor, form, person)
    if form.sex is None:
        form.wrong.setdefault("sex", _("Please choose woman or man."))
    if form.born and form.born > clock.today():
        form.wrong.setdefault("born", _("This day is still to come. Please write the day of birth."))
    await _check_office(session, actor, form)
    return form


def _check_texts(form: _Form) -> None:
    facts = form.facts
    form.wrong |= wrong_names(facts)
    for name in ("key_holder", "driver_note"):
        if len(getattr(facts, name)) > _LONGEST_NOTE:
            form.wrong[name] = _("This note is too long. Please shorten it.")
    if facts.language not in LANGUAGES:
        form.wrong["language"] = _("Please choose a language from the list.")
    if facts.allergens & ~_EVERY_ALLERGEN:
        form.wrong["allergens"] = _("Please choose allergens from the list.")


def _phone(form: _Form, field: str, typed: str) -> str | None:
    if not typed.strip():
        return None
    try:
        return parse_phone(typed)
    except NotAPhone:
        form.wrong[field] = _("This is not a phone number. Please write all its figures, for example 0888 123 456.")
        return None


_ALREADY_THERE = _("Somebody with this ЕГН is on the list already. Please search for the person.")


async def _check_number(session: AsyncSession, actor: Actor, form: _Form, person: Person | None) -> None:
    """The ЕГН must be whole, agree with the birthday and the sex, and belong to nobody else on the list."""
    facts = form.facts
    if not facts.egn or not facts.egn.strip():
        return
    form.number = parse_number(facts.egn)
    if form.number is None:
        form.wrong["egn"] = _("This is not a valid ЕГН. Please check its ten figures.")
        return
    if facts.born and form.number.born and facts.born != form.number.born:
        form.wrong["born"] = _("This is not the day of birth in the ЕГН. Please check both.")
    if facts.sex and form.number.sex and facts.sex is not form.number.sex:
        form.wrong["sex"] = _("The ЕГН says otherwise. Please check both.")
    others = sa.select(col(Person.id)).where(
        col(Person.organisation_id) == actor.organisation_id,
        col(Person.egn_hash) == keyed_hash(form.number.digits, EGN_SCOPE),
        col(Person.id) != (person.key if person else 0),
    )
    if await session.scalar(others) is not None:
        form.wrong["egn"] = _ALREADY_THERE


async def _check_office(session: AsyncSession, actor: Actor, form: _Form) -> None:
    """The office is that of the district, if none is chosen, and one that the actor works for."""
    district = await session.get(District, form.facts.address.district_id)
    asked = form.facts.office_id or (district.office_id if district else None)
    if asked is None:
        return
    form.office_id = await session.scalar(
        access.visible_offices(actor).with_only_columns(col(Office.id)).where(col(Office.id) == asked)
    )
    if form.office_id is None:
        form.wrong.setdefault(
            "office_id" if form.facts.office_id else "district_id",
            _("Another office serves this district. Please ask the administrator to write it down."),
        )


async def _address_for(
    session: AsyncSession, organisation_id: int, person: Person | None, facts: AddressFacts
) -> Address:
    """The person's door. Who moves to another building gets a new one: past routes keep theirs, and so does
    whoever shares the old one.
    """
    known = await session.get(Address, person.address_id) if person else None
    if known and person:
        moved = (known.building, known.district_id) != (building_key(facts), facts.district_id)
        others = sa.select(col(Person.id)).where(col(Person.address_id) == known.key, col(Person.id) != person.key)
        if moved or await session.scalar(others.limit(1)) is not None:
            known = known if _same_door(known, facts) else None
        if known and not _same_door(known, facts):
            touch(session, person)  # the bell or the floor, written into the same door
    return await put_address(session, organisation_id, known, facts)


def _same_door(address: Address, facts: AddressFacts) -> bool:
    return (
        all(getattr(address, name) == " ".join(str(getattr(facts, name)).split()) for name in _PARTS)
        and address.district_id == facts.district_id
    )


_PARTS = ("settlement", "estate", "street", "number", "block", "entrance", "floor", "flat", "bell")


def _fill(person: Person, form: _Form, office_id: int, sex: Sex, address: Address) -> None:
    facts = form.facts
    for name in NAMES:
        setattr(person, name, " ".join(getattr(facts, name).split()))
    person.office_id, person.address_id = office_id, address.key
    person.sex, person.born = sex, form.born
    person.phone, person.second_phone = form.phone, form.second_phone
    person.diet, person.allergens, person.lives_alone = facts.diet, facts.allergens, facts.lives_alone
    person.key_holder, person.driver_note = facts.key_holder.strip(), facts.driver_note.strip()
    person.language = facts.language
    if form.number:
        person.egn_sealed = seal(form.number.digits, EGN_SCOPE)
        person.egn_hash = keyed_hash(form.number.digits, EGN_SCOPE)
    elif facts.egn is not None:
        person.egn_sealed = person.egn_hash = None
    person.search_text = person_search_text(person, address)


async def _find_the_neighbours_anew(session: AsyncSession, person: Person, address: Address) -> None:
    """Whoever shares the door is found by its new words too."""
    rows = sa.select(Person).where(col(Person.address_id) == address.key, col(Person.id) != person.key)
    for neighbour in await session.scalars(rows.order_by(col(Person.id))):
        neighbour.search_text = person_search_text(neighbour, address)
    await session.flush()
