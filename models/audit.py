"""Who did what to which record. Rows are only ever added: the database refuses anything else."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from models.base import Table, choice, document, moment


class AuditAction(StrEnum):
    """What was done."""

    CREATED = "created"
    CHANGED = "changed"
    DELETED = "deleted"
    OPENED = "opened"
    EXPORTED = "exported"
    SIGNED_IN = "signed_in"
    SIGNED_OUT = "signed_out"
    REFUSED = "refused"


class AuditLink(Table, table=True):
    """One entry's link in the chain: the hash over the link before and the entry itself."""

    id: int | None = Field(default=None, primary_key=True)
    entry_id: int = Field(foreign_key="audit_entry.id", unique=True)
    hash: str = Field(max_length=64)


class AuditEntry(Table, table=True):
    """One deed: who, on whose behalf, to which record, with what was before and after."""

    id: int | None = Field(default=None, primary_key=True)
    organisation_id: int | None = Field(default=None, foreign_key="organisation.id")
    at: datetime = moment()
    actor: str = Field(max_length=80)
    on_behalf_of: str = Field(default="", max_length=80)
    action: AuditAction = choice(AuditAction)
    record: str = Field(max_length=40)
    record_id: int | None = None
    person_id: int | None = None
    before: dict[str, Any] | None = document(default=None)
    after: dict[str, Any] | None = document(default=None)

    __table_args__ = (
        sa.Index("ix_audit_entry_record", "record", "record_id", "id"),
        sa.Index("ix_audit_entry_person", "person_id", "id"),
        sa.Index("ix_audit_entry_recent", "organisation_id", "id"),
    )
