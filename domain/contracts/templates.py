"""The office's own templates in editions. An upload is the next edition; what is printed keeps the one it came from."""

import asyncio
import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import clock
from domain.access import Actor, Deed, Rows, demand, find, nothing
from domain.contracts.filling import demand_fillable
from domain.files import DOCX, FileIsGone, cleaned_name, path_of, write_content
from domain.phrases import Phrase, _, say
from domain.refusals import Refusal
from models.contracts import ContractTemplate, PaperKind
from models.places import Organisation, Programme, RuleSet
from models.staff import Staff

#: Services that make contracts and decisions at all.
RULES = (RuleSet.DELEGATED, RuleSet.MUNICIPAL, RuleSet.OPEN)
DEFAULTS = Path(__file__).resolve().parent / "defaults"
SHIPPED: dict[tuple[PaperKind, RuleSet], tuple[str, Phrase]] = {
    (PaperKind.CONTRACT, RuleSet.DELEGATED): ("contract_delegated", _("Contract for a service under the act")),
    (PaperKind.CONTRACT, RuleSet.MUNICIPAL): ("contract_municipal", _("Contract for municipal patronage")),
    (PaperKind.CONTRACT, RuleSet.OPEN): ("contract_open", _("Contract for a service open to all")),
    **{
        (kind, rules): (kind.value, name)
        for kind, name in ((PaperKind.ANNEX, _("Annex to a contract")), (PaperKind.DECISION, _("Decision")))
        for rules in RULES
    },
}


class NoTemplate(Refusal):
    """There is no template for this paper. Please ask the administrator or the lawyer to upload one."""


class TemplateChanged(Refusal):
    """Somebody else has just changed this template. Please open the page anew and see which edition is in use."""


@dataclass(frozen=True)
class TemplateRow:
    """An edition, for which service it stands (empty: for all of its rules), and who uploaded it."""

    template: ContractTemplate
    programme: str
    added_by: str


def visible_templates(actor: Actor) -> Rows[ContractTemplate]:
    """The templates of the organisation, for whoever keeps them."""
    rows = sa.select(ContractTemplate)
    return rows if actor.may(Deed.SET_TEMPLATES) else rows.where(nothing())


async def templates_of(session: AsyncSession, actor: Actor) -> list[TemplateRow]:
    """Every edition, those in use first; the shipped ones are loaded where the organisation never had any."""
    demand(actor, Deed.SET_TEMPLATES)
    await load_shipped(session, actor.organisation)
    rows = (
        visible_templates(actor)
        .add_columns(col(Programme.name), col(Staff.name))
        .outerjoin(Programme, col(Programme.id) == col(ContractTemplate.programme_id))
        .outerjoin(Staff, col(Staff.id) == col(ContractTemplate.added_by))
    )
    found = [TemplateRow(row[0], row[1] or "", row[2] or "") for row in await session.execute(rows)]
    return sorted(found, key=_order)


def _order(row: TemplateRow) -> tuple[object, ...]:
    one = row.template
    kinds, rules = list(PaperKind), list(RULES)
    return (
        one.retired_at is not None, kinds.index(one.kind), row.programme, rules.index(one.rules), -one.edition,
    )  # fmt: skip


async def add_template(
    session: AsyncSession,
    actor: Actor,
    *,
    kind: PaperKind,
    rules: RuleSet,
    name: str,
    content: bytes,
    programme_id: int | None = None,
) -> ContractTemplate:
    """The next edition, in use from now on; the one before is retired. With a programme its rules follow from it.

    Raises what `filling.demand_fillable` raises, and TemplateChanged when two are uploaded at once.
    """
    demand(actor, Deed.SET_TEMPLATES)
    if programme_id is not None:
        rules = (await find(session, sa.select(Programme), programme_id)).rules
    if rules not in RULES:
        raise NoTemplate
    await asyncio.to_thread(demand_fillable, content, kind)
    before = await _editions(session, actor.organisation, kind, rules, programme_id)
    for one in before:
        one.retired_at = one.retired_at or clock.now()
    made = _edition(actor.organisation, kind, rules, cleaned_name(name, DOCX), content)
    made.programme_id, made.added_by = programme_id, actor.number
    made.edition = max((one.edition for one in before), default=0) + 1
    try:
        await session.flush()
        session.add(made)
        await session.flush()
    except IntegrityError:
        raise TemplateChanged from None
    await write_content(session, made.stored_as, content)
    return made


async def retire_template(session: AsyncSession, actor: Actor, *, template_id: int) -> ContractTemplate:
    """Nothing is printed from it any more; papers that came from it keep it. Raises TemplateChanged."""
    demand(actor, Deed.SET_TEMPLATES)
    found = await find(session, visible_templates(actor), template_id, fresh=True)
    if found.retired_at:
        raise TemplateChanged
    found.retired_at = clock.now()
    await session.flush()
    return found


