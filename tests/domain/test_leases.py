"""A lease has one holder, who keeps it by renewing it, and leaves it to others by letting go or by time."""

from datetime import timedelta

from domain import clock, leases
from domain.access import job
from tests.cast import Cast

LIFE = timedelta(seconds=20)


async def hold(people: Cast, worker: str, name: str = "sender") -> bool:
    async with people.database.unit(job("test")) as session:
        return await leases.hold(session, name=name, worker=worker, life=LIFE)


async def test_one_holds_it_until_time_or_will_ends_it(people: Cast, tuesday: object) -> None:
    assert [await hold(people, "one"), await hold(people, "two"), await hold(people, "one")] == [True, False, True]
    assert await hold(people, "two", name="reminders")
    clock.set_to(clock.now() + LIFE)
    assert [await hold(people, "two"), await hold(people, "one")] == [True, False]
    async with people.database.unit(job("test")) as session:
        await leases.let_go(session, name="sender", worker="one")
        await leases.let_go(session, name="sender", worker="two")
    assert await hold(people, "one")
