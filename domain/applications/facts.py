"""What a form says of an application, and what is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import clock
from domain.access import Actor, Deed, visible_offices, within
from domain.people.naming import wrong_names
from domain.people.numbers import Number, numbers_among, parse_number
from domain.phones import NotAPhone, parse_phone
from domain.phrases import Phrase, _
from models.applications import ApplicationChannel
from models.places import District, Office, Programme, RuleSet

NOT_A_PHONE = _("This is not a phone number. Please write all its figures, for example 0888 123 456.")
_LONGEST_WORDS = 500

#: The rest of the form, in its order: what each municipality asks, by the key under which the answer is kept.
ANSWERS: dict[str, Phrase] = {
    "household": _("Family, and who lives in the home"),
    "income": _("Income: kind and amount"),
    "health": _("Health as the person tells it: walking, eating, bathing, diet"),
    "disability": _("ТЕЛК decision: number, per cent, until when"),
    "wanted": _("What help is wanted"),
    "since": _("Since when help is needed"),
    "contact": _("Whom to call: name, phone, what they are to the person"),
}


@dataclass(frozen=True)
class ApplicationFacts:
    """What a form says of a wish for a service. ЕГН and phone as they were typed."""

    programme_id: int
    channel: ApplicationChannel
    first_name: str
    last_name: str
    middle_name: str = ""
    born: date | None = None
    born_is_estimated: bool = False
    egn: str = ""
    phone: str = ""
    district_id: int | None = None
    address_words: str = ""
    #: Who asked, when it is not the person.
    applicant: str = ""
    #: The document of the institution that directs: its number and day.
    basis: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    #: None: today.
    wished_on: date | None = None


@dataclass
class Checked:
    """The facts as they are kept, and what is wrong with them, by field."""

    facts: ApplicationFacts
    wrong: dict[str, Phrase] = field(default_factory=dict)
    programme: Programme | None = None
    number: Number | None = None
    phone: str | None = None
    office_id: int | None = None

    @property
    def born(self) -> date | None:
        """The day of birth as told, else as the ЕГН says it."""
        return self.facts.born or (self.number.born if self.number else None)

    @property
    def wished_on(self) -> date:
        """The day of the wish; today when none is said."""
        return self.facts.wished_on or clock.today()


async def checked(session: AsyncSession, actor: Actor, facts: ApplicationFacts) -> Checked:
    """The facts, looked through field by field."""
    form = Checked(facts)
    _check_texts(form)
    _check_number(form)
    _check_days(form)
    if facts.phone.strip():
        try:
            form.phone = parse_phone(facts.phone)
        except NotAPhone:
            form.wrong["phone"] = NOT_A_PHONE
    await _check_programme(session, form)
    await _check_office(session, actor, form)
    return form


def _check_texts(form: Checked) -> None:
    facts = form.facts
    form.wrong |= wrong_names(facts)
    texts = {name: getattr(facts, name) for name in ("address_words", "applicant", "basis")} | dict(facts.answers)
    for name, text in texts.items():
        if len(text) > _LONGEST_WORDS:
            form.wrong[name] = _("This text is too long. Please shorten it.")
    form.wrong |= numbers_among(texts)
    if facts.channel is ApplicationChannel.INSTITUTION and not facts.basis.strip():
        form.wrong["basis"] = _("Please write the number and the day of the institution's document.")


def _check_number(form: Checked) -> None:
    facts = form.facts
    if not facts.egn.strip():
        return
    form.number = parse_number(facts.egn)
    if form.number is None:
        form.wrong["egn"] = _("This is not a valid ЕГН. Please check its ten figures.")
    elif facts.born and form.number.born and facts.born != form.number.born:
        form.wrong["born"] = _("This is not the day of birth in the ЕГН. Please check both.")


def _check_days(form: Checked) -> None:
    today = clock.today()
    if form.born and form.born > today:
        form.wrong.setdefault("born", _("This day is still to come. Please write the day of birth."))
    if form.wished_on > today:
        form.wrong["wished_on"] = _("This day is still to come. Please write the day on which the wish was declared.")


async def _check_programme(session: AsyncSession, form: Checked) -> None:
    """A service that leads to a case: food in the open and lines of the plan take no applications."""
    rows = sa.select(Programme).where(
        col(Programme.id) == form.facts.programme_id, col(Programme.active), col(Programme.rules) != RuleSet.NONE
    )
    form.programme = await session.scalar(rows)
    if form.programme is None:
        form.wrong["programme_id"] = _("Please choose the service.")


async def _check_office(session: AsyncSession, actor: Actor, form: Checked) -> None:
    """The office is that of the district, and one for which the actor works."""
    district = await session.get(District, form.facts.district_id) if form.facts.district_id else None
    if district is None:
        form.wrong["district_id"] = _("Please choose a district.")
        return
    office = within(actor, Deed.TAKE_APPLICATIONS, Office.id)
    rows = visible_offices(actor).where(office, col(Office.id) == district.office_id)
    form.office_id = await session.scalar(rows.with_only_columns(col(Office.id)))
    if form.office_id is None:
        form.wrong["district_id"] = _("Another office serves this district. Please ask it to take the application.")
