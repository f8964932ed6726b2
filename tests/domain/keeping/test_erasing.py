"""One person made anonymous: nothing of her is left in the whole database, and nothing else is touched."""

from datetime import date

import pytest
import sqlalchemy as sa
from sqlmodel import SQLModel, col

from domain import clock
from domain.files import path_of
from domain.keeping.erasing import (
    AlarmIsOpen,
    CaseIsLive,
    DataIsRestricted,
    ErasedAlready,
    LawWantsIt,
    NothingGranted,
    StillServed,
    erase_person,
    erasure_of,
)
from domain.keeping.rules import set_rule
from domain.phrases import refusal_text
from domain.refusals import NotAllowed, NotFound, WrongInput
from domain.second_factor import RenewalNeeded
from models.applications import Application, ApplicationChannel
from models.audit import AuditEntry
from models.cases import Case, CaseStatus
from models.chats import Chat, ChatStatus
from models.outbox import OutboxMessage
from models.people import Address, Person, PersonStatus
from models.rights import DataRequest, DataRight, ErasedPerson, RequestStatus, Restriction, RetentionDeed
from models.tasks import Task, TaskKind
from tests.cast import Cast
from tests.domain.keeping.file_of_somebody import MARKS, said_anywhere, whole_file
from tests.domain.keeping.renewing import renewed

pytestmark = pytest.mark.usefixtures("tuesday")


async def granted(session, people: Cast, person: Person) -> DataRequest:
    request = DataRequest(
        organisation_id=people.sofia.key, person_id=person.key, right=DataRight.ERASURE, status=RequestStatus.GRANTED,
        words="Моля, заличете ме", received_on=date(2026, 11, 2), due_on=date(2026, 12, 2), answer="Да",
        answered_on=date(2026, 11, 10), answered_by=people.data_protection.id,
    )  # fmt: skip
    session.add(request)
    await session.flush()
    return request


async def _counts(session) -> dict[str, int]:
    tables = [table for table in SQLModel.metadata.sorted_tables if not table.name.startswith("audit_")]
    return {table.name: await session.scalar(sa.select(sa.func.count()).select_from(table)) for table in tables}


async def test_nothing_of_the_person_is_left_anywhere_and_the_counts_stay_true(people: Cast) -> None:
    officer = renewed(people, people.data_protection)
    async with people.database.unit(people.job) as session:
        person, file = await whole_file(session, people, people.job)
        request = await granted(session, people, person)
    lay = path_of(file.stored_as)
    async with people.database.unit(people.job) as session:
        said, before = await said_anywhere(session), await _counts(session)
        entries = await session.scalar(sa.select(sa.func.max(col(AuditEntry.id))))
    assert len(said) > 80, "every column that can speak was made to"
    assert lay.exists()
    async with people.database.unit(officer) as session:
        await erase_person(session, officer, person_id=person.key, typed=f" {person.key} ")
    assert not lay.exists()
    async with people.database.unit(people.job) as session:
        assert await said_anywhere(session) == []
        after = await _counts(session)
        gone = {name: before[name] - after[name] for name in before if before[name] != after[name]}
        assert gone == {
            "dialogue": 1, "outbox_message": 1, "link_code": 1, "kinship": 1, "person_pair": 1, "erased_person": -1,
        }  # fmt: skip
        found = await session.get_one(Person, person.key)
        assert (found.full_name, found.born, found.phone, found.egn_hash) == (
            "Обезличено лице",
            date(1944, 1, 1),
            None,
            None,
        )
        home = await session.get_one(Address, person.address_id)
        assert (home.lat, home.lon, home.district_id) == (42.650, 23.380, people.mladost_district.key)
        erased = await session.get_one(ErasedPerson, person.key)
        assert (erased.request_id, erased.erased_by) == (request.key, people.data_protection.id)
        chat = (await session.scalars(sa.select(Chat).where(col(Chat.person_id) == person.key))).one()
        assert (chat.status, chat.telegram_id) == (ChatStatus.REVOKED, 0)
        assert await session.scalar(sa.select(sa.func.count()).select_from(OutboxMessage)) == 0, "told nothing"
        new = (await session.scalars(sa.select(AuditEntry).where(col(AuditEntry.id) > entries))).all()
        assert [one for one in new for mark in MARKS if mark in str(one.before) + str(one.after)] == []
        with pytest.raises(ErasedAlready):
            await erase_person(session, officer, person_id=person.key, typed=str(person.key))


