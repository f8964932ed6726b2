"""The daily work on a case: notes that are only added, and files that lie outside the web root."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field

from models.base import Owned, choice, moment


class Audience(StrEnum):
    """Who may read a note."""

    TEAM = "team"
    SUPERVISOR = "supervisor"  #: its writer and the supervisor
    FAMILY = "family"


class NoteKind(StrEnum):
    """What happened."""

    NOTE = "note"
    CALL = "call"
    VISIT = "visit"
    MEETING = "meeting"
    LETTER = "letter"


class Note(Owned, table=True):
    """A note about a case; the database refuses to change or delete it. What corrects one is a new note."""

    case_id: int = Field(foreign_key="case.id")
    kind: NoteKind = choice(NoteKind, default=NoteKind.NOTE)
    audience: Audience = choice(Audience, default=Audience.TEAM)
    text: str
    written_by: int = Field(foreign_key="staff.id", index=True)
    written_at: datetime = moment()
    corrects_id: int | None = Field(default=None, foreign_key="note.id")

    __table_args__ = (sa.Index("ix_note_of_case", "case_id", "id"),)


class CaseFile(Owned, table=True):
    """A document of a case or an application. `stored_as` is a random name below DATA_DIR/files."""

    case_id: int | None = Field(default=None, foreign_key="case.id", index=True)
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    name: str = Field(max_length=200)
    media_type: str = Field(max_length=80)
    bytes: int
    sha256: str = Field(max_length=64)
    stored_as: str = Field(unique=True, max_length=80)
    words: str = ""
    added_by: int | None = Field(default=None, foreign_key="staff.id")
    added_at: datetime = moment()
