"""Requests about the own data: their term, its one extension, how they are answered, and who may see them."""

import asyncio
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import col

from domain import clock
from domain.access import Actor
from domain.calendar import Calendar
from domain.openings import openings_by_day, openings_of
from domain.people.numbers import EGN_SCOPE
from domain.refusals import NotAllowed, NotFound, Stale, WrongInput
from domain.rights.export import person_to_copy
from domain.rights.former import NobodyToAnswerFor, find_former
from domain.rights.listing import (
    GuardedRequest,
    Ways,
    closed_requests,
    guarded_requests,
    may_answer,
    open_requests,
    requests_of,
)
from domain.rights.requests import (
    AlreadyExtended,
    RequestIsAnswered,
    TermIsOver,
    answer_request,
    due_after,
    extend_request,
    receive_request,
    withdraw_request,
)
from domain.secrets import keyed_hash
from models.audit import AuditEntry
from models.cases import Case, CaseStatus, Secrecy
from models.people import Person
from models.rights import DataRequest, DataRight, RequestStatus
from models.staff import Role, Staff
from tests.case_work import case_of
from tests.cast import Cast

pytestmark = pytest.mark.usefixtures("tuesday")
EGN = "6101047500"
GRANTED, PARTLY, REFUSED = RequestStatus.GRANTED, RequestStatus.PARTLY, RequestStatus.REFUSED


async def receive(cast: Cast, member: Staff, person: Person, right: DataRight, **other: Any) -> DataRequest:
    actor = cast.staff(member)
    async with cast.database.unit(actor) as session:
        facts = {"words": "Искам да видя всичко"} | other
        return await receive_request(session, actor, person_id=person.key, right=right, **facts)


async def done(cast: Cast, deed: Any, number: int, *, member: Staff | None = None, **facts: Any) -> DataRequest:
    actor = cast.staff(member or cast.data_protection)
    async with cast.database.unit(actor) as session:
        found: DataRequest = await deed(session, actor, request_id=number, **facts)
        return found


@pytest.mark.parametrize(
    ("received", "months", "due"),
    [
        (date(2026, 11, 4), 1, date(2026, 12, 4)),
        (date(2026, 1, 31), 1, date(2026, 3, 2)),  # the last of February is a Saturday
        (date(2026, 11, 24), 1, date(2026, 12, 29)),  # Christmas, a weekend, and its day moved to Monday
        (date(2026, 12, 4), 3, date(2027, 3, 4)),
        (date(2026, 8, 31), 3, date(2026, 11, 30)),
    ],
)
def test_a_term_is_counted_by_months_and_ends_on_a_working_day(received: date, months: int, due: date):
    assert due_after(received, months, Calendar()) == due


async def test_a_request_waits_a_month_is_extended_once_and_answered(people: Cast):
    request = await receive(people, people.anna, people.maria, DataRight.ACCESS, received_on=date(2026, 11, 4))
    assert (request.status, request.due_on, request.received_by) == (
        RequestStatus.OPEN, date(2026, 12, 4), people.anna.key,
    )  # fmt: skip
    with pytest.raises(WrongInput) as refused:
        await done(people, extend_request, request.key, reason=" ")
    assert set(refused.value.fields) == {"extension_reason"}
    extended = await done(people, extend_request, request.key, reason="Много документи", version=1)
    assert (extended.due_on, extended.extended_on) == (date(2027, 2, 4), clock.today())
    with pytest.raises(AlreadyExtended):
        await done(people, extend_request, request.key, reason="Още")
    with pytest.raises(Stale):
        await done(people, answer_request, request.key, verdict=GRANTED, words="Ето", version=1)
    answered = await done(people, answer_request, request.key, verdict=GRANTED, words=" Ето ", version=2)
    assert (answered.status, answered.answer, answered.answered_on, answered.answered_by) == (
        GRANTED, "Ето", clock.today(), people.data_protection.key,
    )  # fmt: skip
    for deed, facts in (
        (extend_request, {"reason": "Още"}),
        (answer_request, {"verdict": REFUSED, "words": "Не", "version": None}),
        (withdraw_request, {}),
    ):
        with pytest.raises(RequestIsAnswered):
            await done(people, deed, request.key, **facts)