async def test_the_others_keep_every_word(people: Cast) -> None:
    """A neighbour at the same door with the same phone, and an application with the same ЕГН in another town."""
    officer = renewed(people, people.data_protection)
    async with people.database.unit(people.job) as session:
        person, _file = await whole_file(session, people, people.job)
        await granted(session, people, person)
        neighbour = await session.get_one(Person, people.ivanka.key)
        neighbour.address_id, neighbour.phone = person.address_id, person.phone
        session.add(_task(people, neighbour))
        elsewhere = _application_in_burgas(people, person)
        session.add(elsewhere)
    async with people.database.unit(officer) as session:
        await erase_person(session, officer, person_id=person.key, typed=str(person.key))
    async with people.database.unit(people.job) as session:
        assert await said_anywhere(session) == [
            "address.bell", "address.building", "address.number", "address.street", "application.first_name",
            "application.phone", "person.phone", "task.phone", "task.words",
        ]  # fmt: skip


def _task(people: Cast, person: Person) -> Task:
    return Task(
        organisation_id=people.sofia.key, office_id=people.lyulin.key, person_id=person.key, kind=TaskKind.CALL_ME,
        words=f"{MARKS[0]} звъня", phone=person.phone or "", opened_at=clock.now(), due_at=clock.now(),
    )  # fmt: skip


def _application_in_burgas(people: Cast, person: Person):
    return Application(
        organisation_id=people.burgas.key, programme_id=people.burgas_lunch.key, channel=ApplicationChannel.CHAT,
        first_name=MARKS[0], egn_hash=person.egn_hash, phone=person.phone, wished_on=date(2026, 11, 1),
        received_at=clock.now(),
    )  # fmt: skip


async def test_what_stands_against_it_is_said_and_nothing_is_done(people: Cast) -> None:
    officer = renewed(people, people.data_protection)
    async with people.database.unit(people.job) as session:
        person, _file = await whole_file(session, people, people.job)
        case = (await session.scalars(sa.select(Case).where(col(Case.person_id) == person.key))).one()
        case_id = case.key

    async def attempt(change: dict) -> None:
        async with people.database.unit(officer) as session:
            for record, number, name, value in change.get("set", ()):
                setattr(await session.get_one(record, number), name, value)
            session.add_all(change.get("add", ()))
            await session.flush()
            for rule in change.get("rules", ()):
                await set_rule(session, officer, **rule)
            await erase_person(session, officer, person_id=person.key, typed=str(person.key))

    async def refused(refusal: type[Exception], **change: object) -> Exception:
        with pytest.raises(refusal) as raised:
            await attempt(change)
        return raised.value

    await refused(NothingGranted)
    async with people.database.unit(people.job) as session:
        await granted(session, people, person)
    await refused(StillServed, set=[(Person, person.key, "status", PersonStatus.ACTIVE)])
    await refused(CaseIsLive, set=[(Case, case_id, "status", CaseStatus.WAITING)])
    alarm = {"organisation_id": people.sofia.key, "office_id": people.mladost.key, "person_id": person.key}
    await refused(AlarmIsOpen, add=[Task(**alarm, kind=TaskKind.UNWELL, opened_at=clock.now(), due_at=clock.now())])
    held = {"organisation_id": people.sofia.key, "person_id": person.key, "set_by": people.data_protection.key}
    await refused(DataIsRestricted, add=[Restriction(**held, reason="Спор", since=clock.now())])
    keep = {"record": "case", "deed": RetentionDeed.KEEP, "basis": "чл. 43 от закона"}
    kept = await refused(LawWantsIt, rules=[keep])
    assert "Случаи: бележки, анкети" in refusal_text(officer.language, kept)
    long_term = {"record": "case_file", "deed": RetentionDeed.ERASE, "months": 240, "basis": "номенклатура, 5.1"}
    await refused(LawWantsIt, rules=[long_term])
    with pytest.raises(WrongInput):
        async with people.database.unit(officer) as session:
            await erase_person(session, officer, person_id=person.key, typed="да")
    async with people.database.unit(officer) as session:
        await set_rule(session, officer, **long_term | {"months": 12})
        await set_rule(
            session, officer, **long_term | {"record": "person", "deed": RetentionDeed.ANONYMISE, "months": 12}
        )
        erasure = await erasure_of(session, officer, person_id=person.key)
        assert erasure.against is None, "eleven years are longer than twelve months"


async def test_only_whoever_may_and_has_signed_in_anew_erases(sqlite_people: Cast) -> None:
    people = sqlite_people
    async with people.database.unit(people.job) as session:
        person, _file = await whole_file(session, people, people.job)
        await granted(session, people, person)
    wrong = [
        (people.staff(people.anna), NotAllowed),
        (people.staff(people.data_protection), RenewalNeeded),
        (renewed(people, people.burgas_admin), NotFound),
    ]
    for actor, refusal in wrong:
        async with people.database.unit(actor) as session:
            with pytest.raises(refusal):
                await erase_person(session, actor, person_id=person.key, typed=str(person.key))
    async with people.database.unit(people.job) as session:
        assert (await session.get_one(Person, person.key)).first_name == MARKS[0]
