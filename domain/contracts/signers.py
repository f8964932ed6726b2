"""Who signs for the person, and by what right.

A child is stood for by a parent or a guardian, from 14 years on beside a trustee or a parent (чл. 3–4 ЗЛС); somebody
who is under guardianship by the guardian, or signs beside the trustee (чл. 5 ЗЛС); anybody may give a power of
attorney (чл. 36–37 ЗЗД). A guardian, a trustee and a proxy show a document, which stands in the contract.
"""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import clock
from domain.consents import ADULT, years_old
from domain.contracts.filling import Values
from domain.contracts.values import long_day
from domain.phrases import Phrase, _, say, word
from models.contracts import Contract, Signer
from models.people import Kinship, KinshipKind, Person, Relative

LONGEST_NAME, LONGEST_DOCUMENT = 200, 100
_SHOW_A_DOCUMENT = (Signer.GUARDIAN, Signer.TRUSTEE, Signer.PROXY)


@dataclass(frozen=True)
class Signatory:
    """Who signs for the person; by what document, where one is needed."""

    signer: Signer = Signer.PERSON
    name: str = ""
    document: str = ""
    document_on: date | None = None


async def guardian_of(session: AsyncSession, person_id: int) -> str:
    """The name of the guardian on file; empty where there is none."""
    rows = (
        sa.select(col(Relative.name))
        .join(Kinship, col(Kinship.relative_id) == col(Relative.id))
        .where(
            col(Kinship.person_id) == person_id,
            col(Kinship.kind) == KinshipKind.GUARDIAN,
            col(Kinship.ended_at).is_(None),
        )
        .order_by(col(Kinship.id))
    )
    return await session.scalar(rows.limit(1)) or ""


def usual_signatory(person: Person, *, guarded_by: str) -> Signatory:
    """Who signs as a rule: the guardian on file, a parent of a child, else the person."""
    if guarded_by:
        return Signatory(Signer.GUARDIAN, guarded_by)
    return Signatory(Signer.PARENT if _is_child(person) else Signer.PERSON)


def _is_child(person: Person) -> bool:
    age = years_old(person.born, clock.today())
    return age is not None and age < ADULT


def wrong_in(signatory: Signatory, person: Person, *, guarded_by: str) -> dict[str, Phrase]:
    """What is wrong with who is to sign for the person; `guarded_by` is the guardian on file, if there is one."""
    wrong = dict[str, Phrase]()
    if signatory.signer is Signer.PERSON:
        if _is_child(person):
            wrong["signer"] = _("The person is not of age. Please choose a parent, a guardian or a trustee.")
        elif guarded_by:
            wrong["signer"] = _("A guardian is on file. Please choose the guardian, or a trustee beside the person.")
        return wrong
    if signatory.signer is Signer.PARENT and person.born and not _is_child(person):
        wrong["signer"] = _("The person is of age. Please choose the person, or another who signs.")
    if not signatory.name.strip():
        wrong["signer_name"] = _("Please write the names of whoever signs.")
    if len(signatory.name) > LONGEST_NAME:
        wrong["signer_name"] = _("This text is too long. Please shorten it.")
    return wrong | _wrong_in_document(signatory)


def _wrong_in_document(signatory: Signatory) -> dict[str, Phrase]:
    wrong = dict[str, Phrase]()
    needed = signatory.signer in _SHOW_A_DOCUMENT
    if needed and not signatory.document.strip():
        wrong["signer_document"] = _("Please write the number of the document: power of attorney, or of guardianship.")
    if len(signatory.document) > LONGEST_DOCUMENT:
        wrong["signer_document"] = _("This text is too long. Please shorten it.")
    if needed and signatory.document_on is None:
        wrong["signer_document_on"] = _("Please write the day of the document.")
    elif signatory.document_on and signatory.document_on > clock.today():
        wrong["signer_document_on"] = _("This day is still to come. Please check it.")
    return wrong


def write_down(contract: Contract, signatory: Signatory) -> None:
    """Keep with the contract who signs it; of the person nothing but that."""
    contract.signer = signatory.signer
    if signatory.signer is Signer.PERSON:
        return
    contract.signer_name = signatory.name.strip()
    contract.signer_document = signatory.document.strip()
    contract.signer_document_on = signatory.document_on if contract.signer_document else None


def signer_values(language: str, contract: Contract) -> Values:
    """The fields of the representative, where somebody else signs."""
    return {
        "names": contract.signer_name,
        "relation": word(language, contract.signer),
        "document": document_words(language, contract),
        "together": say(language, _("yes")) if contract.signer is Signer.TRUSTEE else "",
    }


def document_words(language: str, contract: Contract) -> str:
    """The document of whoever signs, with its number and day."""
    if not contract.signer_document or contract.signer_document_on is None:
        return contract.signer_document
    proxy = contract.signer is Signer.PROXY
    phrase = _("power of attorney No. {number} of {day}") if proxy else _("document No. {number} of {day}")
    return say(language, phrase, number=contract.signer_document, day=long_day(language, contract.signer_document_on))
