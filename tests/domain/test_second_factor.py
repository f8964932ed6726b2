"""The second step: a code works once, whoever loses the telephone gets in once a code, and nothing opens before it."""

import asyncio
from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import col

from domain import clock, totp
from domain.access import Deed
from domain.attempts import TRIES_OF_A_LOGIN, WINDOW, TooManyTries
from domain.refusals import NotAllowed, NotFound, WrongInput
from domain.second_factor import (
    RECOVERY_CODES,
    NotBegun,
    RenewalNeeded,
    WrongCode,
    WrongRenewal,
    begin,
    demand_renewed,
    finish,
    new_recovery_codes,
    present_code,
    recovery_codes_left,
    renew,
    reset,
)
from domain.sessions import HalfSignedIn, actor_of_session, half_signed_in, sign_in
from domain.staff import StaffFacts, save_staff
from domain.staff_actors import OutsideThePeriod
from models.audit import AuditAction, AuditEntry
from models.staff import Role, Staff
from tests.cast import PASSWORD, Cast, code_of, signed_in

HERE = "10.0.0.1"


async def half(people: Cast, login: str = "anna") -> HalfSignedIn:
    """Somebody who has given the password."""
    return await sign_in(people.database, login=login, password=PASSWORD, ip=HERE, agent="Firefox")


async def next_code(people: Cast, login: str = "anna") -> str:
    clock.set_to(clock.now() + timedelta(seconds=totp.SECONDS))
    return await present_code(people.database, login=login)


async def without_an_app(people: Cast, member: Staff) -> None:
    admin = replace(people.staff(people.admin), renewed_at=clock.now())
    async with people.database.unit(admin) as session:
        await reset(session, admin, staff_id=member.key)


async def test_a_code_opens_the_panel_and_only_once(people: Cast, tuesday: object) -> None:
    first, second = await half(people), await half(people)
    code = code_of("anna")
    assert await actor_of_session(people.database, first.token) is None
    assert await finish(people.database, first, code=f" {code[:3]} {code[3:]} ", ip=HERE) == []
    assert await actor_of_session(people.database, first.token) == people.staff(people.anna)
    assert await half_signed_in(people.database, first.token) is None
    with pytest.raises(WrongCode):
        await finish(people.database, second, code=code, ip=HERE)
    assert await actor_of_session(people.database, second.token) is None
    await finish(people.database, second, code=await next_code(people), ip=HERE)
    assert await actor_of_session(people.database, second.token) == people.staff(people.anna)


async def test_of_two_uses_of_one_code_at_once_one_gets_in(people: Cast, tuesday: object) -> None:
    halves = [await half(people) for _ in range(3)]
    tries = (finish(people.database, one, code=code_of("anna"), ip=HERE) for one in halves)
    outcomes = await asyncio.gather(*tries, return_exceptions=True)
    assert [type(outcome) for outcome in outcomes if outcome != []] == [WrongCode, WrongCode]
    opened = [await actor_of_session(people.database, one.token) is not None for one in halves]
    assert sorted(opened) == [False, False, True]