async def open_template(session: AsyncSession, actor: Actor, *, template_id: int) -> tuple[ContractTemplate, bytes]:
    """An edition to be changed in Word, a retired one too. Raises NotFound and FileIsGone."""
    demand(actor, Deed.SET_TEMPLATES)
    found = await find(session, visible_templates(actor), template_id)
    return found, await content_of(found)


async def template_for(session: AsyncSession, programme: Programme, kind: PaperKind) -> ContractTemplate:
    """The edition in use for a service: its own, else that of its rules. Raises NoTemplate."""
    await load_shipped(session, programme.organisation_id)
    rows = sa.select(ContractTemplate).where(
        col(ContractTemplate.kind) == kind,
        col(ContractTemplate.retired_at).is_(None),
        (col(ContractTemplate.programme_id) == programme.key)
        | (col(ContractTemplate.programme_id).is_(None) & (col(ContractTemplate.rules) == programme.rules)),
    )
    found = list(await session.scalars(rows))
    own = [one for one in found if one.programme_id is not None]
    if not found:
        raise NoTemplate
    return (own or found)[0]


async def content_of(template: ContractTemplate) -> bytes:
    """The document of an edition. Raises FileIsGone."""
    try:
        return await asyncio.to_thread(path_of(template.stored_as).read_bytes)
    except FileNotFoundError:
        raise FileIsGone from None


async def load_shipped(session: AsyncSession, organisation_id: int) -> None:
    """Give an organisation the templates that the program brings, each kind where it never had one.

    One that the program brought before and that nobody has changed gives place to the one it brings now.
    """
    rows = sa.select(ContractTemplate).where(
        col(ContractTemplate.organisation_id) == organisation_id, col(ContractTemplate.programme_id).is_(None)
    )
    known: dict[tuple[PaperKind, RuleSet], ContractTemplate] = {}
    for one in await session.scalars(rows.order_by(col(ContractTemplate.edition))):
        known[one.kind, one.rules] = one
    language = (await session.get_one(Organisation, organisation_id)).language
    for (kind, rules), (file, name) in SHIPPED.items():
        last, content = known.get((kind, rules)), await asyncio.to_thread(_shipped, file)
        made = _edition(organisation_id, kind, rules, f"{say(language, name)}.docx", content)
        if last is None or _is_older(last, made):
            made.edition = last.edition + 1 if last else 1
            await _add_once(session, made, content, instead_of=last)


@cache
def _shipped(file: str) -> bytes:
    return (DEFAULTS / f"{file}.docx").read_bytes()


def _is_older(last: ContractTemplate, made: ContractTemplate) -> bool:
    return last.added_by is None and last.retired_at is None and last.sha256 != made.sha256


async def _add_once(
    session: AsyncSession, made: ContractTemplate, content: bytes, *, instead_of: ContractTemplate | None
) -> None:
    """Two may find at the same moment that it is missing: the database lets one load it, and both go on."""
    try:
        async with session.begin_nested():
            if instead_of:
                instead_of.retired_at = clock.now()
                await session.flush()
            session.add(made)
    except IntegrityError:
        return
    await write_content(session, made.stored_as, content)


def _edition(
    organisation_id: int, kind: PaperKind, rules: RuleSet, name: str, content: bytes
) -> ContractTemplate:  # fmt: skip
    return ContractTemplate(
        organisation_id=organisation_id,
        kind=kind,
        rules=rules,
        name=name,
        edition=1,
        bytes=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        stored_as=secrets.token_hex(20),
        added_at=clock.now(),
    )


async def _editions(
    session: AsyncSession, organisation_id: int, kind: PaperKind, rules: RuleSet, programme_id: int | None
) -> Iterable[ContractTemplate]:
    rows = sa.select(ContractTemplate).where(
        col(ContractTemplate.organisation_id) == organisation_id, col(ContractTemplate.kind) == kind
    )
    if programme_id is not None:
        rows = rows.where(col(ContractTemplate.programme_id) == programme_id)
    else:
        rows = rows.where(col(ContractTemplate.programme_id).is_(None), col(ContractTemplate.rules) == rules)
    return list(await session.scalars(rows.execution_options(populate_existing=True)))


async def services_of(session: AsyncSession, actor: Actor) -> list[Programme]:
    """The services that may have a template of their own."""
    demand(actor, Deed.SET_TEMPLATES)
    rows = sa.select(Programme).where(col(Programme.active), col(Programme.rules).in_(RULES))
    return list(await session.scalars(rows.order_by(col(Programme.code), col(Programme.id))))
