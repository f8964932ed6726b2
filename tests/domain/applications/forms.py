"""Applications of invented people, as a clerk types them."""

from dataclasses import replace
from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from domain.access import Actor
from domain.addresses import AddressFacts
from domain.applications.facts import ApplicationFacts
from domain.applications.registering import Home, register
from domain.applications.taking import take_application
from models.applications import Application, ApplicationChannel, RequiredPaper
from models.cases import Case
from models.people import Sex
from models.places import Programme, ProgrammeKind, RuleSet
from tests.cast import Cast

FREE_EGN = "9921090070"  #: valid in form, of a woman born in 1899
__all__ = ["FREE_EGN", "add_papers", "childrens_service", "form", "home_of", "registered", "taken"]


def form(people: Cast, **changed: object) -> ApplicationFacts:
    """Дора Христова of Младост asks at the desk for assistant support."""
    typed = ApplicationFacts(
        programme_id=people.assistance.key,
        channel=ApplicationChannel.DESK,
        first_name="Дора",
        last_name="Христова",
        born=date(1940, 5, 6),
        phone="0888 333 444",
        district_id=people.mladost_district.key,
        address_words="ж.к. Младост 2, бл. 225",
        answers={"wanted": "помощ при къпане"},
    )
    return replace(typed, **changed)  # type: ignore[arg-type]


def home_of(people: Cast, **changed: object) -> Home:
    """Her door."""
    address = AddressFacts(people.mladost_district.key, estate="ж.к. Младост 2", block="225", entrance="А", flat="3")
    return Home(replace(address, **changed), Sex.FEMALE)  # type: ignore[arg-type]


async def taken(people: Cast, actor: Actor, **changed: object) -> Application:
    """An application taken in a unit of its own."""
    async with people.database.unit(actor) as session:
        return await take_application(session, actor, facts=form(people, **changed), another=True)


async def registered(people: Cast, actor: Actor, application: Application, **changed: object) -> Case:
    """Its case, opened in a unit of its own."""
    async with people.database.unit(actor) as session:
        return await register(session, actor, application_id=application.key, home=home_of(people, **changed))


async def add_papers(session: AsyncSession, programme: Programme, *codes: str, shown: str = "id") -> dict[str, int]:
    """Papers that the service needs; the one named `shown` is only looked at."""
    papers = [
        RequiredPaper(
            organisation_id=programme.organisation_id, programme_id=programme.key, code=code, name=f"Документ {code}",
            shown=code == shown, place=place,
        )
        for place, code in enumerate(codes)
    ]  # fmt: skip
    session.add_all(papers)
    await session.flush()
    return {paper.code: paper.key for paper in papers}


async def childrens_service(people: Cast, **facts: str) -> Programme:
    """A service for children, which the cast does not have; `secrecy="sealed"` makes it one of violence or adoption."""
    async with people.database.unit(people.job) as session:
        programme = Programme(
            organisation_id=people.sofia.key, code="C02", name="Подкрепа на деца", kind=ProgrammeKind.CHILDREN,
            rules=RuleSet.DELEGATED, facts=facts,
        )  # fmt: skip
        session.add(programme)
        await session.flush()
    return programme