async def test_whoever_is_refused_reads_the_reasons_and_where_to_complain(sqlite_people: Cast):
    cast = sqlite_people
    for verdict in (REFUSED, PARTLY):
        request = await receive(cast, cast.anna, cast.maria, DataRight.ERASURE)
        with pytest.raises(WrongInput) as refused:
            await done(cast, answer_request, request.key, verdict=verdict, words=" ", version=None)
        assert set(refused.value.fields) == {"answer"}
        answered = await done(
            cast, answer_request, request.key, verdict=verdict, words="Законът иска пазене.", version=None
        )
        assert answered.answer == (
            "Законът иска пазене.\n\nАко не сте съгласни, може да подадете жалба до Комисията за защита на личните "
            "данни (КЗЛД) в срок от шест месеца или да се обърнете към административния съд."
        )
    request = await receive(cast, cast.anna, cast.maria, DataRight.ERASURE)
    own = "Не, защото законът иска пазене. Жалба може да подадете до КЗЛД."
    assert (await done(cast, answer_request, request.key, verdict=REFUSED, words=own, version=None)).answer == own
    request = await receive(cast, cast.anna, cast.maria, DataRight.ERASURE)
    with pytest.raises(WrongInput) as refused:
        await done(cast, answer_request, request.key, verdict=RequestStatus.OPEN, words=own, version=None)
    assert set(refused.value.fields) == {"verdict"}
    assert (await done(cast, withdraw_request, request.key)).status is RequestStatus.WITHDRAWN


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"words": " "}, "words"),
        ({"words": "я" * 5001}, "words"),
        ({"asked_by": "я" * 121}, "asked_by"),
        ({"received_on": date(2026, 11, 25)}, "received_on"),
    ],
)
async def test_what_cannot_be_a_request_is_refused_beside_its_field(sqlite_people: Cast, facts: Any, field: str):
    cast = sqlite_people
    with pytest.raises(WrongInput) as refused:
        await receive(cast, cast.anna, cast.maria, DataRight.ACCESS, **facts)
    assert set(refused.value.fields) == {field}


async def test_an_overdue_request_cannot_be_extended_and_stands_first(people: Cast):
    first = await receive(people, people.data_protection, people.ivanka, DataRight.CORRECTION)
    late = await receive(people, people.anna, people.maria, DataRight.ACCESS, received_on=date(2026, 10, 1))
    with pytest.raises(TermIsOver):
        await done(people, extend_request, late.key, reason="Не успяхме")

    async def listed(member: Staff, right: DataRight | None = None) -> list[tuple[int | None, str, bool]]:
        actor = people.staff(member)
        async with people.database.reading(actor) as session:
            rows = await open_requests(session, actor, right=right)
            return [(row.request.id, row.person, row.is_late) for row in rows]

    maria, ivanka = (late.id, "Мария Иванова", True), (first.id, people.ivanka.full_name, False)
    assert await listed(people.data_protection) == [maria, ivanka]
    assert await listed(people.inspector, DataRight.CORRECTION) == [ivanka]
    assert await listed(people.head) == [maria]  # the other one is of another office
    assert await listed(people.burgas_admin) == []
    await done(people, withdraw_request, first.key)
    dpo = people.staff(people.data_protection)
    async with people.database.reading(dpo) as session:
        closed = await closed_requests(session, dpo)
        assert [(row.request.id, row.is_late) for row in closed.rows] == [(first.id, False)]
    assert await listed(people.data_protection) == [maria]


async def test_someone_else_s_requests_are_not_found_and_few_roles_may_answer(sqlite_people: Cast):
    cast = sqlite_people
    request = await receive(cast, cast.anna, cast.maria, DataRight.ACCESS)
    for stranger in (cast.elena, cast.burgas_admin):
        with pytest.raises(NotFound):
            await receive(cast, stranger, cast.maria, DataRight.ACCESS)
    admin, head = cast.staff(cast.burgas_admin), cast.staff(cast.head)
    async with cast.database.reading(admin) as session:
        with pytest.raises(NotFound):
            await requests_of(session, admin, person_id=cast.maria.key)
        with pytest.raises(NotFound):
            await withdraw_request(session, admin, request_id=request.key)
    async with cast.database.reading(head) as session:
        found = await requests_of(session, head, person_id=cast.maria.key)
        assert ([row.request.id for row in found.rows], found.restriction) == ([request.id], None)
        with pytest.raises(NotFound):
            await requests_of(session, head, person_id=cast.ivanka.key)
    with pytest.raises(NotFound):
        await done(cast, withdraw_request, request.key, member=cast.head)
    for role in set(Role) - {Role.ADMINISTRATOR, Role.DATA_PROTECTION, Role.HEAD}:
        with pytest.raises(NotAllowed):
            await done(cast, withdraw_request, request.key, member=cast.member(role))


