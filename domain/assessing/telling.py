"""What the family hears of a visit at home: when, and who comes, so that the door is opened to the right person."""

from sqlalchemy.ext.asyncio import AsyncSession

from domain import clock
from domain.access import Actor
from domain.applications.announcing import tell_family
from domain.phrases import Phrase, _, hour_words, spoken
from models.assessing import Survey
from models.cases import Case
from models.people import Person
from models.staff import Staff

_PLANNED = _(
    "{who} of the office visits you at home on {day}, at {hour}, to see what help is needed. Does it not suit you? "
    "Press “Call me”."
)
_PLANNED_FOR_KIN = _(
    "{who} of the office visits {name} at home on {day}, at {hour}, to see what help is needed. Does it not suit you? "
    "Press “Call me”."
)
_CANCELLED = _("The visit at home on {day}, at {hour}, does not take place. The office will call you.")
_CANCELLED_FOR_KIN = _("The visit to {name} on {day}, at {hour}, does not take place. The office will call.")


async def tell_of_visit(session: AsyncSession, actor: Actor, case: Case, survey: Survey) -> None:
    """A social worker is to come."""
    await _tell(session, actor, case, survey, _PLANNED, _PLANNED_FOR_KIN)


async def tell_of_no_visit(session: AsyncSession, actor: Actor, case: Case, survey: Survey) -> None:
    """Nobody comes; nothing is said of an hour that has passed."""
    if survey.planned_at > clock.now():
        await _tell(session, actor, case, survey, _CANCELLED, _CANCELLED_FOR_KIN)


async def _tell(
    session: AsyncSession, actor: Actor, case: Case, survey: Survey, phrase: Phrase, for_kin: Phrase
) -> None:
    who, person = await session.get_one(Staff, survey.staff_id), await session.get_one(Person, case.person_id)
    when = {"day": clock.local(survey.planned_at).date(), "hour": hour_words(survey.planned_at)}
    own = spoken(phrase, who=who.name, **when)
    kin = spoken(for_kin, who=who.name, name=person.first_name, **when)
    await tell_family(session, actor, case, own, kin, f"visit:{survey.key}:{survey.status.value}")
