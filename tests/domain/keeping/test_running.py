"""The rules carried out: nothing without a term, first a look, then row by row, and on from where it was stopped."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import col

from domain import clock
from domain.access import job
from domain.files import path_of
from domain.keeping import running
from domain.keeping.by_command import look_everywhere
from domain.keeping.kinds import KINDS
from domain.keeping.rules import set_rule, terms
from domain.keeping.running import LookFirst, dry_run, due_people, found_by, last_look, past_runs, real_run
from domain.refusals import NotAllowed, NotFound, Stale, WrongInput
from domain.second_factor import RenewalNeeded
from models.cases import Case, CaseStatus
from models.people import Person
from models.rights import ErasedPerson, RequestStatus, Restriction, RetentionDeed, RetentionRun
from models.work import Note
from tests.case_work import case_of
from tests.cast import Cast
from tests.domain.keeping.file_of_somebody import LONG_AGO, person_of, said_anywhere, whole_file
from tests.domain.keeping.renewing import renewed

pytestmark = pytest.mark.usefixtures("tuesday")
LIST = "Номенклатура на делата, 4.2 (измислена)"


async def _rules(people: Cast, *codes: str, months: int = 60) -> None:
    actor = people.staff(people.data_protection)
    async with people.database.unit(actor) as session:
        for code in codes:
            await set_rule(session, actor, record=code, deed=KINDS[code].deed, months=months, basis=LIST)
    clock.set_to(clock.now() + timedelta(minutes=1))


async def _look(people: Cast) -> dict:
    actor = people.staff(people.data_protection)
    async with people.database.unit(actor) as session:
        return (await dry_run(session, actor)).counts


async def _carry_out(people: Cast, actor) -> int:
    """Run with the number that the last look has found."""
    async with people.database.reading(people.job) as session:
        look = await last_look(session, people.job)
    return await real_run(people.database, actor, typed=str(found_by(look)) if look else "0")


async def test_without_a_term_nothing_is_over_and_a_term_is_checked(people: Cast) -> None:
    officer = renewed(people, people.data_protection)
    async with people.database.unit(people.job) as session:
        await whole_file(session, people, people.job)
    assert await _look(people) == {"finished": True}
    number = await _carry_out(people, officer)
    async with people.database.unit(officer) as session:
        assert (await session.get_one(RetentionRun, number)).counts == {"finished": True}
        assert len(await said_anywhere(session)) > 80, "the law's list decides, and none was entered"
        assert {one.kind.code: one.rule for one in await terms(session, officer)} == dict.fromkeys(KINDS)
        term = {"record": "case", "deed": RetentionDeed.ANONYMISE, "months": 60, "basis": LIST}
        for wrong, field in (
            ({"months": 0}, "months"), ({"months": None}, "months"), ({"months": 1201}, "months"),
            ({"basis": " "}, "basis"), ({"deed": RetentionDeed.ERASE}, "deed"),
        ):  # fmt: skip
            with pytest.raises(WrongInput) as refused:
                await set_rule(session, officer, **term | wrong)
            assert list(refused.value.fields) == [field]
        with pytest.raises(NotFound):
            await set_rule(session, officer, **term | {"record": "audit"})
        rule = await set_rule(session, officer, **term)
        with pytest.raises(Stale):
            await set_rule(session, officer, **term, version=rule.version + 1)
        kept = await set_rule(session, officer, record="case", deed=RetentionDeed.KEEP, months=5, version=rule.version)
        assert (kept.deed, kept.months, kept.basis) == (RetentionDeed.KEEP, None, "")


async def test_what_is_over_goes_and_what_is_not_stays(people: Cast) -> None:
    officer = renewed(people, people.data_protection)
    async with people.database.unit(people.job) as session:
        person, file = await whole_file(session, people, people.job)
        case = (await session.scalars(sa.select(Case).where(col(Case.person_id) == person.key))).one()
        young = await case_of(session, people, people.maria, people.assistance, status=CaseStatus.REFUSED)
        live = await case_of(session, people, people.ivanka, people.assistance)
        now, anna = clock.now(), people.anna.key
        for one in (young, live):
            own = {"organisation_id": people.sofia.key, "case_id": one.key, "written_by": anna, "written_at": now}
            session.add(Note(**own, text="Остава"))
        young.closed_on = clock.today()
    await _rules(people, "case", "case_file")
    assert await _look(people) == {"case": 1, "case_file": 1, "finished": True}
    async with people.database.unit(officer) as session:
        listed = await due_people(session, officer)
        assert [(one.person.key, [kind.code for kind in one.kinds]) for one in listed] == [
            (person.key, ["case_file", "case"])
        ]
        assert len(await said_anywhere(session)) > 80, "a look changes nothing"
    number = await _carry_out(people, officer)
    assert not path_of(file.stored_as).exists()
    async with people.database.unit(officer) as session:
        assert (await session.get_one(RetentionRun, number)).counts == {"case": 1, "case_file": 1, "finished": True}
        texts = sa.select(col(Note.case_id), col(Note.text)).order_by(col(Note.case_id))
        assert [tuple(row) for row in await session.execute(texts)] == [
            (case.key, ""), (young.key, "Остава"), (live.key, "Остава"),
        ]  # fmt: skip
        assert (await session.get_one(Person, person.key)).first_name == "Зорница", "the card has no term yet"
    assert await _look(people) == {"case": 0, "case_file": 0, "finished": True}


async def test_the_card_goes_last_and_then_nothing_is_left(people: Cast) -> None:
    officer = renewed(people, people.data_protection)
    async with people.database.unit(people.job) as session:
        person, _file = await whole_file(session, people, people.job)
    await _rules(people, "person")
    assert await _look(people) == {"person": 0, "finished": True}, "files stand in the name still"
    await _rules(people, *KINDS)
    async with people.database.unit(people.job) as session:
        await _end_everything(session)
    await _look(people)
    number = await _carry_out(people, officer)
    async with people.database.unit(people.job) as session:
        done = (await session.get_one(RetentionRun, number)).counts
        assert (done["case"], done["person"], done["finished"]) == (1, 1, True)
        assert await said_anywhere(session) == []
        erased = await session.get_one(ErasedPerson, person.key)
        assert (erased.basis, erased.request_id, erased.erased_by) == (LIST, None, people.data_protection.id)


async def _end_everything(session) -> None:
    """Let what the file left open have ended long ago."""
    connection = await session.connection()
    for table, values in {
        "application": "status = 'withdrawn', case_id = NULL",
        "referral": "status = 'done'",
        "data_request": f"status = '{RequestStatus.REFUSED}'",
        "outbox_message": "status = 'sent'",
        "course": "status = 'ended'",
    }.items():
        await connection.execute(sa.text(f"UPDATE {table} SET {values}"))


async def test_a_run_that_was_stopped_goes_on_and_counts_each_row_once(
    people: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer = renewed(people, people.data_protection)
    async with people.database.unit(people.job) as session:
        for person in (await person_of(session, people), people.maria, people.ivanka):
            case = await case_of(session, people, person, people.assistance, status=CaseStatus.CLOSED)
            case.closed_on, case.outcome_words = LONG_AGO, "Замина"
    await _rules(people, "case")
    await _look(people)
    done, whole = 0, running.blank

    async def breaks(*given):
        nonlocal done
        done += 1
        await whole(*given)
        if done == 2:
            raise ConnectionError("the machine was switched off")

    monkeypatch.setattr(running, "blank", breaks)
    with pytest.raises(ConnectionError):
        await _carry_out(people, officer)
    monkeypatch.undo()
    async with people.database.unit(officer) as session:
        words = sa.select(sa.func.count()).where(col(Case.outcome_words) != "")
        assert await session.scalar(words) == 2, "what was not committed is as it was"
    await _carry_out(people, officer)
    async with people.database.unit(officer) as session:
        assert await session.scalar(words) == 0
        runs = [(one.dry, one.counts) for one in await past_runs(session, officer)]
    assert runs == [(False, {"case": 2, "finished": True}), (False, {"case": 1}), (True, {"case": 3, "finished": True})]


async def test_restricted_people_and_another_organisations_are_left_as_they_are(people: Cast) -> None:
    officer = renewed(people, people.data_protection)
    async with people.database.unit(people.job) as session:
        person, _file = await whole_file(session, people, people.job)
        held = {"organisation_id": people.sofia.key, "person_id": person.key, "set_by": people.data_protection.key}
        session.add(Restriction(**held, reason="Спор", since=clock.now()))
        elsewhere = await case_of(session, people, people.goran, people.burgas_lunch, status=CaseStatus.CLOSED)
        elsewhere.closed_on, elsewhere.outcome_words = LONG_AGO, "Замина"
        await _end_everything(session)
    await _rules(people, *KINDS)
    counts = await _look(people)
    assert counts == dict.fromkeys(KINDS, 0) | {"finished": True}
    async with people.database.unit(officer) as session:
        assert await due_people(session, officer) == []
    await _carry_out(people, officer)
    async with people.database.unit(job("test")) as session:
        assert (await session.get_one(Case, elsewhere.key)).outcome_words == "Замина"
        assert len(await said_anywhere(session)) > 80


async def test_a_run_needs_the_deed_a_new_sign_in_and_a_fresh_look(sqlite_people: Cast) -> None:
    people, officer = sqlite_people, renewed(sqlite_people, sqlite_people.data_protection)
    with pytest.raises(NotAllowed):
        await _carry_out(people, renewed(people, people.head))
    with pytest.raises(RenewalNeeded):
        await _carry_out(people, people.staff(people.admin))
    with pytest.raises(LookFirst):
        await _carry_out(people, officer)
    await _look(people)
    clock.set_to(clock.now() + timedelta(minutes=1))
    await _rules(people, "task")
    with pytest.raises(LookFirst):
        await _carry_out(people, renewed(people, people.data_protection))
    await _look(people)
    with pytest.raises(WrongInput):
        await real_run(people.database, renewed(people, people.data_protection), typed="1")
    assert await _carry_out(people, renewed(people, people.data_protection)) > 0


async def test_the_operator_looks_in_every_organisation_and_changes_nothing(sqlite_people: Cast) -> None:
    people = sqlite_people
    async with people.database.unit(people.job) as session:
        await whole_file(session, people, people.job)
    assert await look_everywhere(people.database) == []
    await _rules(people, "case", "task")
    assert await look_everywhere(people.database) == [
        f"organisation {people.sofia.id} case: 1",
        f"organisation {people.sofia.id} task: 1",
    ]
    async with people.database.unit(people.job) as session:
        assert len(await said_anywhere(session)) > 80
