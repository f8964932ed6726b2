"""A copy of everything about one person: whole, readable by people and machines, with nobody else in it."""

import io
import json
import zipfile
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import col

from domain import clock
from domain.access import Actor
from domain.cases.notes import add_note
from domain.files import add_file, path_of
from domain.openings import openings_of
from domain.people.numbers import EGN_SCOPE
from domain.refusals import NotAllowed, NotFound
from domain.rights.export import CopyWouldNotBeWhole, Export, archive, export_person
from domain.second_factor import RenewalNeeded
from domain.secrets import keyed_hash, seal
from models.applications import PersonPair
from models.audit import AuditAction, AuditEntry
from models.cases import CaseStatus, Secrecy
from models.chats import LinkCode
from models.outbox import OutboxMessage
from models.people import Person
from models.staff import Role, Staff
from models.tasks import ALARMS, Task
from models.work import Audience, CaseFile
from tests.case_work import case_of
from tests.cast import Cast
from tests.domain.rights.letters import referral_of
from tests.statements import statements_of

pytestmark = pytest.mark.usefixtures("tuesday")
EGN = "6101047500"
PDF = b"%PDF-1.7 invented"


def renewed(cast: Cast, member: Staff) -> Actor:
    return replace(cast.staff(member), renewed_at=clock.now())


async def exported(cast: Cast, actor: Actor, person: Person, *, portable: bool = False) -> Export:
    async with cast.database.unit(actor) as session:
        return await export_person(session, actor, person_id=person.key, portable=portable)


async def unpacked(export: Export) -> dict[str, bytes]:
    content = b"".join([piece async for piece in archive(export)])
    with zipfile.ZipFile(io.BytesIO(content)) as found:
        assert found.testzip() is None
        return {name: found.read(name) for name in found.namelist()}


