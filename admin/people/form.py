"""The form of a service user, in the order in which the clerk hears the answers."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from sqlalchemy.ext.asyncio import AsyncSession

from admin.pages import Answer, page
from admin.reading import day_typed, number_typed, one_typed, version_typed, whole
from admin.visit import Visit
from domain import places
from domain.access import Actor, Deed, find, visible_people
from domain.addresses import AddressFacts
from domain.people.saving import PersonFacts, save_person
from domain.phones import spoken_phone
from domain.phrases import _, say, word
from models.people import Address, Allergen, Diet, Person, Sex

LANGUAGES = (("bg", _("Bulgarian")), ("en", _("English")))
_PHONES = ("phone", "second_phone")
_PERSON_TEXTS = (
    "first_name",
    "middle_name",
    "last_name",
    "sex",
    "born",
    "diet",
    "language",
    "key_holder",
    "driver_note",
)
_ADDRESS_TEXTS = (
    "district_id", "settlement", "estate", "street", "number", "block", "entrance", "floor", "flat", "bell",
)  # fmt: skip


@dataclass(frozen=True)
class OnFile:
    """What the database holds now of what the form asks."""

    person: Person | None
    values: dict[str, str]
    allergens: list[str]
    lives_alone: bool


@page("/people/new", deed=Deed.EDIT_PEOPLE, title=_("New service user"))
async def new_person(visit: Visit) -> Answer:
    return await _form(visit, OnFile(None, {"settlement": "София", "diet": "general", "language": "bg"}, [], False))


@new_person.post()
async def enrol(visit: Visit) -> Answer:
    person = await save_person(visit.session, visit.actor, facts=_facts(visit))
    return visit.go(f"/people/{person.key}", _("{name} is enrolled."), name=person.full_name)


@page("/people/{person_id:int}/edit", deed=Deed.EDIT_PEOPLE, title=_("Change the facts"))
async def edit_person(visit: Visit) -> Answer:
    return await _form(visit, await _on_file(visit.session, visit.actor, visit.number("person_id")))


@edit_person.post()
async def save(visit: Visit) -> Answer:
    person = await save_person(
        visit.session,
        visit.actor,
        person_id=visit.number("person_id"),
        facts=_facts(visit),
        version=version_typed(visit),
    )
    return visit.go(f"/people/{person.key}", _("Saved."))


async def _form(visit: Visit, on_file: OnFile) -> Answer:
    return visit.show(
        "people/form.html",
        title=on_file.person.full_name if on_file.person else "",
        person=on_file.person,
        on_file=on_file,
        version=visit.editing(on_file.person.version) if on_file.person else "",
        sexes=list(Sex),
        diets=list(Diet),
        choices=partial(choices_of, visit.language),
        allergen_choices=[(int(one), word(visit.language, one)) for one in Allergen],
        language_choices=languages(visit.language),
        district_choices=[(one.id, one.name) for one in await places.districts(visit.session, visit.actor)],
        office_choices=[(one.id, one.name) for one in await places.offices(visit.session, visit.actor)],
    )


def choices_of(language: str, values: Iterable[StrEnum]) -> list[tuple[str, str]]:
    """The values of a closed set as a list to choose from."""
    return [(one.value, word(language, one)) for one in values]


def languages(language: str) -> list[tuple[str, str]]:
    """The languages in which we write to people, named in the reader's."""
    return [(code, say(language, name)) for code, name in LANGUAGES]


async def _on_file(session: AsyncSession, actor: Actor, person_id: int) -> OnFile:
    person = await find(session, visible_people(actor), person_id, fresh=True)
    address = await session.get_one(Address, person.address_id)
    values = {name: _text(getattr(person, name)) for name in _PERSON_TEXTS}
    values |= {name: spoken_phone(getattr(person, name)) for name in _PHONES}
    values |= {name: _text(getattr(address, name)) for name in _ADDRESS_TEXTS}
    values["office_id"] = str(person.office_id)
    chosen = [str(int(allergen)) for allergen in Allergen if person.allergens & allergen]
    return OnFile(person, values, chosen, person.lives_alone)


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _facts(visit: Visit) -> PersonFacts:
    return PersonFacts(
        first_name=visit.typed("first_name"),
        middle_name=visit.typed("middle_name"),
        last_name=visit.typed("last_name"),
        sex=one_typed(visit, Sex, "sex") if visit.typed("sex") else None,
        born=day_typed(visit, "born"),
        egn=visit.typed("egn") or None,
        phone=visit.typed("phone"),
        second_phone=visit.typed("second_phone"),
        address=_address(visit),
        diet=one_typed(visit, Diet, "diet"),
        allergens=_allergens(visit),
        lives_alone=visit.typed("lives_alone") == "yes",
        key_holder=visit.typed("key_holder"),
        driver_note=visit.typed("driver_note"),
        language=_language(visit),
        office_id=number_typed(visit, "office_id") if visit.typed("office_id") else None,
    )


def _address(visit: Visit) -> AddressFacts:
    texts = {name: visit.typed(name) for name in _ADDRESS_TEXTS if name != "district_id"}
    return AddressFacts(district_id=whole(visit.typed("district_id")) or 0, **texts)


def _allergens(visit: Visit) -> int:
    chosen = {whole(text) for text in visit.chosen("allergens")}
    return sum(int(allergen) for allergen in Allergen if int(allergen) in chosen)


def _language(visit: Visit) -> str:
    known = [code for code, _name in LANGUAGES]
    return visit.typed("language") if visit.typed("language") in known else known[0]
