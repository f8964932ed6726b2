"""Notes: only added, each for its readers, read by pages that cost the same for a thousand as for ten."""

from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from domain import clock
from domain.access import Actor
from domain.cases.notes import add_note, notes_of, visible_notes
from domain.refusals import NotAllowed, NotFound, WrongInput
from models.cases import Case, Secrecy
from models.work import Audience, Note, NoteKind
from tests.case_work import case_of
from tests.cast import Cast

pytestmark = pytest.mark.usefixtures("tuesday")


async def texts(cast: Cast, actor: Actor, case: Case) -> list[str]:
    async with cast.database.reading(actor) as session:
        return [row.note.text for row in (await notes_of(session, actor, case_id=case.key)).rows]


async def test_each_note_is_read_by_those_whom_it_is_for(people):
    cast, anna, head = people, people.staff(people.anna), people.staff(people.head)
    async with cast.database.unit(anna) as session:
        case = await case_of(session, cast, cast.maria, cast.lunch, worker=cast.anna, team=(cast.nurse,))
        hers = {"case_id": case.key, "kind": NoteKind.VISIT}
        first = await add_note(session, anna, **hers, text=" Всичко е наред. ")
        await add_note(session, anna, **hers, text="За началника.", audience=Audience.SUPERVISOR)
        await add_note(session, anna, **hers, text="За дъщерята.", audience=Audience.FAMILY, corrects_id=first.key)
    assert await texts(cast, anna, case) == ["За дъщерята.", "За началника.", "Всичко е наред."]
    assert await texts(cast, head, case) == ["За дъщерята.", "За началника.", "Всичко е наред."]
    for other in (cast.nurse, cast.inspector):
        assert await texts(cast, cast.staff(other), case) == ["За дъщерята.", "Всичко е наред."]
    for stranger in (cast.elena, cast.psychologist):
        with pytest.raises(NotFound):
            await texts(cast, cast.staff(stranger), case)
    for relative in (cast.petar, cast.stoyanka):
        async with cast.database.reading(cast.relative(relative)) as session:
            seen = await session.scalars(visible_notes(cast.relative(relative)))
            assert [note.text for note in seen] == ["За дъщерята."]
    async with cast.database.reading(anna) as session:
        rows = (await notes_of(session, anna, case_id=case.key)).rows
        assert [(row.writer, row.corrected_by) for row in rows[-1:]] == [("Анна Костова", rows[0].note.id)]
        assert (await session.get_one(Case, case.key)).contacted_on == date(2026, 11, 24)


async def test_a_note_needs_words_and_an_open_case_and_a_role_that_writes(sqlite_people):
    cast, anna = sqlite_people, sqlite_people.staff(sqlite_people.anna)
    async with cast.database.unit(anna) as session:
        case = await case_of(session, cast, cast.maria, cast.lunch)
        other = await case_of(session, cast, cast.ivanka, cast.lunch)
        strange = Note(
            organisation_id=cast.sofia.key, case_id=other.key, text="Чужда", written_by=cast.elena.key,
            written_at=clock.now(),
        )  # fmt: skip
        session.add(strange)
        await session.flush()
        with pytest.raises(WrongInput):
            await add_note(session, anna, case_id=case.key, text="  ")
        with pytest.raises(NotFound):
            await add_note(session, anna, case_id=other.key, text="Звънях.")
        with pytest.raises(NotFound):
            await add_note(session, anna, case_id=case.key, text="Не беше така.", corrects_id=strange.key)
        for reader in (cast.inspector, cast.cook, cast.cashier):
            with pytest.raises(NotAllowed):
                await add_note(session, cast.staff(reader), case_id=case.key, text="Звънях.")


async def test_a_letter_is_no_contact_and_a_call_leaves_the_version_of_the_case(people):
    cast, anna = people, people.staff(people.anna)
    async with cast.database.unit(anna) as session:
        case = await case_of(session, cast, cast.maria, cast.lunch)
        await add_note(session, anna, case_id=case.key, text="Писмо.", kind=NoteKind.LETTER)
        assert (case.contacted_on, case.version) == (None, 1)
        await add_note(session, anna, case_id=case.key, text="Звънях.", kind=NoteKind.CALL)
        assert (case.contacted_on, case.version) == (date(2026, 11, 24), 1)


async def test_a_long_file_is_read_page_by_page_with_as_many_queries_as_a_short_one(people):
    cast, anna = people, people.staff(people.anna)
    asked = 0

    def count(*_: object) -> None:
        nonlocal asked
        asked += 1

    async with cast.database.unit(anna) as session:
        short = await case_of(session, cast, cast.maria, cast.lunch)
        long = await case_of(session, cast, cast.maria, cast.assistance)
        facts = {"organisation_id": cast.sofia.key, "kind": NoteKind.NOTE, "audience": Audience.TEAM}
        written = {"written_by": cast.anna.key, "written_at": clock.now()}
        rows = [
            {**facts, **written, "case_id": case.key, "text": str(n)}
            for case, many in ((short, 10), (long, 120))
            for n in range(many)
        ]
        await session.execute(sa.insert(Note), rows, execution_options={"audited": True})
    costs = []
    event.listen(cast.database.engine.sync_engine, "before_cursor_execute", count)
    async with cast.database.reading(anna) as session:
        await notes_of(session, anna, case_id=short.key)  # the transaction has begun
        for case in (short, long):
            asked = 0
            page = await notes_of(session, anna, case_id=case.key)
            costs.append(asked)
        pages = [page]
        while pages[-1].older:
            pages.append(await notes_of(session, anna, case_id=long.key, older_than=pages[-1].older))
    event.remove(cast.database.engine.sync_engine, "before_cursor_execute", count)
    assert costs[0] == costs[1]
    assert [len(one.rows) for one in pages] == [50, 50, 20]
    assert [row.note.text for one in pages for row in one.rows] == [str(n) for n in reversed(range(120))]


async def test_nobody_reads_a_note_of_a_guarded_case_outside_its_team(sqlite_people):
    cast, anna = sqlite_people, sqlite_people.staff(sqlite_people.anna)
    async with cast.database.unit(anna) as session:
        case = await case_of(
            session, cast, cast.maria, cast.lunch, secrecy=Secrecy.CHILD, worker=cast.anna, team=(cast.anna,)
        )
        await add_note(session, anna, case_id=case.key, text="Тайна.", audience=Audience.FAMILY)
        await add_note(session, anna, case_id=case.key, text="За началника.", audience=Audience.SUPERVISOR)
    seen = {}
    for member in (cast.anna, cast.head, cast.admin, cast.nurse, cast.elena, cast.cook, cast.inspector):
        async with cast.database.reading(cast.staff(member)) as session:
            seen[member.login] = len(list(await session.scalars(visible_notes(cast.staff(member)))))
    assert seen == {"anna": 2, "hristo": 0, "admin": 0, "nurse": 0, "elena": 0, "cook": 0, "inspector": 1}
    async with cast.database.reading(cast.relative(cast.petar)) as session:
        assert list(await session.scalars(visible_notes(cast.relative(cast.petar)))) == []
