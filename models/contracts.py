"""Contracts and annexes: the office's own .docx templates in editions, and what was printed from them and signed."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field

from models.base import Owned, Versioned, choice, moment, only_one


class ContractKind(StrEnum):
    """What is signed."""

    CONTRACT = "contract"
    ANNEX = "annex"


class ContractStatus(StrEnum):
    """Where a paper stands."""

    PRINTED = "printed"
    SIGNED = "signed"
    CANCELLED = "cancelled"  #: printed, but never signed
    ENDED = "ended"


class ContractTemplate(Owned, table=True):
    """One edition of a template; an upload is a new edition. Without a programme it serves those that have no own."""

    kind: ContractKind = choice(ContractKind)
    programme_id: int | None = Field(default=None, foreign_key="programme.id", index=True)
    name: str = Field(max_length=200)
    edition: int
    bytes: int
    sha256: str = Field(max_length=64)
    stored_as: str = Field(max_length=80)
    added_by: int | None = Field(default=None, foreign_key="staff.id")
    added_at: datetime = moment()
    retired_at: datetime | None = moment(default=None)


class Contract(Owned, Versioned, table=True):
    """A contract of a case, or an annex to one. `file_id` is what was printed, kept among the case's files."""

    case_id: int = Field(foreign_key="case.id", index=True)
    kind: ContractKind = choice(ContractKind)
    status: ContractStatus = choice(ContractStatus, default=ContractStatus.PRINTED)
    number: str = Field(max_length=40)
    follows_id: int | None = Field(default=None, foreign_key="contract.id")  #: the contract that an annex changes
    template_id: int = Field(foreign_key="contract_template.id")
    file_id: int = Field(foreign_key="case_file.id")
    words: str = ""  #: what the annex changes, the special terms of a contract
    starts_on: date
    ends_on: date | None = None
    printed_by: int = Field(foreign_key="staff.id")
    printed_at: datetime = moment()
    signed_on: date | None = None
    signed_file_id: int | None = Field(default=None, foreign_key="case_file.id")  #: the scan with the signatures

    __table_args__ = (
        sa.UniqueConstraint("organisation_id", "number"),
        only_one("uq_contract_open", "case_id", where="kind = 'contract' AND status IN ('printed', 'signed')"),
    )
