"""The timelines that come with the program: there from the first day of a new organisation."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from domain import access, clock
from domain.database import Database
from domain.founding import found_organisation
from domain.settings import Settings
from domain.timelines.counting import counted_on
from models.cases import Case, CaseStatus
from models.places import RuleSet
from models.timelines import CountedFrom, TimelineStep


@pytest.mark.usefixtures("tuesday")
async def test_a_new_organisation_begins_with_the_usual_timelines_in_its_language(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, database_url="")
    await found_organisation(settings, municipality="Община", name="Служба", phone="02 111 1111", login="admin")
    database = Database(settings.database)
    async with database.reading(access.job("test")) as session:
        steps = list(await session.scalars(sa.select(TimelineStep)))
    await database.close()
    assert {one.since for one in steps} == {clock.today()}
    reminders = [(one.rules, one.days) for one in steps if one.counted_from is CountedFrom.REVIEW]
    assert reminders == [
        (RuleSet.DELEGATED, -30), (RuleSet.DELEGATED, -7), (RuleSet.MUNICIPAL, -30), (RuleSet.MUNICIPAL, -7),
    ]  # fmt: skip
    assert steps[0].title == "Обадете се на човека и уговорете посещение у дома"
    assert {status for one in steps for status in _runs(one)} == set(CaseStatus) - {
        CaseStatus.REFUSED, CaseStatus.WITHDRAWN,
    }  # fmt: skip


def _runs(step: TimelineStep) -> set[CaseStatus]:
    dates = {"wished_on": clock.today(), "started_on": clock.today(), "review_on": clock.today()}
    cases = [Case(status=one, closed_on=clock.today(), **dates) for one in CaseStatus]
    return {case.status for case in cases if counted_on(case, step.counted_from)}
