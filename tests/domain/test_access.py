"""Who sees what: every kind of actor against everybody's records. What is not listed here is seen by nobody."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from domain import access, clock
from domain.access import STRANGER, Actor, ActorKind, Deed
from domain.addresses import visible_addresses
from domain.refusals import NotAllowed
from models.chats import Chat, ChatStatus
from models.meals import MealOrder, OrderOrigin
from models.outbox import OutboxMessage
from models.people import Diet, Person
from models.routes import Route, Stop
from models.tasks import Task, TaskKind
from tests.cast import Cast

CHATS = {"maria": 71, "ivanka": 72, "goran": 73, "petar": 74, "ivan": 75}
ALL = {"maria", "ivanka"}  #: everybody of Sofia


async def fill(people: Cast) -> None:
    """An order, a route with a stop, a task, a chat and a message for each of the three service users."""
    now, day = clock.now(), clock.today()
    kitchens = {people.maria.key: people.mladost_kitchen, people.ivanka.key: people.lyulin_kitchen}
    vans = {people.maria.key: people.van, people.ivanka.key: people.lyulin_van}
    drivers = {people.maria.key: people.ivan, people.ivanka.key: people.todor}
    async with people.database.unit(people.job) as session:
        for name, person in (("maria", people.maria), ("ivanka", people.ivanka), ("goran", people.goran)):
            own = {"organisation_id": person.organisation_id}
            chat = {"telegram_id": CHATS[name], "status": ChatStatus.LINKED, "linked_at": now}
            session.add(Chat(**own, **chat, person_id=person.key))
            task = {"kind": TaskKind.CALL_ME, "opened_at": now, "due_at": now}
            session.add(Task(**own, **task, office_id=person.office_id, person_id=person.key))
            message = {"telegram_id": CHATS[name], "kind": name, "text": "…", "created_at": now}
            session.add(OutboxMessage(**own, **message, office_id=person.office_id, not_before=now, expires_at=now))
            if person is people.goran:
                continue
            kitchen_id, moments = kitchens[person.key].key, {"departs_at": now, "returns_at": now}
            route = Route(
                **own, **moments, day=day, name=name, kitchen_id=kitchen_id,
                vehicle_id=vans[person.key].key, driver_id=drivers[person.key].key,
            )  # fmt: skip
            session.add(route)
            await session.flush()
            times = {"arrives_at": now, "window_from": now, "window_until": now}
            session.add(
                Stop(**own, **times, route_id=route.key, address_id=person.address_id, day=day, number=1, position=1)
            )
            session.add(
                MealOrder(
                    **own,
                    person_id=person.key,
                    kitchen_id=kitchen_id,
                    programme_id=people.lunch.key,
                    day=day,
                    diet=Diet.GENERAL,
                    origin=OrderOrigin.CHAT,
                    ordered_at=now,
                )
            )
        linked = {"status": ChatStatus.LINKED, "linked_at": now, "organisation_id": people.sofia.key}
        session.add(Chat(**linked, telegram_id=CHATS["petar"], relative_id=people.petar.key))
        session.add(Chat(**linked, telegram_id=CHATS["ivan"], driver_id=people.ivan.key))


def actors(people: Cast) -> dict[str, Actor]:
    members = (people.admin, people.anna, people.elena, people.cook, people.dispatcher, people.burgas_admin)
    return {
        **{member.login: people.staff(member) for member in members},
        "maria": people.person(people.maria),
        "petar": people.relative(people.petar),
        "stoyanka": people.relative(people.stoyanka),
        "ivan": people.driver(people.ivan),
        "stranger": replace(STRANGER, number=99),
        "no role": replace(people.staff(people.admin), role=None),
        "job": people.job,
    }


def rows_of(people: Cast) -> dict[str, tuple[Callable[[Actor], Any], Callable[[Any], str]]]:
    """Each function with the name of a row, in words of the cast."""
    names = {person.key: name for name, person in vars(people).items() if isinstance(person, Person)}
    homes = {person.address_id: names[person.key] for person in (people.maria, people.ivanka, people.goran)}
    number = {value: name for name, value in CHATS.items()}
    return {
        "people": (access.visible_people, lambda row: names[row.id]),
        "orderable": (access.orderable_people, lambda row: names[row.id]),
        "addresses": (visible_addresses, lambda row: homes[row.id]),
        "relatives": (access.visible_relatives, lambda row: row.name.split()[0]),
        "orders": (access.visible_orders, lambda row: names[row.person_id]),
        "routes": (access.visible_routes, lambda row: row.name),
        "stops": (access.visible_stops, lambda row: homes[row.address_id]),
        "tasks": (access.visible_tasks, lambda row: names[row.person_id]),
        "chats": (access.visible_chats, lambda row: number[row.telegram_id]),
        "messages": (access.visible_messages, lambda row: row.kind),
        "kitchens": (access.visible_kitchens, lambda row: row.name.split()[1]),
    }


KIN = {"Петър", "Стоянка"}
BOTH = {"Младост", "Люлин"}
NOBODY: dict[str, set[str]] = {}


def of(whom: set[str], kinds: str) -> dict[str, set[str]]:
    """The records of each kind that belong to these."""
    return dict.fromkeys(kinds.split(), whom)


SEEN: dict[str, dict[str, set[str]]] = {
    "admin": {
        **of(ALL, "people orderable addresses orders routes stops tasks messages"),
        "relatives": KIN,
        "chats": {"maria", "ivanka", "petar", "ivan"},
        "kitchens": BOTH,
    },
    "anna": {
        **of({"maria"}, "people orderable addresses orders tasks messages"),
        "relatives": KIN,
        "routes": ALL,
        "stops": ALL,
        "chats": {"maria", "petar"},
        "kitchens": BOTH,
    },
    "elena": {
        **of({"ivanka"}, "people orderable addresses orders tasks messages"),
        "routes": ALL,
        "stops": ALL,
        "chats": {"ivanka"},
        "kitchens": BOTH,
    },
    "cook": {"orders": {"maria"}, "kitchens": {"Младост"}},
    "dispatcher": {
        **of(ALL, "people addresses orders routes stops messages"),
        "relatives": KIN,
        "chats": {"maria", "ivanka", "petar", "ivan"},
        "kitchens": BOTH,
    },
    "burgas": {
        **of({"goran"}, "people orderable addresses tasks chats messages"),
        "kitchens": {"Приморие"},
    },
    "maria": {**of({"maria"}, "people orderable addresses orders stops"), "relatives": KIN},
    "petar": {
        **of({"maria"}, "people orderable addresses orders stops"),
        "relatives": {"Петър"},
    },
    "stoyanka": {**of({"maria"}, "people addresses orders stops"), "relatives": {"Стоянка"}},
    "ivan": {"routes": {"maria"}, "stops": {"maria"}},
    "stranger": NOBODY,
    "no role": NOBODY,
    "job": {
        **of(ALL, "people orderable addresses orders routes stops tasks messages"),
        "relatives": KIN,
        "chats": {"maria", "ivanka", "petar", "ivan"},
        "kitchens": BOTH,
    },
}


async def test_everybody_sees_exactly_what_is_theirs(people: Cast, tuesday: object) -> None:
    await fill(people)
    seen: dict[str, dict[str, set[str]]] = {}
    for name, actor in actors(people).items():
        seen[name] = {}
        async with people.database.reading(actor) as session:
            for kind, (visible, named) in rows_of(people).items():
                found = {named(row) for row in await session.scalars(visible(actor))}
                if found:
                    seen[name][kind] = found
    assert seen == SEEN


async def test_the_audit_is_for_the_administrator(sqlite_people: Cast) -> None:
    for name, actor in actors(sqlite_people).items():
        async with sqlite_people.database.reading(actor) as session:
            owners = {row.organisation_id for row in await session.scalars(access.visible_audit(actor))}
        expected = {"admin": {sqlite_people.sofia.id}, "burgas": {sqlite_people.burgas.id}}.get(name, set())
        assert (name, owners) == (name, expected)


async def test_offices_are_ones_own(sqlite_people: Cast) -> None:
    seen = {}
    for member in (sqlite_people.anna, sqlite_people.admin, sqlite_people.cook, sqlite_people.burgas_admin):
        actor = sqlite_people.staff(member)
        async with sqlite_people.database.reading(actor) as session:
            seen[member.login] = {row.name for row in await session.scalars(access.visible_offices(actor))}
    assert seen == {
        "anna": {"Служба Младост"},
        "admin": {"Служба Младост", "Служба Люлин"},
        "cook": set(),
        "burgas": {"Служба Приморие"},
    }


def test_an_unknown_role_may_nothing() -> None:
    nobody = Actor(ActorKind.STAFF, 1, 1)
    assert [deed for deed in Deed if nobody.may(deed)] == []
    for actor in (nobody, STRANGER):
        with pytest.raises(NotAllowed):
            access.demand(actor, Deed.SEE_PEOPLE)


async def test_in_a_chat_nothing_of_the_staff_is_allowed_and_of_the_own_only_a_little(sqlite_people: Cast) -> None:
    cast = sqlite_people
    chats = (cast.person(cast.maria), cast.relative(cast.petar), cast.driver(cast.ivan))
    for actor in (*chats, STRANGER):
        for deed in Deed:
            with pytest.raises(NotAllowed):
                access.demand(actor, deed)
    for actor in (*chats, cast.job):
        access.demand_also_in_chat(actor, Deed.EDIT_CASES)
    for actor in (STRANGER, cast.staff(cast.cook)):
        with pytest.raises(NotAllowed):
            access.demand_also_in_chat(actor, Deed.EDIT_CASES)
