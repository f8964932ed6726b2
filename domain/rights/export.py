"""A copy of everything about one person: asked for with renewed sign-in, audited, streamed, kept on no disk of ours.

Law: чл. 15 ОРЗД (a copy of all data), чл. 20 (the part for machines, to be taken elsewhere).
"""

import asyncio
import zipfile
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import access, audit, clock
from domain.access import Actor, Deed
from domain.files import path_of
from domain.openings import SHOWN_ALL
from domain.places import organisation_of
from domain.refusals import Refusal
from domain.rights.former import asking, closed_cases_of, either
from domain.rights.reading import Everything, everything_about
from domain.rights.sink import Sink
from domain.rights.writing import DOCUMENTS, PAGE, README, Document, Heading, page, readme, records
from domain.second_factor import demand_renewed
from models.audit import AuditAction
from models.cases import Case, Secrecy
from models.people import Person

_PIECE = 1024 * 1024
#: No reading system minds a date so old; the real one stands in the README.
_SAME_DAY = (1980, 1, 1, 0, 0, 0)


class CopyWouldNotBeWhole(Refusal):
    """You do not work on everything that is kept about this person, so your copy would not be whole. Please ask the
    head of the office, who names somebody that does.
    """


@dataclass(frozen=True)
class Export:
    """What a copy consists of: texts that are made already, and documents that are read while it is handed out."""

    name: str
    texts: dict[str, bytes]
    documents: list[Document]


async def export_person(session: AsyncSession, actor: Actor, *, person_id: int, portable: bool = False) -> Export:
    """Everything about one person; `portable` is the part for machines alone. That it is given out is audited.

    Raises NotFound, RenewalNeeded, and CopyWouldNotBeWhole where a guarded case is not the actor's.
    """
    person = await person_to_copy(session, actor, person_id=person_id)
    cards = await _cards_of(session, person)
    audit.record(session, AuditAction.EXPORTED, "person", person.key, person_id=person.key, after={"shown": SHOWN_ALL})
    await session.flush()
    everything = await everything_about(session, cards)
    organisation = await organisation_of(session, actor)
    heading = Heading(organisation.name, _whole_name(person), person.language)
    return await asyncio.to_thread(_made, everything, heading, f"{person.full_name} {clock.today()}", portable)


async def person_to_copy(session: AsyncSession, actor: Actor, *, person_id: int) -> Person:
    """Whose copy the actor may make now. Raises NotFound, RenewalNeeded and CopyWouldNotBeWhole."""
    access.demand(actor, Deed.EXPORT_PERSON)
    people = access.visible_people(actor).where(access.within(actor, Deed.EXPORT_PERSON, Person.office_id))
    person = await access.find(session, either(people, asking(actor)), person_id)
    demand_renewed(actor)
    await _demand_nothing_hidden(session, actor, await _cards_of(session, person))
    return person


async def _cards_of(session: AsyncSession, person: Person) -> frozenset[int]:
    """The person's card, and those that were joined to it or to which it was joined: they are of one person."""
    first = person.same_as_id or person.key
    same = sa.select(col(Person.id)).where((col(Person.same_as_id) == first) | (col(Person.id) == first))
    return frozenset({person.key, *await session.scalars(same)})


async def _demand_nothing_hidden(session: AsyncSession, actor: Actor, cards: frozenset[int]) -> None:
    """A guarded case is for those who work on it (чл. 84(2) ЗСУ); half a copy would pass for a whole one."""
    seen = access.visible_cases(actor).with_only_columns(col(Case.id))
    hidden = sa.select(col(Case.id)).where(
        col(Case.person_id).in_(cards), col(Case.secrecy) != Secrecy.OPEN, col(Case.id).not_in(seen),
        col(Case.id).not_in(closed_cases_of(actor)),
    )  # fmt: skip
    found = either(access.visible_people(actor), asking(actor)).with_only_columns(col(Person.id))
    unseen = sa.select(col(Person.id)).where(
        col(Person.id).in_(cards), col(Person.guarded), col(Person.id).not_in(found)
    )
    if await session.scalar(hidden.limit(1)) is not None or await session.scalar(unseen.limit(1)) is not None:
        raise CopyWouldNotBeWhole


def _whole_name(person: Person) -> str:
    return " ".join(part for part in (person.first_name, person.middle_name, person.last_name) if part)


def _made(everything: Everything, heading: Heading, name: str, portable: bool) -> Export:
    documents = [] if portable else _documents(everything)
    texts = {README: readme(everything, heading, documents, portable=portable)}
    if not portable:
        texts[PAGE] = page(everything, heading, documents)
    return Export(name, texts | records(everything), documents)


def _documents(everything: Everything) -> list[Document]:
    """The stored documents; their numbers keep two of one name apart."""
    rows = next(part.rows for part in everything.parts if part.name == "case_file")
    found = []
    for row in rows:
        lies_at = path_of(everything.stored[row["id"]])
        found.append(Document(row["name"], f"{DOCUMENTS}/{row['id']}-{row['name']}", lies_at, lies_at.is_file()))
    return found


async def archive(export: Export) -> AsyncIterator[bytes]:
    """The copy as a zip, piece by piece: never whole in memory, never on a disk."""
    sink = Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as made:
        for name, text in export.texts.items():
            await asyncio.to_thread(made.writestr, _entry(name), text)
            yield sink.taken()
        for one in export.documents:
            if one.here:
                async for piece in _document(made, sink, one.path, one.lies_at):
                    yield piece
    yield sink.taken()


async def _document(made: zipfile.ZipFile, sink: Sink, name: str, lies_at: Path) -> AsyncIterator[bytes]:
    """One document, a piece after the other; pictures and PDFs are small already."""
    entry = _entry(name)
    entry.compress_type = zipfile.ZIP_STORED
    with lies_at.open("rb") as file, made.open(entry, "w") as inside:
        while piece := await asyncio.to_thread(file.read, _PIECE):
            inside.write(piece)
            yield sink.taken()


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _SAME_DAY)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o600 << 16
    return entry
