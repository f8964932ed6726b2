"""Printing a contract, or an annex to one: a number of the year's series, a Word file among the case's documents."""

import asyncio
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import clock
from domain.access import Actor, Deed, demand, find
from domain.applications.numbers import ANNEXES, CONTRACTS, next_number
from domain.assessing.who import case_in, number_of
from domain.cases.editing import editable_of_cases
from domain.contracts.filling import Values, filled
from domain.contracts.signers import Signatory, guardian_of, signer_values, write_down, wrong_in
from domain.contracts.standing import open_contract
from domain.contracts.templates import content_of, template_for
from domain.contracts.values import (
    Side,
    common_values,
    long_day,
    plan_values,
    side_of,
    term_values,
)
from domain.files import keep_file
from domain.phrases import _, say
from domain.plans.starting import PlanFirst, plan_in_force
from domain.refusals import Refusal, WrongInput
from models.cases import Case, CaseStatus
from models.contracts import Contract, ContractKind, ContractStatus, ContractTemplate, PaperKind, Signer
from models.places import RuleSet
from models.work import CaseFile

#: There is something to agree on, and the work has not ended.
WHEN = (CaseStatus.APPROVED, CaseStatus.ACTIVE, CaseStatus.SUSPENDED)
_LONGEST = 2000
MOST_YEARS = 3  #: a long-term service lasts up to three years (чл. 16 ЗСУ)
_TOO_LONG = _("This text is too long. Please shorten it.")
_NAMES = {ContractKind.CONTRACT: _("Contract {number}"), ContractKind.ANNEX: _("Annex {number}")}


class ContractIsOpen(Refusal):
    """This case has a contract already. Please sign the printed one or cancel it; a signed one is changed by annex."""


class AnnexIsOpen(Refusal):
    """An annex to this contract waits for signatures already. Please sign it or cancel it first."""


class NothingToChange(Refusal):
    """Only a contract that is signed and in force is changed by an annex. Please open the case anew."""


@dataclass(frozen=True)
class Terms:
    """What the form of a contract or an annex says."""

    starts_on: date | None
    ends_on: date | None = None
    words: str = ""
    fee_words: str = ""
    signatory: Signatory = field(default_factory=Signatory)


async def print_contract(session: AsyncSession, actor: Actor, *, case_id: int, terms: Terms) -> Contract:
    """Print the contract of a case from the edition in use; a delegated service needs its approved plan before.

    A case has one open contract: of two printed at once the database keeps one. Raises NotNow, PlanFirst, WrongInput,
    ContractIsOpen, NoTemplate.
    """
    demand(actor, Deed.MAKE_CONTRACTS)
    case = await case_in(session, actor, case_id, WHEN)
    side = await side_of(session, case)
    if await open_contract(session, case.key):
        raise ContractIsOpen
    starts_on = await _checked(session, terms, side, not_before=case.wished_on)
    if side.programme.rules is RuleSet.DELEGATED and await plan_in_force(session, case) is None:
        raise PlanFirst
    number = await next_number(session, side.programme, kind=CONTRACTS, year=clock.today().year)
    template = await template_for(session, side.programme, PaperKind.CONTRACT)
    made = _row(actor, case, terms, ContractKind.CONTRACT, number, starts_on)
    values = await _values(session, actor, side, made)
    return await _kept(session, actor, made, template, values, ContractIsOpen)


async def print_annex(session: AsyncSession, actor: Actor, *, contract_id: int, terms: Terms) -> Contract:
    """Print an annex to a signed contract: what changes and from when. Raises NothingToChange, AnnexIsOpen."""
    demand(actor, Deed.MAKE_CONTRACTS)
    rows = editable_of_cases(actor, Deed.MAKE_CONTRACTS, Contract, col(Contract.case_id))
    contract = await find(session, rows, contract_id, fresh=True)
    if contract.kind is not ContractKind.CONTRACT or contract.status is not ContractStatus.SIGNED:
        raise NothingToChange
    case = await case_in(session, actor, contract.case_id, WHEN)
    side = await side_of(session, case)
    if not terms.words.strip():
        raise WrongInput(words=_("Please write what the annex changes."))
    starts_on = await _checked(session, terms, side, not_before=contract.starts_on)
    number = await next_number(session, side.programme, kind=ANNEXES, year=clock.today().year)
    template = await template_for(session, side.programme, PaperKind.ANNEX)
    made = _row(actor, case, terms, ContractKind.ANNEX, number, starts_on)
    made.follows_id = contract.key
    signed_on = contract.signed_on or contract.starts_on
    of_contract = {"number": contract.number, "signed_on": long_day(side.language, signed_on)}
    values = {**await _values(session, actor, side, made), "contract": of_contract}
    return await _kept(session, actor, made, template, values, AnnexIsOpen)


