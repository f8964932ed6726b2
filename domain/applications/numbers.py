"""Numbers of a year: one series for each service, without a gap and never twice."""

from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from domain import statements
from models.base import table_of
from models.cases import Series
from models.places import Programme

APPLICATIONS, CASES, CONTRACTS, ANNEXES = "application", "case", "contract", "annex"
_FORMS = {
    APPLICATIONS: "{code}-З-{year}-{last:05}",
    CASES: "{code}-{year}-{last:05}",
    CONTRACTS: "{code}-Д-{year}-{last:05}",
    ANNEXES: "{code}-АН-{year}-{last:05}",
}
_TABLE = table_of(Series)


def _raised(insert: Any) -> Any:
    return insert.on_conflict_do_update(
        index_elements=["kind", "programme_id", "year"], set_={"last": _TABLE.c.last + 1}
    ).returning(_TABLE.c.last)


#: Raising the number takes the row's lock: whoever asks at the same moment waits, and a unit that fails gives it back.
_RAISE = {"sqlite": _raised(sqlite.insert(_TABLE)), "postgresql": _raised(postgresql.insert(_TABLE))}


async def next_number(session: AsyncSession, programme: Programme, *, kind: str, year: int) -> str:
    """The next number of the service in the year: "A01-З-2026-00017" of an application, "A01-2026-00017" of a case."""
    raised = await statements.fetch(
        session,
        _RAISE[session.get_bind().dialect.name],
        organisation_id=programme.organisation_id,
        kind=kind,
        programme_id=programme.key,
        year=year,
        last=1,
    )
    return _FORMS[kind].format(code=programme.code, year=year, last=raised[0][0])
