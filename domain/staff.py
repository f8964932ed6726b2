"""The people who work in the panel: their roles, reach and passwords. Only an administrator manages them."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import audit, clock, passwords
from domain.access import OF_OFFICES, Actor, ActorKind, Deed, Rows, demand, find
from domain.links.linking import end_staff_chat
from domain.phrases import Phrase, _
from domain.refusals import Refusal, WrongInput
from domain.secrets import token_hash
from domain.staff_actors import FOR_A_PERIOD
from domain.versions import demand_version, flush_or_stale, touch
from models.audit import AuditAction
from models.places import Kitchen, Office
from models.referrals import Institution
from models.staff import PanelSession, Role, Staff, StaffOffice


class LastAdministrator(Refusal):
    """This is the last administrator. Please make somebody else an administrator first."""


class WrongPassword(Refusal):
    """The present password is not right. Please type it again."""


@dataclass(frozen=True, slots=True)
class StaffFacts:
    """What the form about a member of staff holds."""

    name: str
    login: str
    role: Role
    offices: frozenset[int] = frozenset()
    kitchen_id: int | None = None
    phone: str = ""
    language: str = "bg"
    active: bool = True
    institution_id: int | None = None
    works_from: date | None = None
    works_until: date | None = None


@dataclass(frozen=True, slots=True)
class StaffCard:
    """A member of staff with the offices they work for."""

    member: Staff
    offices: tuple[Office, ...]


def visible_staff(actor: Actor) -> Rows[Staff]:
    """Members of staff: all for the administrator, oneself for everybody else."""
    rows = sa.select(Staff)
    if actor.kind is ActorKind.JOB or actor.may(Deed.MANAGE_STAFF):
        return rows
    own = actor.number if actor.kind is ActorKind.STAFF else None
    return rows.where(col(Staff.id) == own)


async def institutions(session: AsyncSession, actor: Actor) -> list[Institution]:
    """The institutions from which partners come, by name, for the form about staff."""
    demand(actor, Deed.MANAGE_STAFF)
    rows = sa.select(Institution).order_by(col(Institution.name), col(Institution.id))
    return list(await session.scalars(rows))


async def staff_list(session: AsyncSession, actor: Actor) -> list[StaffCard]:
    """Everybody who works in the panel, by name, those who have left last."""
    demand(actor, Deed.MANAGE_STAFF)
    rows = visible_staff(actor).order_by(col(Staff.active).desc(), col(Staff.name), col(Staff.id))
    members = (await session.scalars(rows)).all()
    offices = await _offices_of(session, [member.key for member in members])
    return [StaffCard(member, tuple(offices.get(member.key, ()))) for member in members]


async def staff_card(session: AsyncSession, actor: Actor, *, staff_id: int) -> StaffCard:
    """One member of staff: anybody for the administrator, oneself for the others."""
    member = await find(session, visible_staff(actor), staff_id)
    return StaffCard(member, tuple((await _offices_of(session, [staff_id])).get(staff_id, ())))


async def _offices_of(session: AsyncSession, staff_ids: list[int]) -> dict[int, list[Office]]:
    rows = (
        sa.select(col(StaffOffice.staff_id), Office)
        .join(Office, col(Office.id) == col(StaffOffice.office_id))
        .where(col(StaffOffice.staff_id).in_(staff_ids))
        .order_by(col(Office.name))
    )
    offices: dict[int, list[Office]] = {}
    for staff_id, office in await session.execute(rows):
        offices.setdefault(staff_id, []).append(office)
    return offices


async def save_staff(
    session: AsyncSession,
    actor: Actor,
    *,
    staff_id: int | None,
    facts: StaffFacts,
    version: int | None = None,
    password: str = "",
) -> Staff:
    """Enter or change a member of staff. A new one needs a first password.

    Who leaves, or may see and do other things from now on, is signed out everywhere, and the own chat ends.
    """
    demand(actor, Deed.MANAGE_STAFF)
    await _demand_right(session, staff_id, facts)
    if staff_id is None:
        member = await _newcomer(actor, facts, password)
        session.add(member)
    else:
        member = await find(session, visible_staff(actor), staff_id, fresh=True)
        demand_version(member, version)
        await _demand_another_administrator(session, member, facts)
    before = await _reach(session, member)
    _fill(member, facts)
    await flush_or_stale(session)
    others = await _set_offices(session, member, facts.offices if facts.role in OF_OFFICES else frozenset())
    if staff_id is not None and others:
        touch(session, member)
        await flush_or_stale(session)
    if staff_id is not None and (not member.active or await _reach(session, member) != before):
        await sign_out_everywhere(session, member)
        await end_staff_chat(session, member)
    return member


async def _newcomer(actor: Actor, facts: StaffFacts, password: str) -> Staff:
    if not password:
        raise WrongInput(password=_("Please give a first password."))
    passwords.demand_strong(password, login=facts.login)
    return Staff(
        organisation_id=actor.organisation,
        name="",
        login="",
        password_hash=await passwords.hashed(password),
        role=facts.role,
    )


async def _reach(session: AsyncSession, member: Staff) -> tuple[Any, ...]:
    """What decides what a member of staff may see and do: a session must not outlive a change of it."""
    offices: set[int] = set()
    if member.id is not None:
        rows = sa.select(col(StaffOffice.office_id)).where(col(StaffOffice.staff_id) == member.id)
        offices = set(await session.scalars(rows))
    place = (member.kitchen_id, member.institution_id)
    return member.role, offices, *place, member.works_from, member.works_until


def _fill(member: Staff, facts: StaffFacts) -> None:
    member.name = facts.name.strip()
    member.login = facts.login.strip().casefold()
    member.role = facts.role
    member.kitchen_id = facts.kitchen_id if facts.role is Role.KITCHEN else None
    member.institution_id = facts.institution_id if facts.role is Role.PARTNER else None
    for_a_period = facts.role in FOR_A_PERIOD
    member.works_from = facts.works_from if for_a_period else None
    member.works_until = facts.works_until if for_a_period else None
    member.phone = facts.phone.strip()
    member.language = facts.language
    member.active = facts.active


async def _demand_right(session: AsyncSession, staff_id: int | None, facts: StaffFacts) -> None:
    wrong: dict[str, Phrase] = {}
    if not facts.name.strip():
        wrong["name"] = _("Please write the name.")
    login = facts.login.strip().casefold()
    if not login or " " in login or len(login) > 80:
        wrong["login"] = _("Please write a login without spaces.")
    elif await _login_is_taken(session, login, staff_id):
        wrong["login"] = _("Somebody has this login already. Please choose another.")
    if facts.role is Role.KITCHEN and not await _exist(session, Kitchen, [facts.kitchen_id or 0]):
        wrong["kitchen_id"] = _("Please choose the kitchen.")
    if facts.role in OF_OFFICES and not await _exist(session, Office, sorted(facts.offices)):
        wrong["offices"] = _("Please choose at least one office.")
    if facts.role is Role.PARTNER and not await _exist(session, Institution, [facts.institution_id or 0]):
        wrong["institution_id"] = _("Please choose the institution.")
    if wrong := wrong | _wrong_period(facts):
        raise WrongInput(**wrong)


def _wrong_period(facts: StaffFacts) -> dict[str, Phrase]:
    if facts.role not in FOR_A_PERIOD:
        return {}
    days = {"works_from": facts.works_from, "works_until": facts.works_until}
    missing = {name: _("Please give the day.") for name, day in days.items() if day is None}
    if not missing and facts.works_from and facts.works_until and facts.works_until < facts.works_from:
        return {"works_until": _("The last day is before the first. Please give a later one.")}
    return missing


async def _login_is_taken(session: AsyncSession, login: str, staff_id: int | None) -> bool:
    """Logins are unique over all organisations, so this one look passes by the organisation's filter."""
    table = Staff.__table__  # type: ignore[attr-defined]
    connection = await session.connection()
    found = await connection.scalar(sa.select(table.c.id).where(table.c.login == login))
    return found is not None and found != staff_id


