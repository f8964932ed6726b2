"""Taking an application at the desk, by phone, or from an institution."""

from sqlalchemy.ext.asyncio import AsyncSession

from domain import clock
from domain.access import Actor, ActorKind, Deed, demand
from domain.applications.announcing import tell_of_application
from domain.applications.duplicates import Known, MaybeKnown, who_may_be_known
from domain.applications.facts import ANSWERS, ApplicationFacts, Checked, checked
from domain.applications.numbers import APPLICATIONS, next_number
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
) -> Application:
    """Write down a wish for a service, under the next number of the year. Raises WrongInput by field.

    Raises MaybeKnown when somebody has the ЕГН or the phone, until the worker has judged: `same_as` is the card of the
    same person, `another` says that it is somebody else.
    """
    demand(actor, Deed.TAKE_APPLICATIONS)
    if actor.kind is not ActorKind.STAFF:
        raise NotAllowed
    form = await checked(session, actor, facts)
    if form.wrong or form.programme is None:
        raise WrongInput(**form.wrong)
    person = await _judged(session, actor, form, same_as, another=another)
    application = _written(actor, form, form.programme, person)
    application.number = await next_number(session, form.programme, kind=APPLICATIONS, year=clock.today().year)
    session.add(application)
    await session.flush()
    await tell_of_application(session, actor, application)
    return application


def _egn_hash(form: Checked) -> str | None:
    return keyed_hash(form.number.digits, EGN_SCOPE) if form.number else None


async def _judged(
    session: AsyncSession, actor: Actor, form: Checked, same_as: int | None, *, another: bool
) -> Person | None:
    """Whose application it is, if the person has a card."""
    if another:
        return None
    found = await who_may_be_known(session, actor, egn_hash=_egn_hash(form), phone=form.phone)
    if not found:
        return None
    return await session.get_one(Person, named_among(found, same_as))


def named_among(found: list[Known], same_as: int | None) -> int:
    """The number of the card that was chosen, if it is one of those shown. Raises MaybeKnown."""
    if same_as is None or same_as not in {one.person_id for one in found}:
        raise MaybeKnown(found)
    return same_as


def _written(actor: Actor, form: Checked, programme: Programme, person: Person | None) -> Application:
    facts = form.facts
    born = form.born or (person.born if person else None)
    guarded = secrecy_of(programme, born, clock.today()) is not Secrecy.OPEN or (person is not None and person.guarded)
    return Application(
        organisation_id=programme.organisation_id,
        programme_id=programme.key,
        office_id=form.office_id,
        channel=facts.channel,
        first_name=_tidy(facts.first_name),
        middle_name=_tidy(facts.middle_name),
        last_name=_tidy(facts.last_name),
        born=form.born,
        born_is_estimated=facts.born_is_estimated and form.number is None,
        egn_sealed=seal(form.number.digits, EGN_SCOPE) if form.number else None,
        egn_hash=_egn_hash(form),
        phone=form.phone,
        district_id=facts.district_id,
        address_words=_tidy(facts.address_words),
        applicant=_tidy(facts.applicant),
        basis=_tidy(facts.basis),
        answers={key: facts.answers[key].strip() for key in ANSWERS if facts.answers.get(key, "").strip()},
        person_id=person.key if person else None,
        wished_on=form.wished_on,
        guarded=guarded,
        received_at=clock.now(),
        taken_by=actor.number,
    )


def _tidy(text: str) -> str:
    return " ".join(text.split())
