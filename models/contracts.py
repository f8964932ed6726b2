"""Contracts and annexes: the office's own .docx templates in editions, and what was printed from them and signed."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field

from models.base import Owned, Versioned, choice, moment, only_one
from models.places import RuleSet


class ContractKind(StrEnum):
    """What is signed."""

    CONTRACT = "contract"
    ANNEX = "annex"


class PaperKind(StrEnum):
    """What is printed from a template of the office."""

    CONTRACT = "contract"
    ANNEX = "annex"
    DECISION = "decision"


class ContractStatus(StrEnum):
    """Where a paper stands."""

    PRINTED = "printed"
    SIGNED = "signed"
    CANCELLED = "cancelled"  #: printed, but never signed
    ENDED = "ended"


class Signer(StrEnum):
    """Who signs for the person who is served."""

    PERSON = "person"
    PARENT = "parent"
    GUARDIAN = "guardian"
    TRUSTEE = "trustee"  #: signs beside the person
    PROXY = "proxy"


class ContractTemplate(Owned, table=True):
    """One edition of a template; an upload is a new edition and retires the one before.

    It serves one programme, or without one all of its `rules` that have no template of their own.
    """

    kind: PaperKind = choice(PaperKind)
    rules: RuleSet = choice(RuleSet)
    programme_id: int | None = Field(default=None, foreign_key="programme.id", index=True)
    name: str = Field(max_length=200)
    edition: int
    bytes: int
    sha256: str = Field(max_length=64)
    stored_as: str = Field(max_length=80)
    added_by: int | None = Field(default=None, foreign_key="staff.id")
    added_at: datetime = moment()
    retired_at: datetime | None = moment(default=None)

    __table_args__ = (
        only_one(
            "uq_contract_template_of_rules", "organisation_id", "kind", "rules",
            where="retired_at IS NULL AND programme_id IS NULL",
        ),
        only_one("uq_contract_template_of_programme", "kind", "programme_id", where="retired_at IS NULL"),
    )  # fmt: skip


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
    fee_words: str = ""  #: by what the fee is reckoned
    signer: Signer = choice(Signer, default=Signer.PERSON)
    signer_name: str = Field(default="", max_length=200)  #: empty where the person signs
    signer_document: str = Field(default="", max_length=100)  #: number of a power of attorney, of a guardianship
    signer_document_on: date | None = None
    starts_on: date
    ends_on: date | None = None
    printed_by: int = Field(foreign_key="staff.id")
    printed_at: datetime = moment()
    signed_on: date | None = None
    ended_on: date | None = None
    signed_file_id: int | None = Field(default=None, foreign_key="case_file.id")  #: the scan with the signatures

    __table_args__ = (
        sa.UniqueConstraint("organisation_id", "number"),
        only_one("uq_contract_open", "case_id", where="kind = 'contract' AND status IN ('printed', 'signed')"),
        only_one("uq_contract_open_annex", "follows_id", where="kind = 'annex' AND status = 'printed'"),
    )
