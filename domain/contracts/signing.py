"""What becomes of a printed paper: it is signed, which starts the service, or it is cancelled."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import clock
from domain.access import Actor, Deed, demand, find
from domain.assessing.who import case_in
from domain.cases.editing import editable_of_cases
from domain.contracts.printing import WHEN
from domain.files import keep_file
from domain.phrases import _
from domain.plans.starting import PlanFirst, begin_service
from domain.refusals import Refusal, WrongInput
from domain.versions import demand_version, flush_or_stale
from models.cases import Case, CaseStatus
from models.contracts import Contract, ContractKind, ContractStatus


class NotPrinted(Refusal):
    """This paper does not wait for signatures any more. Please open the case anew and see where it stands."""


@dataclass(frozen=True)
class Signing:
    """The day written beside the signatures, and the scan when there is one."""

    signed_on: date | None
    scan_name: str = ""
    scan: bytes = b""


async def sign_contract(
    session: AsyncSession, actor: Actor, *, contract_id: int, signing: Signing, version: int | None = None
) -> Contract:
    """Both have signed. A contract starts the service of an approved case once its first day has come.

    A signed annex with a new last day moves that of its contract. Raises NotPrinted, WrongInput, Stale.
    """
    contract, case = await _printed(session, actor, contract_id, version)
    signed_on = _checked(signing, contract)
    if signing.scan:
        kept = await keep_file(
            session, actor, name=signing.scan_name, content=signing.scan, words=contract.number,
            case_id=case.key, person_id=case.person_id,
        )  # fmt: skip
        contract.signed_file_id = kept.key
    contract.status, contract.signed_on = ContractStatus.SIGNED, signed_on
    await flush_or_stale(session)
    if contract.kind is ContractKind.ANNEX:
        await _move_last_day(session, contract)
    else:
        await _start(session, actor, case, contract)
    return contract


async def cancel_contract(
    session: AsyncSession, actor: Actor, *, contract_id: int, version: int | None = None
) -> Contract:
    """A printed paper will not be signed; its number is not given again. Raises NotPrinted, Stale."""
    contract, _case = await _printed(session, actor, contract_id, version)
    contract.status, contract.ended_on = ContractStatus.CANCELLED, clock.today()
    await flush_or_stale(session)
    return contract


async def _printed(session: AsyncSession, actor: Actor, contract_id: int, version: int | None) -> tuple[Contract, Case]:
    demand(actor, Deed.MAKE_CONTRACTS)
    rows = editable_of_cases(actor, Deed.MAKE_CONTRACTS, Contract, col(Contract.case_id))
    contract = await find(session, rows, contract_id, fresh=True)
    if contract.status is not ContractStatus.PRINTED:
        raise NotPrinted
    demand_version(contract, version)
    return contract, await case_in(session, actor, contract.case_id, WHEN)


def _checked(signing: Signing, contract: Contract) -> date:
    if signing.signed_on is None:
        raise WrongInput(signed_on=_("Please write the day beside the signatures."))
    if signing.signed_on > clock.today():
        raise WrongInput(signed_on=_("This day is still to come. Please write the day beside the signatures."))
    if signing.signed_on < clock.local(contract.printed_at).date():
        raise WrongInput(signed_on=_("On this day the paper was not printed yet. Please check the day."))
    return signing.signed_on


async def _move_last_day(session: AsyncSession, annex: Contract) -> None:
    if annex.ends_on is None or annex.follows_id is None:
        return
    contract = await session.get_one(Contract, annex.follows_id)
    contract.ends_on = annex.ends_on
    await flush_or_stale(session)


async def _start(session: AsyncSession, actor: Actor, case: Case, contract: Contract) -> None:
    """What is signed is signed; a service whose day or plan is still to come is started by hand when it has."""
    if case.status is not CaseStatus.APPROVED or contract.starts_on > clock.today():
        return
    try:
        await begin_service(session, actor, case=case, day=contract.starts_on)
    except PlanFirst:
        return
