"""The papers of an application: what its service asks for, what was brought, and what is still missing.

Which papers a service asks for is data (`RequiredPaper`). An identity document is only shown: nobody may copy it
(чл. 25г ЗЗЛД), so it has no file.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import clock
from domain.access import Actor, Deed, demand, find
from domain.applications.rows import visible_applications
from domain.refusals import NotFound, Refusal
from domain.versions import demand_version, flush_or_stale, touch
from models.applications import Application, ApplicationStatus, GivenPaper, RequiredPaper


class Withdrawn(Refusal):
    """This application was withdrawn. Please take a new one."""


@dataclass(frozen=True)
class PaperLine:
    """One paper of the checklist."""

    paper: RequiredPaper
    given_on: date | None

    @property
    def missing(self) -> bool:
        """Needed, and neither brought nor shown."""
        return self.paper.needed and self.given_on is None


async def checklist(session: AsyncSession, application: Application) -> list[PaperLine]:
    """Every paper of the application's service, in the order of the list."""
    rows = (
        sa.select(RequiredPaper, col(GivenPaper.given_on))
        .outerjoin(
            GivenPaper,
            (col(GivenPaper.paper_id) == col(RequiredPaper.id)) & (col(GivenPaper.application_id) == application.key),
        )
        .where(col(RequiredPaper.programme_id) == application.programme_id)
        .order_by(col(RequiredPaper.place), col(RequiredPaper.id))
    )
    return [PaperLine(paper, given_on) for paper, given_on in await session.execute(rows)]


async def papers_by_service(session: AsyncSession, actor: Actor) -> dict[int, list[RequiredPaper]]:
    """What each service asks for, by its number, for a form on which the service is still to be chosen."""
    demand(actor, Deed.TAKE_APPLICATIONS)
    found: dict[int, list[RequiredPaper]] = {}
    for paper in await session.scalars(
        sa.select(RequiredPaper).order_by(col(RequiredPaper.place), col(RequiredPaper.id))
    ):
        found.setdefault(paper.programme_id, []).append(paper)
    return found


async def move_papers(session: AsyncSession, application: Application, programme_id: int) -> None:
    """The application is for another service now: a paper for which that one asks too stays brought."""
    asked = sa.select(RequiredPaper).where(col(RequiredPaper.programme_id) == programme_id)
    by_code = {paper.code: paper.key for paper in await session.scalars(asked)}
    brought = (
        sa.select(GivenPaper, col(RequiredPaper.code))
        .join(RequiredPaper, col(RequiredPaper.id) == col(GivenPaper.paper_id))
        .where(col(GivenPaper.application_id) == application.key)
    )
    for given, code in list(await session.execute(brought)):
        if code in by_code:
            given.paper_id = by_code[code]
        else:
            await session.delete(given)
    await session.flush()


def missing_papers() -> sa.ScalarSelect[int]:
    """How many needed papers an application lacks, as a column beside it."""
    given = sa.exists().where(
        col(GivenPaper.paper_id) == col(RequiredPaper.id), col(GivenPaper.application_id) == col(Application.id)
    )
    return (
        sa.select(sa.func.count())
        .select_from(RequiredPaper)
        .where(col(RequiredPaper.programme_id) == col(Application.programme_id), col(RequiredPaper.needed), ~given)
        .correlate(Application)
        .scalar_subquery()
    )


async def set_papers(
    session: AsyncSession, actor: Actor, *, application_id: int, paper_ids: Iterable[int], version: int | None = None
) -> Application:
    """Say which papers were brought or shown: those named, and no others. Raises NotFound, Withdrawn and Stale."""
    application = await _open(session, actor, application_id)
    demand_version(application, version)
    lines = await checklist(session, application)
    wanted = set(paper_ids)
    if wanted - {line.paper.key for line in lines}:
        raise NotFound
    for line in lines:
        if line.paper.key in wanted and line.given_on is None:
            await give_paper(session, actor, application_id=application_id, paper_id=line.paper.key)
        elif line.paper.key not in wanted and line.given_on is not None:
            await _take_back(session, application, line.paper)
    if wanted != {line.paper.key for line in lines if line.given_on}:
        touch(session, application)
        await flush_or_stale(session)
    return application


async def give_paper(
    session: AsyncSession, actor: Actor, *, application_id: int, paper_id: int, file_id: int | None = None
) -> GivenPaper:
    """Note that a paper was brought; one that is only shown is never kept as a file. Raises NotFound, Withdrawn."""
    application = await _open(session, actor, application_id)
    papers = sa.select(RequiredPaper).where(col(RequiredPaper.programme_id) == application.programme_id)
    paper = await find(session, papers, paper_id)
    known = await session.scalar(_given(application, paper))
    if known is not None:
        return known
    given = GivenPaper(
        organisation_id=application.organisation_id,
        application_id=application.key,
        paper_id=paper.key,
        file_id=None if paper.shown else file_id,
        given_on=clock.today(),
        taken_by=actor.number,
    )
    session.add(given)
    await session.flush()
    return given


def _given(application: Application, paper: RequiredPaper) -> sa.Select[GivenPaper]:
    return sa.select(GivenPaper).where(
        col(GivenPaper.application_id) == application.key, col(GivenPaper.paper_id) == paper.key
    )


async def _take_back(session: AsyncSession, application: Application, paper: RequiredPaper) -> None:
    """The tick was a slip of the hand."""
    given = await session.scalar(_given(application, paper))
    if given is not None:
        await session.delete(given)
        await session.flush()


async def _open(session: AsyncSession, actor: Actor, application_id: int) -> Application:
    """The application, locked, if papers can still be brought: also after it is registered."""
    demand(actor, Deed.TAKE_APPLICATIONS)
    rows = visible_applications(actor).with_for_update()
    application = await find(session, rows, application_id, fresh=True)
    if application.status is ApplicationStatus.WITHDRAWN:
        raise Withdrawn
    return application
