"""Documents: only what they say they are, under random names, handed out to those who may open the case."""

import io
import os
import time
import zipfile

import pytest
import sqlalchemy as sa
from sqlmodel import SQLModel, col

from domain.files import (
    DOCX,
    MOST_BYTES,
    STORED,
    WRITTEN_WITHIN,
    FileIsGone,
    add_file,
    cleaned_name,
    files_of,
    media_type_of,
    open_file,
    orphans,
    path_of,
)
from domain.refusals import NotAllowed, NotFound, WrongInput
from domain.settings import settings
from models.audit import AuditAction, AuditEntry
from models.cases import Secrecy
from tests.case_work import case_of

pytestmark = pytest.mark.usefixtures("tuesday")
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"


def packed(*names: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name in names:
            archive.writestr(name, "<x/>")
    return made.getvalue()


WORD = packed("[Content_Types].xml", "word/document.xml")


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (PDF, "application/pdf"),
        (b"\xff\xd8\xff\xe0JFIF", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n...", "image/png"),
        (WORD, DOCX),
        (packed("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), None),
        (packed("index.html"), None),
        (b"PK\x03\x04 torn", None),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", None),
        (b"<!doctype html><script>alert(1)</script>", None),
        (b" %PDF-1.7", None),
        (b"MZ\x90", None),
    ],
)
def test_the_bytes_say_what_a_file_is(content, expected):
    assert media_type_of(content) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Лична карта.pdf", "Лична карта.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\docs\\молба.DOCX", "молба.pdf"),
        ('x"\r\nSet-Cookie: a=b', "xSet-Cookie a=b.pdf"),
        ("сметка.pdf.exe", "сметка.pdf.exe.pdf"),
        ("...", "document.pdf"),
        ("а" * 300, "а" * 120 + ".pdf"),
    ],
)
def test_a_name_is_only_a_name(name, expected):
    assert cleaned_name(name, "application/pdf") == expected


async def test_a_document_goes_to_those_who_may_open_the_case_and_each_look_is_audited(people):
    cast, anna = people, people.staff(people.anna)
    async with cast.database.unit(anna) as session:
        case = await case_of(session, cast, cast.maria, cast.lunch, team=(cast.nurse,))
        kept = await add_file(session, anna, case_id=case.key, name="молба.pdf", content=PDF, words=" Молба ")
    assert (kept.bytes, kept.media_type, kept.words, len(kept.sha256)) == (len(PDF), "application/pdf", "Молба", 64)
    assert path_of(kept.stored_as).is_relative_to(settings().data_dir / "files")
    assert "молба" not in str(path_of(kept.stored_as))
    for member in (cast.anna, cast.nurse, cast.inspector):
        actor = cast.staff(member)
        async with cast.database.unit(actor) as session:
            assert (await open_file(session, actor, file_id=kept.key))[1] == PDF
            assert [(row.file.name, row.added_by) for row in await files_of(session, actor, case_id=case.key)] == [
                ("молба.pdf", "Анна Костова")
            ]
    for member, refusal in ((cast.elena, NotFound), (cast.psychologist, NotFound), (cast.burgas_admin, NotFound),
                            (cast.cook, NotAllowed), (cast.partner, NotAllowed)):  # fmt: skip
        actor = cast.staff(member)
        async with cast.database.unit(actor) as session:
            with pytest.raises(refusal):
                await open_file(session, actor, file_id=kept.key)
            with pytest.raises(refusal):
                await add_file(session, actor, case_id=case.key, name="x.pdf", content=PDF)
    async with cast.database.unit(cast.staff(cast.inspector)) as session:
        with pytest.raises(NotAllowed):
            await add_file(session, cast.staff(cast.inspector), case_id=case.key, name="x.pdf", content=PDF)
    async with cast.database.unit(anna) as session:
        opened = sa.select(col(AuditEntry.actor)).where(
            col(AuditEntry.record) == "case_file", col(AuditEntry.action) == AuditAction.OPENED
        )
        assert list(await session.scalars(opened.order_by(col(AuditEntry.id)))) == [
            cast.staff(member).label for member in (cast.anna, cast.nurse, cast.inspector)
        ]
        path_of(kept.stored_as).unlink()
        with pytest.raises(FileIsGone):
            await open_file(session, anna, file_id=kept.key)


async def test_a_document_of_a_childs_case_is_not_there_for_others(sqlite_people):
    cast, anna = sqlite_people, sqlite_people.staff(sqlite_people.anna)
    async with cast.database.unit(anna) as session:
        case = await case_of(session, cast, cast.maria, cast.lunch, secrecy=Secrecy.CHILD, team=(cast.anna,))
        kept = await add_file(session, anna, case_id=case.key, name="x.pdf", content=PDF)
    for member in (cast.head, cast.admin, cast.nurse):
        async with cast.database.unit(cast.staff(member)) as session:
            with pytest.raises(NotFound):
                await open_file(session, cast.staff(member), file_id=kept.key)


async def test_what_is_not_kept_leaves_nothing_on_the_disk(people):
    cast, anna = people, people.staff(people.anna)
    async with cast.database.unit(anna) as session:
        case = await case_of(session, cast, cast.maria, cast.lunch)
        for content in (b"", b"<html>", PDF + b"\0" * MOST_BYTES):
            with pytest.raises(WrongInput):
                await add_file(session, anna, case_id=case.key, name="x.pdf", content=content)
        before = await orphans(session)
        await add_file(session, anna, case_id=case.key, name="first.pdf", content=PDF)
    async with cast.database.unit(anna) as session:
        lost = await add_file(session, anna, case_id=case.key, name="second.pdf", content=PDF)
        assert path_of(lost.stored_as).exists()
        await session.rollback()
    assert not path_of(lost.stored_as).exists()
    async with cast.database.unit(anna) as session:
        assert await orphans(session) == before
        assert [row.file.name for row in await files_of(session, anna, case_id=case.key)] == ["first.pdf"]
        left = path_of("ab" + "0" * 38)
        left.parent.mkdir(parents=True, exist_ok=True)
        left.write_bytes(PDF)
        assert await orphans(session) == before, "it may be of somebody who is adding it this moment"
        grow_old(left)
        assert await orphans(session) == sorted([*before, left])
        left.unlink()


async def test_a_file_of_another_organisation_is_no_orphan(sqlite_people):
    cast, burgas = sqlite_people, sqlite_people.staff(sqlite_people.burgas_admin)
    async with cast.database.unit(burgas) as session:
        case = await case_of(session, cast, cast.goran, cast.burgas_lunch)
        kept = await add_file(session, burgas, case_id=case.key, name="x.pdf", content=PDF)
    grow_old(path_of(kept.stored_as))
    async with cast.database.reading(cast.staff(cast.admin)) as session:
        assert path_of(kept.stored_as) not in await orphans(session)
    assert {table.name for table in SQLModel.metadata.sorted_tables if "stored_as" in table.c} == {
        record.__tablename__ for record in STORED
    }, "whatever names a file is asked before one is called an orphan"


def grow_old(path):
    """Let a file have been written long ago."""
    then = time.time() - WRITTEN_WITHIN.total_seconds() - 60
    os.utime(path, (then, then))
