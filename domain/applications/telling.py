"""Where an application stands, in plain words for the one who asked: nothing of guarded ones."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import clock
from domain.access import Actor, ActorKind
from domain.applications.papers import missing_papers
from domain.applications.rows import visible_applications
from domain.phrases import Phrase, Spoken, _, hour_words, spoken
from domain.refusals import NotAllowed
from domain.waiting.telling import service_name
from models.applications import Application, ApplicationStatus
from models.assessing import Survey, SurveyStatus
from models.cases import Case, CaseStatus, Secrecy
from models.places import Programme

_MOST = 5


@dataclass(frozen=True)
class ToldApplication:
    """One application as its reader is told of it."""

    number: str
    #: Of the person whose application it is.
    first_name: str
    programme: Programme
    state: Spoken
    #: What comes next, and who does it.
    then: Spoken

    def in_words(self, *, own: bool) -> Spoken:
        """The whole in three lines; with the name for whoever is not the person."""
        values = {"number": self.number, "service": service_name(self.programme)}
        return spoken(_OWN if own else _OF_SOMEBODY, name=self.first_name, state=self.state, then=self.then, **values)


_OWN = _("Application {number}, {service}.\n{state}\n{then}")
_OF_SOMEBODY = _("{name}: application {number}, {service}.\n{state}\n{then}")

_RECEIVED = _("We have received the application.")
_PAPERS = _("Some papers are still missing. Please call the office and ask which.")
_LOOKED_THROUGH = _("The office looks through it and will call you.")
_WITHDRAWN = _("The application was withdrawn.")
_APPLY_AGAIN = _("You can apply again at any time.")

_OF_CASE: dict[CaseStatus, tuple[Phrase, Phrase]] = {
    CaseStatus.APPLIED: (
        _("The application is registered."),
        _("A social worker makes a visit at home to see what help is needed. We call before that."),
    ),
    CaseStatus.ASSESSED: (
        _("We have seen what help is needed."),
        _("The office prepares its decision."),
    ),
    CaseStatus.PROPOSED: (
        _("The decision is being prepared."),
        _("We will tell you as soon as it is signed."),
    ),
    CaseStatus.WAITING: (
        _("The application is approved, but all places are taken now. It stands on the waiting list."),
        _("We will call when its turn comes. You need do nothing."),
    ),
    CaseStatus.APPROVED: (
        _("The application is approved, and there is a place."),
        _("The office will call you to sign the contract."),
    ),
    CaseStatus.ACTIVE: (
        _("The service has begun."),
        _("If something should be changed, press “Call me”."),
    ),
    CaseStatus.SUSPENDED: (
        _("The service rests for a while."),
        _("When you need it again, press “Call me”."),
    ),
    CaseStatus.CLOSED: (_("The service has ended."), _APPLY_AGAIN),
    CaseStatus.REFUSED: (
        _("The office could not approve the application."),
        _("You get the reasons in writing, with how to appeal. Ask the office for help with it."),
    ),
    CaseStatus.WITHDRAWN: (_WITHDRAWN, _APPLY_AGAIN),
}
_BY_DAY = _("A social worker makes a visit at home to see what help is needed, by {day}. We call before that.")
_ON_DAY = _("A social worker makes a visit at home on {day}, at {hour}, to see what help is needed.")


async def applications_of_chat_reader(session: AsyncSession, actor: Actor) -> list[ToldApplication]:
    """The applications of the person in the chat, or of the people whom a relative may see, the newest first.

    To a chat that the office does not know: those that were sent from it.
    """
    if actor.kind not in (ActorKind.PERSON, ActorKind.RELATIVE, ActorKind.STRANGER) or actor.number is None:
        raise NotAllowed
    rows = (
        visible_applications(actor)
        .add_columns(Programme, Case, missing_papers(), _next_visit())
        .join(Programme, col(Programme.id) == col(Application.programme_id))
        .outerjoin(Case, col(Case.id) == col(Application.case_id))
        .where(
            col(Application.status) != ApplicationStatus.DRAFT,
            col(Case.id).is_(None) | (col(Case.secrecy) == Secrecy.OPEN),
        )
        .order_by(col(Application.id).desc())
        .limit(_MOST)
    )
    return [_told(*row) for row in await session.execute(rows)]


def _next_visit() -> sa.ScalarSelect[datetime]:
    """When the social worker comes next, as a column beside the application."""
    rows = sa.select(sa.func.min(col(Survey.planned_at))).where(
        col(Survey.case_id) == col(Application.case_id),
        col(Survey.status) == SurveyStatus.PLANNED,
        col(Survey.planned_at) > clock.now(),
    )
    return rows.correlate(Application).scalar_subquery()


async def told_of(session: AsyncSession, application: Application) -> ToldApplication:
    """One application as its reader is told of it; whether there is a reader, the caller has asked."""
    rows = (
        sa.select(Application, Programme, Case, missing_papers(), _next_visit())
        .join(Programme, col(Programme.id) == col(Application.programme_id))
        .outerjoin(Case, col(Case.id) == col(Application.case_id))
        .where(col(Application.id) == application.key)
    )
    return _told(*(await session.execute(rows)).one())


def _told(
    application: Application, programme: Programme, case: Case | None, missing: int, visit: datetime | None
) -> ToldApplication:
    state, then = state_of(application, case, missing, visit)
    return ToldApplication(application.number or "", application.first_name, programme, state, then)


def state_of(
    application: Application, case: Case | None, missing: int, visit: datetime | None = None
) -> tuple[Spoken, Spoken]:
    """Where the application stands and what comes next, each in one plain sentence."""
    if application.status is ApplicationStatus.WITHDRAWN:
        return spoken(_WITHDRAWN), spoken(_APPLY_AGAIN)
    if case is None:
        return spoken(_RECEIVED), spoken(_PAPERS if missing else _LOOKED_THROUGH)
    state, then = _OF_CASE[case.status]
    if case.status is CaseStatus.APPLIED and visit:
        return spoken(state), spoken(_ON_DAY, day=clock.local(visit).date(), hour=hour_words(visit))
    if case.status is CaseStatus.APPLIED and case.assess_by:
        return spoken(state), spoken(_BY_DAY, day=case.assess_by)
    return spoken(state), spoken(then)