async def _exist(session: AsyncSession, kind: type[Kitchen | Office | Institution], numbers: list[int]) -> bool:
    """Whether all the numbers, at least one, are rows of the actor's organisation."""
    found = await session.scalar(sa.select(sa.func.count()).select_from(kind).where(col(kind.id).in_(numbers)))
    return bool(numbers) and found == len(numbers)


async def _demand_another_administrator(session: AsyncSession, member: Staff, facts: StaffFacts) -> None:
    stays = facts.active and facts.role is Role.ADMINISTRATOR
    if member.role is not Role.ADMINISTRATOR or not member.active or stays:
        return
    others = sa.select(col(Staff.id)).where(
        col(Staff.role) == Role.ADMINISTRATOR, col(Staff.active), col(Staff.id) != member.key
    )
    if await session.scalar(others.limit(1)) is None:
        raise LastAdministrator


async def _set_offices(session: AsyncSession, member: Staff, wanted: frozenset[int]) -> bool:
    """Write for which offices somebody works; says whether that is another set than before."""
    rows = sa.select(StaffOffice).where(col(StaffOffice.staff_id) == member.key)
    present = {row.office_id: row for row in await session.scalars(rows)}
    for office_id in sorted(present.keys() - wanted):
        await session.delete(present[office_id])
    session.add_all(StaffOffice(staff_id=member.key, office_id=office) for office in sorted(wanted - present.keys()))
    await session.flush()
    return wanted != present.keys()


async def set_password(session: AsyncSession, actor: Actor, *, staff_id: int, password: str) -> None:
    """Give a member of staff a new password, and sign them out everywhere."""
    demand(actor, Deed.MANAGE_STAFF)
    member = await find(session, visible_staff(actor), staff_id, fresh=True)
    passwords.demand_strong(password, login=member.login)
    member.password_hash = await passwords.hashed(password)
    await session.flush()
    await sign_out_everywhere(session, member)


async def change_own_password(session: AsyncSession, actor: Actor, *, present: str, new: str, token: str = "") -> None:
    """Change one's own password; every other browser is signed out, the one with the cookie `token` stays."""
    member = await find(session, sa.select(Staff), actor.number, fresh=True)
    if not await passwords.is_right(present, member.password_hash):
        raise WrongPassword
    passwords.demand_strong(new, login=member.login)
    member.password_hash = await passwords.hashed(new)
    await session.flush()
    await sign_out_everywhere(session, member, but=token_hash(token))


async def sign_out_everywhere(session: AsyncSession, member: Staff, but: str = "") -> None:
    """End every session of a member of staff, except that whose token has the hash `but`."""
    change = sa.update(PanelSession).where(
        col(PanelSession.staff_id) == member.key,
        col(PanelSession.ended_at).is_(None),
        col(PanelSession.token_hash) != but,
    )
    await session.execute(
        change.values(ended_at=clock.now()).execution_options(audited=True, synchronize_session=False)
    )
    audit.record(session, AuditAction.SIGNED_OUT, "staff", member.id)