@pytest.mark.parametrize(("steps", "fits"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
async def test_a_telephone_may_go_half_a_minute_wrong_and_no_more(
    sqlite_people: Cast, tuesday: object, steps: int, fits: bool
) -> None:
    one, now = await half(sqlite_people), clock.now()
    with clock.frozen(now + steps * timedelta(seconds=totp.SECONDS)):
        code = code_of("anna")
    if not fits:
        with pytest.raises(WrongCode):
            await finish(sqlite_people.database, one, code=code, ip=HERE)
    else:
        assert await finish(sqlite_people.database, one, code=code, ip=HERE) == []


async def test_the_first_sign_in_sets_the_app_up_and_gives_codes_that_open_once(people: Cast, tuesday: object) -> None:
    await without_an_app(people, people.anna)
    with pytest.raises(NotBegun):
        await present_code(people.database, login="anna")
    first = await half(people)
    assert first.enrolled is False
    with pytest.raises(WrongCode):
        await finish(people.database, first, code="000000", ip=HERE)
    async with people.database.unit(first.actor) as session:
        shown = await begin(session, first)
        assert (await begin(session, first)).key == shown.key
    assert "<svg" in shown.picture
    code = totp.code_of_step(shown.key.replace(" ", ""), totp.present_step())
    assert code == await present_code(people.database, login="anna")
    codes = await finish(people.database, first, code=code, ip=HERE)
    assert len(set(codes)) == RECOVERY_CODES
    lost = await half(people)
    assert lost.enrolled
    assert await finish(people.database, lost, code=codes[3], ip=HERE) == []
    async with people.database.reading(lost.actor) as session:
        assert await recovery_codes_left(session, lost.actor) == RECOVERY_CODES - 1
    again = await half(people)
    with pytest.raises(WrongCode):
        await finish(people.database, again, code=codes[3], ip=HERE)
    elena = await half(people, "elena")
    with pytest.raises(WrongCode):
        await finish(people.database, elena, code=codes[4], ip=HERE)


async def test_new_recovery_codes_take_the_place_of_the_old(people: Cast, tuesday: object) -> None:
    anna = people.staff(people.anna)
    renewed = replace(anna, renewed_at=clock.now())
    async with people.database.unit(anna) as session:
        with pytest.raises(RenewalNeeded):
            await new_recovery_codes(session, anna)
        old = await new_recovery_codes(session, renewed)
        new = await new_recovery_codes(session, renewed)
        assert await recovery_codes_left(session, anna) == RECOVERY_CODES
    with pytest.raises(WrongCode):
        await finish(people.database, await half(people), code=old[0], ip=HERE)
    assert await finish(people.database, await half(people), code=new[0], ip=HERE) == []


async def test_guessing_codes_is_slowed_down_and_a_right_password_does_not_forgive_it(
    people: Cast, tuesday: object
) -> None:
    for _ in range(TRIES_OF_A_LOGIN):
        with pytest.raises(WrongCode):
            await finish(people.database, await half(people), code="000000", ip=HERE)
    last = await half(people)
    with pytest.raises(TooManyTries):
        await finish(people.database, last, code=code_of("anna"), ip="10.0.0.2")
    clock.set_to(clock.now() + WINDOW + timedelta(seconds=1))
    assert await finish(people.database, last, code=code_of("anna"), ip=HERE) == []
    async with people.database.reading(people.job) as session:
        refused = (
            sa.select(sa.func.count())
            .select_from(AuditEntry)
            .where(col(AuditEntry.action) == AuditAction.REFUSED, col(AuditEntry.record_id) == people.anna.id)
        )
        assert await session.scalar(refused) == TRIES_OF_A_LOGIN


async def test_the_most_private_things_open_for_ten_minutes_after_both_were_asked_anew(
    people: Cast, tuesday: object
) -> None:
    token = await signed_in(people.database, people.anna.id)
    other = await signed_in(people.database, people.anna.id)
    anna = people.staff(people.anna)
    for password, code in ((PASSWORD, "000000"), ("друга парола", code_of("anna"))):
        with pytest.raises(WrongRenewal):
            await renew(people.database, anna, token=token, password=password, code=code, ip=HERE)
    await renew(people.database, anna, token=token, password=PASSWORD, code=code_of("anna"), ip=HERE)
    for minutes, opens in ((0, True), (9, True), (1, False)):
        clock.set_to(clock.now() + timedelta(minutes=minutes))
        found = await actor_of_session(people.database, token)
        assert found is not None
        if opens:
            demand_renewed(found)
        else:
            with pytest.raises(RenewalNeeded):
                demand_renewed(found)
    elsewhere = await actor_of_session(people.database, other)
    assert elsewhere is not None
    assert elsewhere.renewed_at is None
    with pytest.raises(NotAllowed):
        demand_renewed(people.person(people.maria))


async def test_the_administrator_lets_somebody_set_the_app_up_anew(people: Cast, tuesday: object) -> None:
    token = await signed_in(people.database, people.anna.id)
    admin = people.staff(people.admin)
    renewed = replace(admin, renewed_at=clock.now())
    async with people.database.unit(admin) as session:
        with pytest.raises(RenewalNeeded):
            await reset(session, admin, staff_id=people.anna.key)
        with pytest.raises(NotFound):
            await reset(session, renewed, staff_id=people.burgas_admin.key)
        anna = replace(people.staff(people.anna), renewed_at=clock.now())
        with pytest.raises(NotAllowed):
            await reset(session, anna, staff_id=people.anna.key)
        await reset(session, renewed, staff_id=people.anna.key)
    assert await actor_of_session(people.database, token) is None
    one = await half(people)
    assert one.enrolled is False
    with pytest.raises(WrongCode):
        await finish(people.database, one, code=code_of("anna"), ip=HERE)
    async with people.database.reading(people.job) as session:
        rows = sa.select(AuditEntry).where(col(AuditEntry.record) == "staff", col(AuditEntry.actor) == admin.label)
        changed = [one.after for one in await session.scalars(rows) if one.action is AuditAction.CHANGED]
    assert changed == [{"totp_sealed": None, "totp_confirmed_at": None}]


async def test_the_command_gives_a_code_that_was_not_used_and_is_audited(people: Cast, tuesday: object) -> None:
    await finish(people.database, await half(people), code=code_of("anna"), ip=HERE)
    code = await present_code(people.database, login=" Anna ")
    assert code != code_of("anna")
    assert await finish(people.database, await half(people), code=code, ip=HERE) == []
    with pytest.raises(NotBegun):
        await present_code(people.database, login="nobody")
    async with people.database.reading(people.job) as session:
        entries = (await session.scalars(sa.select(AuditEntry).where(col(AuditEntry.record) == "staff.code"))).all()
    assert [(one.actor, one.action, one.record_id, one.organisation_id) for one in entries] == [
        ("job:command", AuditAction.OPENED, people.anna.id, people.sofia.id)
    ]


async def test_what_changes_somebodys_reach_ends_their_sessions_and_nothing_else_does(
    people: Cast, tuesday: object
) -> None:
    admin = people.staff(people.admin)
    here, there = frozenset({people.mladost.key}), frozenset({people.lyulin.key})
    as_is = StaffFacts("Анна Костова", "anna", Role.SOCIAL_WORKER, offices=here)
    ends = [
        (replace(as_is, name="Анна Нова", phone="0888 123 123"), False),
        (replace(as_is, offices=here | there), True),
        (replace(as_is, role=Role.HEAD), True),
        (replace(as_is, role=Role.KITCHEN, kitchen_id=people.mladost_kitchen.id), True),
        (replace(as_is, role=Role.KITCHEN, kitchen_id=people.lyulin_kitchen.id), True),
        (replace(as_is, role=Role.PARTNER, institution_id=people.hospital.id), True),
        (replace(as_is, role=Role.INSPECTOR, works_from=date(2026, 11, 1), works_until=date(2026, 11, 30)), True),
        (replace(as_is, role=Role.INSPECTOR, works_from=date(2026, 11, 1), works_until=date(2026, 12, 1)), True),
        (replace(as_is, role=Role.INSPECTOR, works_from=date(2026, 11, 1), works_until=date(2026, 12, 1)), False),
    ]
    elena = await signed_in(people.database, people.elena.id)
    found = []
    for facts, _ended in ends:
        token = await signed_in(people.database, people.anna.id)
        async with people.database.unit(admin) as session:
            await save_staff(session, admin, staff_id=people.anna.key, facts=facts)
        found.append(await actor_of_session(people.database, token) is None)
    assert found == [ended for _facts, ended in ends]
    assert await actor_of_session(people.database, elena) is not None


async def test_an_inspector_gets_in_within_the_period_and_is_out_when_it_ends(people: Cast, tuesday: object) -> None:
    admin = people.staff(people.admin)

    async def given(first: date | None, last: date | None) -> None:
        facts = StaffFacts("Инспектор", "inspector", Role.INSPECTOR, works_from=first, works_until=last)
        async with people.database.unit(admin) as session:
            await save_staff(session, admin, staff_id=people.inspector.key, facts=facts)

    for first, last, wrong in (
        (None, date(2026, 12, 1), ["works_from"]),
        (date(2026, 12, 1), None, ["works_until"]),
        (date(2026, 12, 1), date(2026, 11, 1), ["works_until"]),
    ):
        with pytest.raises(WrongInput) as refused:
            await given(first, last)
        assert list(refused.value.fields) == wrong
    await given(date(2026, 11, 25), date(2026, 11, 26))
    with pytest.raises(OutsideThePeriod):
        await half(people, "inspector")
    clock.set_to(clock.now() + timedelta(days=1))
    one = await half(people, "inspector")
    clock.set_to(clock.now() + timedelta(minutes=1))
    await finish(people.database, one, code=code_of("inspector"), ip=HERE)
    inspector = await actor_of_session(people.database, one.token)
    assert inspector is not None
    assert inspector.may(Deed.SEE_CASES)
    clock.set_to(clock.now() + timedelta(days=1))
    token = await signed_in(people.database, people.inspector.id)
    clock.set_to(clock.at(date(2026, 11, 26), clock.local(clock.now()).time().replace(hour=23, minute=50)))
    late = await signed_in(people.database, people.inspector.id)
    assert await actor_of_session(people.database, late) is not None
    clock.set_to(clock.now() + timedelta(minutes=15))
    assert [await actor_of_session(people.database, one) for one in (token, late)] == [None, None]


async def test_an_inspector_without_a_period_gets_nowhere(sqlite_people: Cast, tuesday: object) -> None:
    async with sqlite_people.database.unit(sqlite_people.job) as session:
        member = await session.get_one(Staff, sqlite_people.inspector.key)
        member.works_from = member.works_until = None
    token = await signed_in(sqlite_people.database, sqlite_people.inspector.id)
    assert await actor_of_session(sqlite_people.database, token) is None
    with pytest.raises(OutsideThePeriod):
        await half(sqlite_people, "inspector")
