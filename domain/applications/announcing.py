"""What the applicant hears in the chat as the application goes on: the words that stand there when somebody asks.

Of a guarded case nobody hears anything here, its team speaks with the family; after a death nobody hears anything.
"""

from dataclasses import replace
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import clock, outbox
from domain.access import Actor, ActorKind
from domain.applications.rows import visible_applications
from domain.applications.telling import told_of
from domain.links.knowing import who_is
from domain.outbox import News, Reader
from domain.phrases import Spoken
from models.applications import Application
from models.cases import Case, CaseStep, Secrecy
from models.people import Person, PersonStatus

#: Later than this the state is asked for rather than told.
_OF_USE = timedelta(days=3)


async def tell_of_application(session: AsyncSession, actor: Actor, application: Application) -> None:
    """Tell of an application that was taken or withdrawn, and has no case."""
    if not application.guarded:
        told = await told_of(session, application)
        dedupe = f"application:{application.number}:{application.status.value}"
        await _tell(session, actor, application, told.in_words(own=True), told.in_words(own=False), dedupe)


async def tell_of_step(session: AsyncSession, actor: Actor, case: Case, step: CaseStep, *, linked: bool = True) -> None:
    """Tell of a step that was just taken; without `linked` only the chat that applied and is not linked yet."""
    application = await _of_case(session, case)
    if application is not None:
        told = await told_of(session, application)
        own, kin = told.in_words(own=True), told.in_words(own=False)
        await _tell(session, actor, application, own, kin, f"case_step:{step.key}", linked=linked)


async def tell_family(session: AsyncSession, actor: Actor, case: Case, own: Spoken, kin: Spoken, dedupe: str) -> None:
    """Tell something else of a case that is still applied for: to the person, the relatives, and who wrote."""
    application = await _of_case(session, case)
    if application is not None:
        await _tell(session, actor, application, own, kin, dedupe)


async def _of_case(session: AsyncSession, case: Case) -> Application | None:
    """The application that has led to the case; none of a guarded one."""
    if case.secrecy is not Secrecy.OPEN:
        return None
    rows = sa.select(Application).where(col(Application.case_id) == case.key, col(Application.guarded).is_(False))
    found: Application | None = await session.scalar(rows.order_by(col(Application.id).desc()).limit(1))
    return found


async def _tell(
    session: AsyncSession,
    actor: Actor,
    application: Application,
    own: Spoken,
    kin: Spoken,
    dedupe: str,
    *,
    linked: bool = True,
) -> None:
    """Everybody but the one whose doing it is: that chat is answered anyway."""
    person = await session.get(Person, application.person_id) if application.person_id else None
    if person and person.status is PersonStatus.DECEASED:
        return
    news = News("application", kin, dedupe, expires_at=clock.now() + _OF_USE)
    if person and linked:
        if actor.kind is not ActorKind.PERSON:
            await outbox.tell_person(session, person, replace(news, text=own))
        acting = actor.number if actor.kind is ActorKind.RELATIVE else None
        await outbox.tell_relatives(session, person, news, but=acting)
    await _tell_writer(session, application, news)


async def _tell_writer(session: AsyncSession, application: Application, news: News) -> None:
    """The chat in which it was written; once that is linked and there is a card, the relatives' rights decide."""
    if application.chat is None:
        return
    writer = await who_is(session, application.chat)
    if application.person_id and writer.kind is not ActorKind.STRANGER:
        return
    mine = visible_applications(writer).where(col(Application.id) == application.key)
    if await session.scalar(mine) is not None:
        reader = Reader(
            application.chat, writer.language, application.organisation_id, application.person_id, application.office_id
        )
        await outbox.put(session, reader, news, suffix=":writer")