def rows(files: dict[str, bytes], name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(files[f"data/{name}.json"].decode("utf-8"))
    return found


async def fill(cast: Cast, *, notes: int = 2) -> int:
    """Much of what there can be about Баба Мария, and the same about the neighbour; gives the number of the file."""
    anna, now = cast.staff(cast.anna), clock.now()
    async with cast.database.unit(cast.job) as session:
        maria = await session.get_one(Person, cast.maria.key)
        maria.egn_sealed, maria.egn_hash = seal(EGN, EGN_SCOPE), keyed_hash(EGN, EGN_SCOPE)
        case = await case_of(session, cast, cast.maria, cast.assistance, worker=cast.anna, team=(cast.anna,))
        others = await case_of(session, cast, cast.ivanka, cast.assistance, worker=cast.elena)
        owner = {"organisation_id": cast.sofia.key}
        session.add_all([
            referral_of(cast, cast.maria), referral_of(cast, cast.ivanka, words="Чужда дума"),
            PersonPair(**owner, first_id=cast.maria.key, second_id=cast.ivanka.key, score=70, words="Иванка ли е?",
                       found_at=now),
            Task(**owner, office_id=cast.mladost.key, person_id=cast.maria.key, kind=ALARMS[0], phone="+359888999000",
                 opened_at=now, due_at=now),
            LinkCode(**owner, code_hash="тайният хеш", person_id=cast.maria.key, made_at=now, expires_at=now),
            OutboxMessage(**owner, telegram_id=999111, person_id=cast.maria.key, kind="news", text="Храната идва",
                          not_before=now, expires_at=now, created_at=now),
        ])  # fmt: skip
    async with cast.database.unit(anna) as session:
        for number in range(notes):
            await add_note(session, anna, case_id=case.key, text=f"Бележка {number} <b>")
        await add_note(session, anna, case_id=case.key, text="Само за ръководителя", audience=Audience.SUPERVISOR)
        file = await add_file(session, anna, case_id=case.key, name="ТЕЛК.pdf", content=PDF)
    elena = cast.staff(cast.elena)
    async with cast.database.unit(elena) as session:
        await add_note(session, elena, case_id=others.key, text="Чужда бележка")
        await add_file(session, elena, case_id=others.key, name="чужд.pdf", content=PDF)
    return file.key


async def test_the_copy_is_whole_readable_and_about_nobody_else(people: Cast):
    file = await fill(people)
    files = await unpacked(await exported(people, renewed(people, people.data_protection), people.maria))
    [person], [case] = rows(files, "person"), rows(files, "case")
    assert (person["egn"], person["born"], person["office_name"]) == (EGN, "1944-03-08", people.mladost.name)
    assert (case["person_id"], case["worker_name"], case["status"]) == (people.maria.key, people.anna.name, "active")
    assert [note["text"] for note in rows(files, "note")] == [
        "Бележка 0 <b>", "Бележка 1 <b>", "Само за ръководителя",
    ]  # fmt: skip
    assert [one["details"]["words"] for one in rows(files, "referral")] == ["Има нужда от грижа"]
    assert rows(files, "kinship")[0]["relative_name"] == "Петър Иванов"
    assert [one["text"] for one in rows(files, "outbox_message")] == ["Храната идва"]
    assert {entry["person_id"] for entry in rows(files, "audit_entry")} == {people.maria.key}
    document = f"documents/{file}-ТЕЛК.pdf"
    assert files[document] == PDF
    assert {name for name in files if not name.startswith("data/")} == {"README.txt", "everything.html", document}
    page = files["everything.html"].decode()
    for text in (
        "Какво се пази за Мария Иванова",
        EGN,
        "Бележка 1 &lt;b&gt;",
        "Петър Иванов",
        "Анна Костова",
        "08.03.1944",
        "самият човек",
        "0888 123 456",
    ):
        assert text in page
    assert (page.index('id="case"') < page.index('id="audit_entry"'), "SHA-256" in page) == (True, False)
    told = "".join(content.decode() for name, content in files.items() if name != document)
    for secret in (
        "Чужда", "чужд.pdf", "Иванка", "тайният хеш", "888999000", "999111", people.petar.phone,
        "password", "totp", "search_text",
    ):  # fmt: skip
        assert str(secret) not in told
    readme = files["README.txt"].decode()
    assert "data/note.json: бележка по случай, 3" in readme
    assert "worker_name: работещ по случая" in readme


async def test_the_part_to_be_taken_elsewhere_is_for_machines_alone(sqlite_people: Cast):
    await fill(sqlite_people)
    actor = renewed(sqlite_people, sqlite_people.head)
    whole = await unpacked(await exported(sqlite_people, actor, sqlite_people.maria))
    part = await unpacked(await exported(sqlite_people, actor, sqlite_people.maria, portable=True))
    assert part.keys() == {"README.txt"} | {name for name in whole if name.startswith("data/")}
    assert rows(part, "note") == rows(whole, "note")


async def test_that_it_was_given_out_is_told_to_the_person(sqlite_people: Cast):
    cast, head = sqlite_people, renewed(sqlite_people, sqlite_people.head)
    await exported(cast, head, cast.maria)
    async with cast.database.unit(head) as session:
        found = await openings_of(session, head, person_id=cast.maria.key)
    assert [(one.who("bg"), one.what("bg")) for one in found.rows] == [
        ("Христо Малинов, ръководител на служба", "предадено: копие на всичко")
    ]


async def test_only_with_renewed_sign_in_and_only_of_one_s_own_people(sqlite_people: Cast):
    cast = sqlite_people
    with pytest.raises(RenewalNeeded):
        await exported(cast, cast.staff(cast.data_protection), cast.maria)
    for member, person in (
        (cast.head, cast.ivanka),
        (cast.burgas_admin, cast.maria),
        (cast.data_protection, cast.goran),
    ):
        with pytest.raises(NotFound):
            await exported(cast, renewed(cast, member), person)
    for role in set(Role) - {Role.ADMINISTRATOR, Role.DATA_PROTECTION, Role.HEAD}:
        with pytest.raises(NotAllowed):
            await exported(cast, renewed(cast, cast.member(role)), cast.maria)
    async with cast.database.reading(cast.job) as session:
        given = sa.select(sa.func.count()).where(col(AuditEntry.action) == AuditAction.EXPORTED)
        assert await session.scalar(given) == 0


async def test_a_copy_that_would_not_be_whole_is_refused(sqlite_people: Cast):
    cast, head = sqlite_people, sqlite_people.head
    async with cast.database.unit(cast.job) as session:
        await case_of(session, cast, cast.maria, cast.assistance, secrecy=Secrecy.CHILD, team=(head,))
    assert len((await unpacked(await exported(cast, renewed(cast, head), cast.maria)))["data/case.json"]) > 2
    with pytest.raises(NotFound):
        await exported(cast, renewed(cast, cast.data_protection), cast.maria)
    async with cast.database.unit(cast.job) as session:
        await case_of(session, cast, cast.maria, cast.lunch, secrecy=Secrecy.SEALED, status=CaseStatus.CLOSED)
    with pytest.raises(CopyWouldNotBeWhole):
        await exported(cast, renewed(cast, head), cast.maria)


async def test_cards_of_one_person_are_one_copy_and_a_lost_document_is_named(sqlite_people: Cast):
    cast = sqlite_people
    file = await fill(cast)
    async with cast.database.unit(cast.job) as session:
        (await session.get_one(Person, cast.ivanka.key)).same_as_id = cast.maria.key
        stored = (await session.get_one(CaseFile, file)).stored_as
    path_of(stored).unlink()
    for person in (cast.maria, cast.ivanka):
        files = await unpacked(await exported(cast, renewed(cast, cast.data_protection), person))
        assert [one["id"] for one in rows(files, "person")] == [cast.maria.key, cast.ivanka.key]
        assert [one["text"] for one in rows(files, "note")][-1] == "Чужда бележка"
        assert [name.partition("-")[2] for name in files if name.startswith("documents/")] == ["чужд.pdf"]
        assert "Този документ вече го няма на диска, попитайте ни за него: ТЕЛК.pdf" in files["README.txt"].decode()


async def test_many_notes_ask_no_more_of_the_database_than_few(people: Cast):
    counts = []
    await fill(people, notes=1)
    for more in (0, 30):
        anna = people.staff(people.anna)
        async with people.database.unit(anna) as session:
            case = await session.scalar(sa.text(f'SELECT id FROM "case" WHERE person_id = {people.maria.key}'))
            for number in range(more):
                await add_note(session, anna, case_id=case, text=f"Още {number}")
        with statements_of(people.database) as asked:
            await exported(people, renewed(people, people.data_protection), people.maria)
        counts.append(len(asked))
    assert counts[0] == counts[1]
