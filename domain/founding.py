"""Beginning for real: the first organisation, and the administrator who enters everything else."""

import sqlalchemy as sa
from sqlmodel import col

from domain import access, clock, migrating, passwords
from domain.database import Database
from domain.phones import parse_phone
from domain.refusals import Refusal
from domain.settings import Settings
from domain.timelines.usual import usual_steps
from models.places import Organisation
from models.staff import Role, Staff


class OrganisationIsThere(Refusal):
    """There is an organisation in this database already. Sign in to the panel as its administrator."""


async def found_organisation(settings: Settings, *, municipality: str, name: str, phone: str, login: str) -> str:
    """Make the organisation with the usual timelines, and its administrator; gives the password, kept nowhere.

    Raises OrganisationIsThere, NotAPhone.
    """
    phone = parse_phone(phone)
    database = Database(settings.database)
    password = passwords.made_up()
    try:
        await migrating.migrate(database.engine)
        async with database.unit(access.job("founding")) as session:
            if await session.scalar(sa.select(col(Organisation.id)).limit(1)):
                raise OrganisationIsThere
            organisation = Organisation(code="first", name=name, municipality=municipality, phone=phone)
            session.add(organisation)
            await session.flush()
            session.add_all(usual_steps(organisation.key, organisation.language, since=clock.today()))
            session.add(
                Staff(
                    organisation_id=organisation.key,
                    name=login,
                    login=login.strip().casefold(),
                    password_hash=await passwords.hashed(password),
                    role=Role.ADMINISTRATOR,
                )
            )
    finally:
        await database.close()
    return password
