"""Only an administrator manages staff, within the own organisation, and there is always one left."""

import pytest

from domain.passwords import PasswordTooWeak, demand_strong, made_up
from domain.refusals import NotAllowed, NotFound, Stale, WrongInput
from domain.staff import (
    LastAdministrator,
    StaffFacts,
    WrongPassword,
    change_own_password,
    save_staff,
    set_password,
    staff_card,
    staff_list,
)
from models.staff import Role
from tests.cast import Cast

STRONG = "четири думи без смисъл"


def facts(people: Cast, **changes: object) -> StaffFacts:
    known = {"name": "Нова Колежка", "login": "Nova", "role": Role.SOCIAL_WORKER}
    return StaffFacts(**known | {"offices": frozenset({people.mladost.key})} | changes)


async def test_a_new_member_works_for_the_chosen_offices(people: Cast) -> None:
    admin = people.staff(people.admin)
    async with people.database.unit(admin) as session:
        member = await save_staff(session, admin, staff_id=None, facts=facts(people), password=STRONG)
    async with people.database.unit(admin) as session:
        card = await staff_card(session, admin, staff_id=member.key)
        assert (card.member.login, card.member.organisation_id) == ("nova", people.sofia.id)
        assert [office.id for office in card.offices] == [people.mladost.id]
        both = frozenset({people.mladost.key, people.lyulin.key})
        await save_staff(session, admin, staff_id=member.key, facts=facts(people, offices=both), version=1)
    async with people.database.reading(admin) as session:
        card = await staff_card(session, admin, staff_id=member.key)
        assert {office.id for office in card.offices} == both


async def test_the_list_has_everybody_of_the_organisation_and_nobody_else(people: Cast) -> None:
    admin = people.staff(people.admin)
    async with people.database.reading(admin) as session:
        rows = await staff_list(session, admin)
    assert {row.member.login: [office.name for office in row.offices] for row in rows} == {
        "admin": [], "anna": ["Служба Младост"], "elena": ["Служба Люлин"], "cook": [], "dispatcher": [],
        "hristo": ["Служба Младост"], "nurse": [], "psychologist": [], "lawyer": [], "cashier": ["Служба Младост"],
        "partner": [], "inspector": [], "dpo": [],
    }  # fmt: skip


@pytest.mark.parametrize("who", ["anna", "cook", "dispatcher"])
async def test_others_see_only_themselves(people: Cast, who: str) -> None:
    member = getattr(people, who)
    actor = people.staff(member)
    async with people.database.unit(actor) as session:
        assert (await staff_card(session, actor, staff_id=member.key)).member.id == member.id
        with pytest.raises(NotFound):
            await staff_card(session, actor, staff_id=people.admin.key)
        with pytest.raises(NotAllowed):
            await staff_list(session, actor)
        with pytest.raises(NotAllowed):
            await save_staff(session, actor, staff_id=member.key, facts=facts(people, role=Role.ADMINISTRATOR))
        with pytest.raises(NotAllowed):
            await set_password(session, actor, staff_id=people.admin.key, password=STRONG)


async def test_staff_of_another_organisation_is_not_there(people: Cast) -> None:
    admin = people.staff(people.admin)
    async with people.database.unit(admin) as session:
        with pytest.raises(NotFound):
            await set_password(session, admin, staff_id=people.burgas_admin.key, password=STRONG)
        with pytest.raises(NotFound):
            await save_staff(session, admin, staff_id=people.burgas_admin.key, facts=facts(people))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "name"),
        ({"login": "no va"}, "login"),
        ({"login": "anna"}, "login"),
        ({"login": "burgas"}, "login"),
        ({"offices": frozenset()}, "offices"),
        ({"offices": frozenset({999})}, "offices"),
        ({"role": Role.KITCHEN}, "kitchen_id"),
    ],
)
async def test_what_is_wrong_is_said_by_its_field(people: Cast, changes: dict[str, object], field: str) -> None:
    admin = people.staff(people.admin)
    async with people.database.unit(admin) as session:
        with pytest.raises(WrongInput) as refused:
            await save_staff(session, admin, staff_id=None, facts=facts(people, **changes), password=STRONG)
    assert list(refused.value.fields) == [field]


async def test_the_last_administrator_stays_one(people: Cast) -> None:
    admin = people.staff(people.admin)
    as_is = {"name": "Админ", "login": "admin"}
    async with people.database.unit(admin) as session:
        for changes in ({"active": False, "role": Role.ADMINISTRATOR}, {"role": Role.DISPATCHER}):
            with pytest.raises(LastAdministrator):
                await save_staff(session, admin, staff_id=people.admin.key, facts=facts(people, **as_is | changes))
        await save_staff(
            session, admin, staff_id=people.dispatcher.key,
            facts=facts(people, name="Диспечер", login="dispatcher", role=Role.ADMINISTRATOR),
        )  # fmt: skip
        saved = await save_staff(
            session, admin, staff_id=people.admin.key, facts=facts(people, **as_is, role=Role.DISPATCHER)
        )
        assert saved.role is Role.DISPATCHER


async def test_a_stale_form_is_refused(people: Cast) -> None:
    admin = people.staff(people.admin)
    async with people.database.unit(admin) as session:
        changed = facts(people, name="Анна Друга", login="anna")
        await save_staff(session, admin, staff_id=people.anna.key, facts=changed, version=1)
        with pytest.raises(Stale):
            await save_staff(session, admin, staff_id=people.anna.key, facts=changed, version=1)


async def test_the_present_password_must_be_known(people: Cast) -> None:
    anna = people.staff(people.anna)
    async with people.database.unit(anna) as session:
        with pytest.raises(WrongPassword):
            await change_own_password(session, anna, present="налучкване", new=STRONG)


@pytest.mark.parametrize("weak", ["", "кратка", "parola123456", "aaaaaaaaaaaaaa", "anna-2026-2026"])
def test_a_password_that_is_easy_to_guess_is_refused(weak: str) -> None:
    with pytest.raises(PasswordTooWeak):
        demand_strong(weak, login="anna")


def test_a_made_up_password_is_strong_and_never_the_same() -> None:
    made = {made_up() for _ in range(20)}
    assert len(made) == 20
    for password in made:
        demand_strong(password, login="anna")
