"""A day with food in it for the tests of routes, doors, kitchens and papers: more households, and their orders."""

from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from domain import clock
from domain.search import searchable
from models.chats import Chat, ChatStatus
from models.meals import MealOrder, OrderOrigin, OrderStatus
from models.people import Address, Diet, Person, Sex
from models.places import Programme, ProgrammeKind, Site
from models.routes import Driver, Vehicle
from tests.cast import Cast

WEDNESDAY = date(2026, 11, 25)


async def household(
    session: AsyncSession,
    people: Cast,
    name: str,
    *,
    block: str = "312",
    entrance: str = "Б",
    floor: str = "1",
    lat: float | None = 42.654,
    lon: float | None = 23.384,
    diet: Diet = Diet.GENERAL,
    allergens: int = 0,
) -> Person:
    """A woman of Младост at a door of her own; the same block and entrance as Мария's unless said otherwise."""
    address = Address(
        organisation_id=people.sofia.key, district_id=people.mladost_district.key, estate="ж.к. Младост 1",
        block=block, entrance=entrance, floor=floor, flat="1", bell=name, lat=lat, lon=lon,
        building=f"младост {block} {entrance}".lower() if (block, entrance) != ("312", "Б") else "младост 312 b",
    )  # fmt: skip
    session.add(address)
    await session.flush()
    person = Person(
        organisation_id=people.sofia.key, office_id=people.mladost.key, address_id=address.key, first_name=name,
        last_name="Тестова", sex=Sex.FEMALE, diet=diet, allergens=allergens, search_text=searchable(name),
        phone="+359888000111",
    )  # fmt: skip
    session.add(person)
    await session.flush()
    return person


async def order(
    session: AsyncSession,
    people: Cast,
    person: Person,
    day: date = WEDNESDAY,
    *,
    portions: int = 1,
    status: OrderStatus = OrderStatus.ORDERED,
) -> MealOrder:
    """Food for the person on the day, counted by the kitchen."""
    here = person.office_id == people.mladost.key
    row = MealOrder(
        organisation_id=people.sofia.key, person_id=person.key, day=day, diet=person.diet, portions=portions,
        kitchen_id=people.mladost_kitchen.key if here else people.lyulin_kitchen.key,
        programme_id=people.lunch.key, status=status, origin=OrderOrigin.STANDING, ordered_at=clock.now(),
        closed_at=clock.now(),
    )  # fmt: skip
    session.add(row)
    await session.flush()
    return row


async def site_order(session: AsyncSession, people: Cast, portions: int, day: date = WEDNESDAY) -> Site:
    """A shelter of Младост that takes so many portions in one load."""
    programme = Programme(
        organisation_id=people.sofia.key, code="P09", name="Храна за приют", kind=ProgrammeKind.BULK_MEALS
    )
    address = Address(
        organisation_id=people.sofia.key, district_id=people.mladost_district.key, street="ул. Тестова", number="5",
        building="тестова 5", lat=42.66, lon=23.39,
    )  # fmt: skip
    session.add_all([programme, address])
    await session.flush()
    site = Site(
        organisation_id=people.sofia.key, name="Приют Тест", kitchen_id=people.mladost_kitchen.key,
        programme_id=programme.key, address_id=address.key, portions=portions,
    )  # fmt: skip
    session.add(site)
    await session.flush()
    session.add(
        MealOrder(
            organisation_id=people.sofia.key, site_id=site.key, kitchen_id=people.mladost_kitchen.key,
            programme_id=programme.key, day=day, diet=Diet.GENERAL, portions=portions, origin=OrderOrigin.STANDING,
            ordered_at=clock.now(), closed_at=clock.now(),
        )
    )  # fmt: skip
    await session.flush()
    return site


async def second_van(session: AsyncSession, people: Cast, capacity: int = 80) -> tuple[Vehicle, Driver]:
    """One more van of Младост with its driver."""
    van = Vehicle(
        organisation_id=people.sofia.key, name="Бус 3", kitchen_id=people.mladost_kitchen.key, capacity=capacity
    )
    session.add(van)
    await session.flush()
    driver = Driver(
        organisation_id=people.sofia.key, name="Боян Тестов", phone="+359888555999",
        kitchen_id=people.mladost_kitchen.key, vehicle_id=van.key,
    )  # fmt: skip
    session.add(driver)
    await session.flush()
    return van, driver


async def chat(
    session: AsyncSession, people: Cast, telegram_id: int, *, person: int | None = None, relative: int | None = None,
    driver: int | None = None,
) -> None:  # fmt: skip
    """A linked chat of somebody."""
    session.add(
        Chat(
            organisation_id=people.sofia.key, telegram_id=telegram_id, person_id=person, relative_id=relative,
            driver_id=driver, status=ChatStatus.LINKED, linked_at=clock.now(),
        )
    )  # fmt: skip
    await session.flush()
