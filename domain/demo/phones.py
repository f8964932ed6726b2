"""Three telephones that play the demonstration's day: the grandmother's, her relative's, her driver's."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import access
from domain.access import Actor
from domain.database import Database
from domain.links.codes import make_code
from domain.staff_actors import actor_of_staff
from models.chats import Chat, ChatStatus
from models.meals import Subscription
from models.people import Kinship, Person, Relative
from models.places import WORKING_WEEK
from models.routes import Driver, UsualRoute
from models.staff import Role, Staff


@dataclass(frozen=True)
class DemoPhone:
    """A telephone of the simulator: whose it is, and the code that links it; none when it is linked already."""

    role: str
    name: str
    phone: str
    code: str | None


async def demo_phones(database: Database, organisation_id: int) -> list[DemoPhone]:
    """The grandmother, her child and the driver who comes to her door; each gets a fresh code until it is linked."""
    async with database.unit(access.job("demonstration", organisation_id)) as session:
        found = await _grandmother(session)
        administrator = await session.scalar(
            sa.select(Staff).where(col(Staff.role) == Role.ADMINISTRATOR).order_by(col(Staff.id)).limit(1)
        )
        if found is None or administrator is None:
            return []
        person, relative = found
        actor = await actor_of_staff(session, administrator)
        driver = await _driver_of(session, person)
        phones = [
            await _phone(session, actor, "grandmother", person.first_name, person.phone, person_id=person.key),
            await _phone(session, actor, "relative", relative.name, relative.phone, relative_id=relative.key),
        ]
        if driver is not None:
            phones.append(await _phone(session, actor, "driver", driver.name, driver.phone, driver_id=driver.key))
    return phones


async def _grandmother(session: AsyncSession) -> tuple[Person, Relative] | None:
    """Who eats every working day, has a mobile phone, lives alone, and has a child who may order."""
    rows = (
        sa.select(Person, Relative)
        .join(Subscription, col(Subscription.person_id) == col(Person.id))
        .join(Kinship, col(Kinship.person_id) == col(Person.id))
        .join(Relative, col(Relative.id) == col(Kinship.relative_id))
        .where(
            col(Subscription.weekdays) == WORKING_WEEK,
            col(Person.phone).like("+3598%"),
            col(Person.lives_alone),
            col(Person.allergens) == 0,
            col(Kinship.may_see),
            col(Kinship.may_order),
            col(Kinship.is_told),
            col(Relative.phone).is_not(None),
        )
        .order_by(col(Person.office_id), col(Person.id), col(Kinship.call_order))
        .limit(1)
    )
    found = (await session.execute(rows)).first()
    return (found[0], found[1]) if found else None


async def _driver_of(session: AsyncSession, person: Person) -> Driver | None:
    """The driver of the usual route that has the person's door."""
    routes = (await session.scalars(sa.select(UsualRoute).order_by(col(UsualRoute.id)))).all()
    driver_id = next((route.driver_id for route in routes if person.address_id in route.addresses), None)
    return await session.get(Driver, driver_id) if driver_id else None


async def _phone(
    session: AsyncSession, actor: Actor, role: str, name: str, phone: str | None, **owner: int
) -> DemoPhone:
    column, number = next(iter(owner.items()))
    linked = await session.scalar(
        sa.select(col(Chat.id)).where(getattr(Chat, column) == number, col(Chat.status) == ChatStatus.LINKED)
    )
    code = None if linked else (await make_code(session, actor, **owner)).code
    return DemoPhone(role, name, phone or "", code)
