"""Documents: kept below DATA_DIR/files under random names, outside every web root; handed out by number, and audited.

A file is written after its row and taken away again when the transaction is rolled back. A process killed between the
two leaves a file that no row names: it is unreadable by its name, and `orphans` finds it.
"""

import asyncio
import hashlib
import io
import secrets
import time
import zipfile
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import SessionTransaction
from sqlmodel import SQLModel, col

from domain import audit, clock
from domain.access import Actor, ActorKind, Deed, Rows, demand, find, visible_cases, visible_of_cases
from domain.cases.editing import editable_cases
from domain.phrases import _
from domain.refusals import Refusal, WrongInput
from domain.settings import settings
from models.audit import AuditAction
from models.base import table_of
from models.contracts import ContractTemplate
from models.staff import Staff
from models.work import CaseFile

MOST_BYTES = 10 * 1024 * 1024
_LONGEST_NAME = 120
#: Everything whose rows name a file below DATA_DIR/files.
STORED: tuple[type[SQLModel], ...] = (CaseFile, ContractTemplate)
#: A file younger than this may be of a transaction that is not committed yet.
WRITTEN_WITHIN = timedelta(hours=24)
#: So long files that no row names lie aside before they are gone.
PUT_ASIDE_FOR = timedelta(days=30)
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
#: What a file may be, by its first bytes, and how its name ends.
_BEGINNINGS = ((b"%PDF-", "application/pdf"), (b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG\r\n\x1a\n", "image/png"))
_ENDINGS = {"application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png", DOCX: ".docx"}
_ENDS = {**_ENDINGS, "jpeg": ".jpeg"}


class FileIsGone(Refusal):
    """This document is not on the disk any more. Please ask the administrator to bring it back from the copy."""


@dataclass(frozen=True)
class FileRow:
    """A document and who added it."""

    file: CaseFile
    added_by: str


def visible_files(actor: Actor) -> Rows[CaseFile]:
    """Documents of the cases the actor may see; in a chat none."""
    if actor.kind not in (ActorKind.STAFF, ActorKind.JOB):
        return sa.select(CaseFile).where(sa.false())
    return visible_of_cases(actor, Deed.SEE_FILES, CaseFile, CaseFile.case_id)


async def add_file(
    session: AsyncSession, actor: Actor, *, case_id: int, name: str, content: bytes, words: str = ""
) -> CaseFile:
    """Add a document to a case. Raises WrongInput for what is empty, too large, or of another type."""
    demand(actor, Deed.ADD_FILES)
    case = await find(session, editable_cases(actor), case_id)
    return await keep_file(
        session, actor, name=name, content=content, words=words, case_id=case.key, person_id=case.person_id
    )


async def keep_file(
    session: AsyncSession,
    actor: Actor,
    *,
    name: str,
    content: bytes,
    words: str = "",
    case_id: int | None = None,
    person_id: int | None = None,
) -> CaseFile:
    """Keep a document of a case or of an application; whether the actor may add one there, the caller has asked."""
    media_type = _checked_type(content)
    row = CaseFile(
        organisation_id=actor.organisation,
        case_id=case_id,
        person_id=person_id,
        name=cleaned_name(name, media_type),
        media_type=media_type,
        bytes=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        stored_as=secrets.token_hex(20),
        words=words.strip(),
        added_by=actor.number if actor.kind is ActorKind.STAFF else None,
        added_at=clock.now(),
    )
    session.add(row)
    await session.flush()
    await write_content(session, row.stored_as, content)
    return row


async def files_of(session: AsyncSession, actor: Actor, *, case_id: int) -> list[FileRow]:
    """The documents of a case, the newest first."""
    demand(actor, Deed.SEE_FILES)
    case = await find(session, visible_cases(actor), case_id)
    rows = (
        sa.select(CaseFile, col(Staff.name))
        .outerjoin(Staff, col(Staff.id) == col(CaseFile.added_by))
        .where(col(CaseFile.case_id) == case.key)
        .order_by(col(CaseFile.id).desc())
    )
    return [FileRow(file, name or "") for file, name in await session.execute(rows)]


async def open_file(session: AsyncSession, actor: Actor, *, file_id: int) -> tuple[CaseFile, bytes]:
    """Hand out a document; that it was opened is audited. Raises NotFound and FileIsGone."""
    demand(actor, Deed.SEE_FILES)
    row = await find(session, visible_files(actor), file_id)
    audit.record(session, AuditAction.OPENED, "case_file", row.key, person_id=row.person_id)
    await session.flush()
    try:
        return row, await asyncio.to_thread(path_of(row.stored_as).read_bytes)
    except FileNotFoundError:
        raise FileIsGone from None


def path_of(stored_as: str) -> Path:
    """Where a document lies."""
    return settings().data_dir / "files" / stored_as[:2] / stored_as


async def orphans(session: AsyncSession) -> list[Path]:
    """Files on the disk that no row of any organisation names: what a killed process left.

    A file is written a moment before its row can be seen, so young ones are nobody's orphans yet.
    """
    known: set[str] = set()
    for record in STORED:
        known |= set(await session.scalars(sa.select(table_of(record).c.stored_as)))
    found = await asyncio.to_thread(_lying_since, time.time() - WRITTEN_WITHIN.total_seconds())
    return sorted(path for path in found if path.name not in known)


def _lying_since(before: float) -> list[Path]:
    paths = (settings().data_dir / "files").glob("??/*")
    return [path for path in paths if path.stat().st_mtime < before]


async def put_aside(paths: list[Path]) -> int:
    """Move files out of the way. They lie there for a while: whoever restored an older copy by mistake finds them."""
    return await asyncio.to_thread(_put_aside, paths)


def _put_aside(paths: list[Path]) -> int:
    folder = settings().data_dir / "orphans"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for path in paths:
        path.touch()
        path.replace(folder / path.name)
    return len(paths)


async def clear_put_aside() -> int:
    """Take away for good what was put aside long ago. Says how many files."""
    return await asyncio.to_thread(_clear_put_aside, time.time() - PUT_ASIDE_FOR.total_seconds())


def _clear_put_aside(before: float) -> int:
    old = [path for path in (settings().data_dir / "orphans").glob("*") if path.stat().st_mtime < before]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def media_type_of(content: bytes) -> str | None:
    """What the bytes are, whatever the name says: PDF, JPEG, PNG, a Word document without macros; None for others."""
    for beginning, media_type in _BEGINNINGS:
        if content.startswith(beginning):
            return media_type
    return DOCX if content.startswith(b"PK\x03\x04") and _is_docx(content) else None


def _is_docx(content: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
    except zipfile.BadZipFile:
        return False
    return {"[Content_Types].xml", "word/document.xml"} <= names and "word/vbaProject.bin" not in names


def _checked_type(content: bytes) -> str:
    if not content:
        raise WrongInput(file=_("Please choose a document. This one is empty."))
    if len(content) > MOST_BYTES:
        raise WrongInput(file=_("This document is larger than 10 MB. Please scan it anew with fewer pages or colours."))
    media_type = media_type_of(content)
    if media_type is None:
        raise WrongInput(file=_("Only PDF, JPEG, PNG and Word (.docx) can be kept. Please save it as one of these."))
    return media_type


def cleaned_name(name: str, media_type: str) -> str:
    """The name as it may be shown and written to a disk: no folders, no signs that control, the ending of its type."""
    last = name.replace("\\", "/").rpartition("/")[2]
    plain = " ".join("".join(sign for sign in last if sign.isprintable() and sign not in '<>:"|?*').split()).strip(" .")
    ending = _ENDINGS[media_type]
    stem = plain
    for known in _ENDS.values():
        stem = stem[: -len(known)] if stem.lower().endswith(known) else stem
    return (stem[:_LONGEST_NAME].strip(" .") or _UNNAMED) + ending


_UNNAMED = "document"


async def write_content(session: AsyncSession, stored_as: str, content: bytes) -> None:
    """Put a file where its row says that it lies; it goes away again when the unit is rolled back."""
    path = path_of(stored_as)

    def take_away(_session: object, ended: SessionTransaction) -> None:
        if ended.parent is None:  # not only a savepoint in it: what was written before one is still to be kept
            path.unlink(missing_ok=True)

    event.listen(session.sync_session, "after_soft_rollback", take_away)
    await asyncio.to_thread(_write_now, path, content)


def _write_now(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.touch(mode=0o600)
    path.write_bytes(content)
