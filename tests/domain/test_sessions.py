"""Signing in: right and wrong, slowed down, limited in time, and ended by the row."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import col

from domain import attempts, clock, passwords
from domain.attempts import TRIES_OF_A_LOGIN, WINDOW, TooManyTries
from domain.database import Database
from domain.refusals import NotAllowed, NotFound
from domain.second_factor import finish
from domain.secrets import token_hash
from domain.sessions import (
    HalfSignedIn,
    WrongSignIn,
    actor_of_session,
    end_session,
    end_sessions,
    open_sessions,
    sign_in,
    sign_out,
)
from domain.settings import settings
from domain.staff import StaffFacts, change_own_password, save_staff
from models.audit import AuditAction, AuditEntry
from models.staff import PanelSession, Role, Staff
from tests.cast import PASSWORD, Cast, code_of, signed_in


async def sign(database: Database, login: str = "anna", password: str = PASSWORD, ip: str = "10.0.0.1") -> HalfSignedIn:
    return await sign_in(database, login=login, password=password, ip=ip, agent="Firefox")


def later(**span: float) -> None:
    clock.set_to(clock.now() + timedelta(**span))


async def test_the_one_who_signs_in_has_the_reach_of_the_role(people: Cast, tuesday: object) -> None:
    signed = await sign(people.database, login=" Anna ")
    assert signed.actor == people.staff(people.anna)
    assert await actor_of_session(people.database, signed.token) is None
    assert await finish(people.database, signed, code=code_of("anna"), ip="10.0.0.1") == []
    assert await actor_of_session(people.database, signed.token) == people.staff(people.anna)
    cook = await sign(people.database, login="cook")
    assert (cook.actor.role, cook.actor.kitchen_id, cook.actor.offices) == (
        Role.KITCHEN, people.mladost_kitchen.id, frozenset(),
    )  # fmt: skip


async def test_only_the_hash_of_the_token_is_kept_and_both_deeds_are_audited(people: Cast, tuesday: object) -> None:
    signed = await sign(people.database)
    await finish(people.database, signed, code=code_of("anna"), ip="10.0.0.1")
    async with people.database.unit(signed.actor) as session:
        rows = (await session.scalars(sa.select(PanelSession))).all()
        assert [(row.token_hash, row.staff_id, row.ip, row.agent) for row in rows] == [
            (token_hash(signed.token), people.anna.id, "10.0.0.1", "Firefox")
        ]
        await sign_out(session, signed.actor, token=signed.token)
        await sign_out(session, signed.actor, token=signed.token)
    assert await actor_of_session(people.database, signed.token) is None
    async with people.database.reading(people.staff(people.admin)) as session:
        rows = sa.select(AuditEntry).where(col(AuditEntry.record) == "staff").order_by(col(AuditEntry.id).desc())
        entries = (await session.scalars(rows.limit(2))).all()
    assert [(entry.action, entry.actor, entry.record_id) for entry in entries] == [
        (AuditAction.SIGNED_OUT, f"staff:{people.anna.id}", people.anna.id),
        (AuditAction.SIGNED_IN, f"staff:{people.anna.id}", people.anna.id),
    ]


@pytest.mark.parametrize(("login", "password"), [("anna", "друга парола"), ("nobody", PASSWORD), ("", "")])
async def test_every_wrong_try_hears_the_same(people: Cast, tuesday: object, login: str, password: str) -> None:
    with pytest.raises(WrongSignIn) as refused:
        await sign(people.database, login=login, password=password)
    assert refused.value.values == {}


async def test_who_has_left_cannot_sign_in_and_is_signed_out(people: Cast, tuesday: object) -> None:
    token = await signed_in(people.database, people.anna.id)
    admin = people.staff(people.admin)
    async with people.database.unit(admin) as session:
        facts = StaffFacts(
            "Анна Костова", "anna", Role.SOCIAL_WORKER, offices=frozenset({people.mladost.key}), active=False
        )
        await save_staff(session, admin, staff_id=people.anna.key, facts=facts)
    assert await actor_of_session(people.database, token) is None
    with pytest.raises(WrongSignIn):
        await sign(people.database)


async def test_guessing_a_login_is_slowed_down_and_a_pause_opens_it_again(people: Cast, tuesday: object) -> None:
    for _ in range(TRIES_OF_A_LOGIN):
        with pytest.raises(WrongSignIn):
            await sign(people.database, password="налучкване")
    with pytest.raises(TooManyTries) as refused:
        await sign(people.database, ip="10.0.0.2")
    assert refused.value.values == {"minutes": 15}
    assert (await sign(people.database, login="elena", ip="10.0.0.2")).actor.number == people.elena.id
    clock.set_to(clock.now() + WINDOW + timedelta(seconds=1))
    assert (await sign(people.database)).actor.number == people.anna.id


async def test_a_right_password_forgives_the_tries_before_it(people: Cast, tuesday: object) -> None:
    for _ in range(2):
        for _try in range(TRIES_OF_A_LOGIN - 1):
            with pytest.raises(WrongSignIn):
                await sign(people.database, password="налучкване")
        await sign(people.database)


async def test_an_address_that_tries_many_logins_is_slowed_down(
    sqlite_people: Cast, tuesday: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attempts, "TRIES_OF_AN_ADDRESS", 6)
    for number in range(6):
        with pytest.raises(WrongSignIn):
            await sign(sqlite_people.database, login=f"nobody{number}")
    with pytest.raises(TooManyTries):
        await sign(sqlite_people.database)
    assert (await sign(sqlite_people.database, ip="10.0.0.9")).actor.number == sqlite_people.anna.id


async def test_a_session_ends_when_nobody_clicks(people: Cast, tuesday: object) -> None:
    token = await signed_in(people.database, people.anna.id)
    for _ in range(3):
        later(minutes=settings().idle_minutes - 1)
        assert await actor_of_session(people.database, token) is not None
    later(minutes=settings().idle_minutes + 1)
    assert await actor_of_session(people.database, token) is None


async def test_a_session_ends_after_some_hours_whatever_happens(people: Cast, tuesday: object) -> None:
    token = await signed_in(people.database, people.anna.id)
    for _ in range(settings().session_hours * 4 - 1):
        later(minutes=15)
        assert await actor_of_session(people.database, token) is not None
    later(minutes=16)
    assert await actor_of_session(people.database, token) is None


async def test_an_unknown_token_is_nobody(people: Cast) -> None:
    assert await actor_of_session(people.database, "nonsense") is None


async def test_one_sees_and_ends_the_own_sessions_and_nobody_elses(people: Cast, tuesday: object) -> None:
    here, there = [await signed_in(people.database, people.anna.id) for _ in range(2)]
    elena = await signed_in(people.database, people.elena.id)
    anna = people.staff(people.anna)
    await sign(people.database)  # who gave the password alone is in no list
    async with people.database.unit(anna) as session:
        listed = await open_sessions(session, anna, token=here)
        assert {one.handle: one.is_this for one in listed} == {token_hash(here): True, token_hash(there): False}
        with pytest.raises(NotAllowed):
            await open_sessions(session, anna, staff_id=people.elena.key)
        with pytest.raises(NotAllowed):
            await end_session(session, anna, handle=token_hash(elena))
        with pytest.raises(NotFound):
            await end_session(session, anna, handle="nonsense")
        await end_session(session, anna, handle=token_hash(there))
    assert await actor_of_session(people.database, there) is None
    assert await actor_of_session(people.database, here) is not None
    assert await actor_of_session(people.database, elena) is not None


async def test_the_administrator_signs_others_out_but_not_those_of_another_municipality(
    people: Cast, tuesday: object
) -> None:
    anna, burgas = [await signed_in(people.database, member.id) for member in (people.anna, people.burgas_admin)]
    admin = people.staff(people.admin)
    async with people.database.unit(admin) as session:
        with pytest.raises(NotFound):
            await end_sessions(session, admin, staff_id=people.burgas_admin.key)
        assert await end_sessions(session, admin, staff_id=people.anna.key) == 1
    assert await actor_of_session(people.database, anna) is None
    assert await actor_of_session(people.database, burgas) is not None


async def test_a_new_password_signs_every_other_browser_out(people: Cast, tuesday: object) -> None:
    here, there = [await signed_in(people.database, people.anna.id) for _ in range(2)]
    anna = people.staff(people.anna)
    async with people.database.unit(anna) as session:
        await change_own_password(session, anna, present=PASSWORD, new="червена ябълка на масата", token=here)
    assert await actor_of_session(people.database, there) is None
    assert await actor_of_session(people.database, here) is not None
    with pytest.raises(WrongSignIn):
        await sign(people.database)
    assert (await sign(people.database, password="червена ябълка на масата")).actor.number == people.anna.id
    async with people.database.reading(people.job) as session:
        kept = await session.scalar(sa.select(col(Staff.password_hash)).where(col(Staff.id) == people.anna.id))
    assert kept is not None
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert await passwords.is_right("червена ябълка на масата", kept)
