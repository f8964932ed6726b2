"""The open question of a chat is a row: one a chat, the newest, kept by any process."""

from domain import dialogues
from tests.cast import Cast


async def test_the_newest_question_is_remembered_until_it_is_answered(people: Cast, tuesday: object) -> None:
    async with people.database.unit(people.job) as session:
        assert await dialogues.load(session, 7) is None
        await dialogues.save(session, 7, flow="food", step="which_day", facts={"days": ["2026-11-25"]})
        await dialogues.save(session, 8, flow="help", step="what")
    async with people.database.unit(people.job) as session:
        await dialogues.save(session, 7, flow="food", step="sure", facts={"day": "2026-11-25"}, misunderstood=2)
        await dialogues.forget(session, 8)
    async with people.database.reading(people.job) as session:
        found = await dialogues.load(session, 7)
        assert found is not None
        assert (found.flow, found.step, found.facts, found.misunderstood) == ("food", "sure", {"day": "2026-11-25"}, 2)
        assert await dialogues.load(session, 8) is None
