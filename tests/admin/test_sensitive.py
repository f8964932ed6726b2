"""The fields of a card that are not for everybody who may open it: health, and the number of the person."""

import pytest

from domain.access import POLICY, Deed, Reach
from domain.meals.pausing import stop_food
from domain.tasks import open_task
from models.meals import PauseReason
from models.people import Allergen, Diet, Person
from models.staff import Role
from models.tasks import TaskKind
from tests.admin.conftest import Panel, text_of
from tests.cast import MARIA_EGN

pytestmark = pytest.mark.usefixtures("tuesday")
#: Roles that find Мария without being named to a case of hers.
FINDING = [role for role in Role if POLICY[role].get(Deed.SEE_PEOPLE) in (Reach.OFFICE, Reach.ALL)]


@pytest.mark.parametrize("role", FINDING)
async def test_health_is_shown_to_whoever_needs_it_and_a_number_is_masked(panel: Panel, role):
    cast = panel.cast
    async with cast.database.unit(cast.job) as session:
        maria = await session.get_one(Person, cast.maria.key)
        maria.diet, maria.allergens = Diet.DIABETIC, int(Allergen.CELERY)
        await stop_food(session, cast.person(cast.maria), person_id=cast.maria.key, reason=PauseReason.HOSPITAL)
        await open_task(session, cast.job, kind=TaskKind.DIET_CLASH, person_id=cast.maria.key)
    async with panel.browser(cast.member(role)) as browser:
        pages = [text_of(await browser.get(path)) for path in (f"/people/{cast.maria.key}", "/people")]
        history = text_of(await browser.get(f"/people/{cast.maria.key}?tab=history"))
        food = pages[0] + text_of(await browser.get(f"/people/{cast.maria.key}?tab=food"))
        narrowed = text_of(await browser.get("/people?diet=vegetarian"))
    needs = role not in (Role.DISPATCHER, Role.CASHIER, Role.DATA_PROTECTION)
    assert ["целина" in page.lower() for page in pages] == [needs, needs]
    assert ("Мария" in narrowed) is not needs
    assert [words in history for words in ("алергени", "ястие с алерген")] == [needs, needs]
    assert "храната е спряна от" in history
    assert ("болница" in food) is needs
    assert MARIA_EGN not in "".join(pages)
