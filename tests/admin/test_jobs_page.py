"""Work by the clock on the page: what ran with which troubles, and the button that runs the clock's own function."""

import pytest

from domain import clock
from domain.daily.job import key_of
from domain.phrases import word
from models.jobs import JobRun, JobState
from tests.admin.conftest import Panel, text_of

pytestmark = pytest.mark.usefixtures("tuesday")


async def note(panel: Panel, organisation_id: int, name: str, result: dict) -> None:
    """A job has been done today in an organisation."""
    async with panel.cast.database.unit(panel.cast.job) as session:
        session.add(
            JobRun(
                job=key_of(name, organisation_id), day=clock.today(), state=JobState.DONE, worker="test",
                lease_until=clock.now(), started_at=clock.now(), finished_at=clock.now(), result=result,
            )
        )  # fmt: skip


async def test_done_jobs_are_shown_with_their_troubles_and_no_other_organisations(panel: Panel):
    cast = panel.cast
    await note(panel, cast.sofia.key, "close_orders", {"portions": 3})
    await note(panel, cast.sofia.key, "make_kitchen_sheets", {"problems": ["Името не се побира"]})
    await note(panel, cast.burgas.key, "plan_routes", {"problems": ["чуждо"]})
    async with panel.browser(cast.admin) as admin:
        page = await admin.get("/jobs")
        said = text_of(page)
    assert page.status_code == 200
    assert (said.count("24.11.2026, 10:00"), "! Името не се побира" in said, "чуждо" in said) == (4, True, False)


async def test_the_button_runs_the_clocks_own_function(both_panels: Panel):
    cast = both_panels.cast
    async with both_panels.browser(cast.admin) as admin:
        answer = await admin.post("/jobs", data={"job": "close_orders", "day": "2026-11-25"})
        assert (answer.status_code, answer.headers["location"]) == (303, "/jobs?day=2026-11-25")
        assert f"✓ {word('bg', JobState.DONE)}" in text_of(await admin.get("/jobs?day=2026-11-25"))
    async with cast.database.reading(cast.job) as session:
        run = await session.get(JobRun, (key_of("close_orders", cast.sofia.key), clock.today().replace(day=25)))
    assert run is not None
    assert run.state is JobState.DONE
