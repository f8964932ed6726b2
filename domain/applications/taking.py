"""Taking an application at the desk, by phone, or from an institution."""

from collections.abc import Collection
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from domain import clock
from domain.access import Actor, ActorKind, Deed, demand
from domain.applications.announcing import tell_of_application
from domain.applications.duplicates import Known, MaybeKnown, who_may_be_known
from domain.applications.facts import ANSWERS, ApplicationFacts, Checked, checked
from domain.applications.numbers import APPLICATIONS, next_number
from domain.applications.papers import give_paper
from domain.applications.secrecy import secrecy_of
from domain.people.numbers import EGN_SCOPE
from domain.refusals import NotAllowed, WrongInput
from domain.secrets import keyed_hash, seal
from models.applications import Application
from models.cases import Secrecy
from models.people import Person
from models.places import Programme


async def take_application(
    session: AsyncSession,
    actor: Actor,
    *,
    facts: ApplicationFacts,
    same_as: int | None = None,
    another: bool = False,
    paper_ids: Collection[int] = (),
) -> Application:
    """Write down a wish for a service, under the next number of the year, and which papers came with it.

    Raises WrongInput by field, and NotFound for a paper for which the service does not ask.

    Raises MaybeKnown when somebody has the ЕГН or the phone, until the worker has judged: `same_as` is the card of the
    same person, `another` says that it is somebody else.
    """
    demand(actor, Deed.TAKE_APPLICATIONS)
    if actor.kind is not ActorKind.STAFF:
        raise NotAllowed
    form = await checked(session, actor, facts)
    if form.wrong or form.programme is None:
        raise WrongInput(**form.wrong)
    person = await judged(session, actor, form, same_as, another=another)
    application = Application(
        **columns_of(form, form.programme, person), received_at=clock.now(), taken_by=actor.number
    )
    application.number = await next_number(session, form.programme, kind=APPLICATIONS, year=clock.today().year)
    session.add(application)
    await session.flush()
    for number in paper_ids:
        await give_paper(session, actor, application_id=application.key, paper_id=number)
    await tell_of_application(session, actor, application)
    return application


def egn_hash_of(form: Checked) -> str | None:
    """What the ЕГН of the form is compared by."""
    return keyed_hash(form.number.digits, EGN_SCOPE) if form.number else None


async def judged(
    session: AsyncSession,
    actor: Actor,
    form: Checked,
    same_as: int | None,
    *,
    another: bool,
    besides: int | None = None,
) -> Person | None:
    """Whose application it is, if the person has a card. Raises MaybeKnown until the worker has said."""
    if another:
        return None
    found = await who_may_be_known(session, actor, egn_hash=egn_hash_of(form), phone=form.phone, besides=besides)
    if not found:
        return None
    return await session.get_one(Person, named_among(found, same_as))


def named_among(found: list[Known], same_as: int | None) -> int:
    """The number of the card that was chosen, if it is one of those shown. Raises MaybeKnown."""
    if same_as is None or same_as not in {one.person_id for one in found}:
        raise MaybeKnown(found)
    return same_as


def columns_of(form: Checked, programme: Programme, person: Person | None) -> dict[str, Any]:
    """The facts as they are kept, by column."""
    facts = form.facts
    born = form.born or (person.born if person else None)
    guarded = secrecy_of(programme, born, clock.today()) is not Secrecy.OPEN or (person is not None and person.guarded)
    return {
        "organisation_id": programme.organisation_id,
        "programme_id": programme.key,
        "office_id": form.office_id,
        "first_name": _tidy(facts.first_name),
        "middle_name": _tidy(facts.middle_name),
        "last_name": _tidy(facts.last_name),
        "born": form.born,
        "born_is_estimated": facts.born_is_estimated and form.number is None,
        "egn_sealed": seal(form.number.digits, EGN_SCOPE) if form.number else None,
        "egn_hash": egn_hash_of(form),
        "phone": form.phone,
        "district_id": facts.district_id,
        "address_words": _tidy(facts.address_words),
        "person_id": person.key if person else None,
        "guarded": guarded,
        **columns_of_wish(form),
    }


def columns_of_wish(form: Checked) -> dict[str, Any]:
    """How, when and by whom the wish was declared, and the rest of the form: what stands on no card."""
    facts = form.facts
    return {
        "channel": facts.channel,
        "applicant": _tidy(facts.applicant),
        "basis": _tidy(facts.basis),
        "answers": {key: facts.answers[key].strip() for key in ANSWERS if facts.answers.get(key, "").strip()},
        "wished_on": form.wished_on,
    }


def _tidy(text: str) -> str:
    return " ".join(text.split())