async def _checked(session: AsyncSession, terms: Terms, side: Side, *, not_before: date) -> date:
    """The first day, when everything that was typed can stand in a paper. Raises WrongInput."""
    guardian = await guardian_of(session, side.person.key)
    wrong = wrong_in(terms.signatory, side.person, guarded_by=guardian)
    if terms.starts_on is None:
        wrong["starts_on"] = _("Please write from which day it holds.")
    elif terms.starts_on < not_before:
        wrong["starts_on"] = _("This day is too early. Please choose one after the wish, or after the contract began.")
    elif terms.ends_on and terms.ends_on <= terms.starts_on:
        wrong["ends_on"] = _("The last day is before the first. Please check both.")
    elif terms.ends_on and terms.ends_on > _years_later(terms.starts_on) and side.programme.rules is RuleSet.DELEGATED:
        wrong["ends_on"] = _("A service under the act is agreed for three years at most. Please choose an earlier day.")
    for name in ("words", "fee_words"):
        if len(getattr(terms, name)) > _LONGEST:
            wrong[name] = _TOO_LONG
    if wrong or terms.starts_on is None:
        raise WrongInput(**wrong)
    return terms.starts_on


def _years_later(day: date) -> date:
    return day.replace(year=day.year + MOST_YEARS, day=min(day.day, 28))


async def _values(session: AsyncSession, actor: Actor, side: Side, made: Contract) -> dict[str, Values]:
    values = common_values(session, actor, side)
    values["paper"] |= {"number": made.number, "words": made.words}
    if made.signer is not Signer.PERSON:
        values["representative"] = signer_values(side.language, made)
    values["term"] = term_values(side.language, made.starts_on, made.ends_on)
    values["fee"] = {"words": made.fee_words}
    return values | await plan_values(session, side)


def _row(actor: Actor, case: Case, terms: Terms, kind: ContractKind, number: str, starts_on: date) -> Contract:
    made = Contract(
        organisation_id=case.organisation_id,
        case_id=case.key,
        kind=kind,
        number=number,
        template_id=0,
        file_id=0,
        words=terms.words.strip(),
        fee_words=terms.fee_words.strip(),
        starts_on=starts_on,
        ends_on=terms.ends_on,
        printed_by=number_of(actor),
        printed_at=clock.now(),
    )
    write_down(made, terms.signatory)
    return made


async def _kept(
    session: AsyncSession,
    actor: Actor,
    made: Contract,
    template: ContractTemplate,
    values: Values,
    taken: type[Refusal],
) -> Contract:
    """Write the file and the row; `taken` when somebody else has printed the same at the same moment."""
    name = say(actor.language, _NAMES[made.kind], number=made.number)
    made.template_id = template.key
    made.file_id = (await keep_paper(session, actor, made.case_id, template, values, name)).key
    session.add(made)
    try:
        await session.flush()
    except IntegrityError:
        raise taken from None
    return made


async def keep_paper(
    session: AsyncSession, actor: Actor, case_id: int, template: ContractTemplate, values: Values, name: str
) -> CaseFile:
    """Fill the template and keep what comes out among the case's documents. Raises TemplateNotFilled, FileIsGone."""
    case = await session.get_one(Case, case_id)
    content = await asyncio.to_thread(filled, await content_of(template), values)
    return await keep_file(
        session, actor, name=name, content=content, words=name, case_id=case.key, person_id=case.person_id
    )
