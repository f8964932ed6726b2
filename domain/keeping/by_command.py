"""A look at what is over its time, asked for by the operator on the command line, in every organisation."""

import sqlalchemy as sa
from sqlmodel import col

from domain.access import job
from domain.database import Database
from domain.keeping.running import FINISHED, dry_run
from models.places import Organisation


async def look_everywhere(database: Database) -> list[str]:
    """Count what is over by the rules of each organisation, changing nothing; a line for each kind of record."""
    async with database.reading(job("command")) as session:
        rows = sa.select(col(Organisation.id)).order_by(col(Organisation.id))
        numbers = (await session.scalars(rows)).all()
    lines = []
    for number in numbers:
        actor = job("command", number)
        async with database.unit(actor) as session:
            counts = (await dry_run(session, actor)).counts
        lines += [f"organisation {number} {code}: {count}" for code, count in counts.items() if code != FINISHED]
    return lines