async def test_where_no_team_is_left_the_officer_and_the_head_answer_by_egn_and_while_it_is_open_give_the_papers(
    people: Cast,
):
    maria = people.maria.key
    async with people.database.unit(people.job) as session:
        case = await case_of(session, people, people.maria, people.assistance, secrecy=Secrecy.SEALED)
        (await session.get_one(Person, maria)).egn_hash = keyed_hash(EGN, EGN_SCOPE)
    strangers = [people.staff(one) for one in (people.admin, people.anna, people.elena, people.burgas_admin)]
    finders = [replace(people.staff(one), renewed_at=clock.now()) for one in (people.head, people.data_protection)]

    async def opened(actor: Actor, deed: Any, *args: Any, **facts: Any) -> Any:
        async with people.database.unit(actor) as session:
            return await deed(session, actor, *args, **facts)

    async def papers(actor: Actor) -> int:
        """How many of the three things an answer needs are found."""
        found = [opened(actor, one, person_id=maria) for one in (person_to_copy, openings_of, openings_by_day)]
        return sum(not isinstance(one, NotFound) for one in await asyncio.gather(*found, return_exceptions=True))

    for actor in (*finders, *strangers):
        with pytest.raises((NobodyToAnswerFor, NotAllowed)):  # a team works on it
            await opened(actor, find_former, egn=EGN)
    async with people.database.unit(people.job) as session:
        (await session.get_one(Case, case.key)).status = CaseStatus.CLOSED
    for actor in strangers:
        with pytest.raises((NobodyToAnswerFor, NotAllowed)):
            await opened(actor, find_former, egn=EGN)
        with pytest.raises((NotFound, NotAllowed)):
            await opened(actor, receive_request, person_id=maria, right=DataRight.ACCESS, words="Моля")
    for actor in finders:
        assert (await opened(actor, find_former, egn=f" {EGN} ")).key == maria
        with pytest.raises(WrongInput):
            await opened(actor, find_former, egn="1")
        assert await papers(actor) == 0
    request = await opened(finders[1], receive_request, person_id=maria, right=DataRight.ACCESS, words="Моля")
    for actor in finders:
        asked = await opened(actor, requests_of, person_id=maria)
        assert (asked.ways, [one.request.id for one in asked.rows]) == (Ways(card=False, papers=True), [request.id])
        assert await opened(actor, guarded_requests) == []
        assert await papers(actor) == 3
    await opened(
        finders[1], answer_request, request_id=request.key, verdict=GRANTED, words="Ето", version=request.version
    )
    assert [await papers(actor) for actor in finders] == [0, 0]
    async with people.database.reading(people.job) as session:
        shown = sa.select(AuditEntry).where(col(AuditEntry.person_id) == maria, col(AuditEntry.record) == "person")
        looked = {(one.actor, one.after["shown"]) for one in await session.scalars(shown) if one.after.get("shown")}
    assert looked == {(one.label, what) for one in finders for what in ("requests", "openings")}


async def test_the_head_on_the_team_answers_for_a_guarded_person_and_the_officer_knows_only_the_term(people: Cast):
    request = await receive(people, people.anna, people.maria, DataRight.ACCESS)
    async with people.database.unit(people.job) as session:
        await case_of(
            session, people, people.maria, people.assistance, secrecy=Secrecy.CHILD, team=(people.head, people.anna)
        )
    term = [GuardedRequest(request.key, people.mladost.name, request.due_on, (request.due_on - clock.today()).days)]
    for member, known in (
        (people.data_protection, term),
        (people.admin, term),
        (people.head, []),
        (people.anna, None),
        (people.burgas_admin, []),
    ):
        actor = people.staff(member)
        async with people.database.reading(actor) as session:
            if known is None:
                with pytest.raises(NotAllowed):
                    await guarded_requests(session, actor)
                continue
            assert await guarded_requests(session, actor) == known
            assert await may_answer(session, actor, person_id=people.maria.key) is (member is people.head)
    answered = await done(
        people, answer_request, request.key, member=people.head, verdict=GRANTED, words="Ето", version=None
    )
    assert answered.answered_by == people.head.id
    officer = people.staff(people.data_protection)
    async with people.database.reading(officer) as session:
        assert await guarded_requests(session, officer) == []
