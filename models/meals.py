"""Dishes, menus, the standing weekly order, pauses, and one order for each person and day."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field

from models.base import Owned, Versioned, choice, moment, only_one
from models.people import Diet


class Course(StrEnum):
    """The parts of a lunch, in the order they are eaten."""

    SOUP = "soup"
    MAIN = "main"
    DESSERT = "dessert"
    BREAD = "bread"


class PauseReason(StrEnum):
    """Why food stops for some days."""

    HOSPITAL = "hospital"
    AWAY = "away"
    OTHER = "other"


class OrderStatus(StrEnum):
    """What the person wants for the day."""

    ORDERED = "ordered"
    CANCELLED = "cancelled"


class OrderOrigin(StrEnum):
    """How the wish for the day reached us."""

    STANDING = "standing"  #: the weekly order, counted at the cut-off
    CHAT = "chat"
    RELATIVE = "relative"
    PHONE = "phone"
    OFFICE = "office"


class Dish(Owned, Versioned, table=True):
    """A dish with its weight, energy and allergens (bits of `models.people.Allergen`)."""

    name: str
    name_en: str = ""
    course: Course = choice(Course)
    grams: int
    kcal: int
    allergens: int = 0
    active: bool = True

    __table_args__ = (sa.UniqueConstraint("organisation_id", "name"),)


class MenuItem(Owned, table=True):
    """The dish of one course for one diet on one day."""

    day: date
    diet: Diet = choice(Diet)
    course: Course = choice(Course)
    dish_id: int = Field(foreign_key="dish.id", index=True)

    __table_args__ = (sa.UniqueConstraint("organisation_id", "day", "diet", "course"),)


class Subscription(Owned, table=True):
    """A standing weekly order; bit 0 of `weekdays` is Monday."""

    person_id: int = Field(foreign_key="person.id", index=True)
    programme_id: int = Field(foreign_key="programme.id", index=True)
    weekdays: int
    portions: int = 1
    starts_on: date
    ends_on: date | None = None

    __table_args__ = (only_one("uq_subscription_open", "person_id", where="ends_on IS NULL"),)


class Pause(Owned, table=True):
    """Days without food: from `starts_on` up to the day before `returns_on` (open while that is not known).

    `suspension_id` says that the rest of a case made it, and nobody's own wish; it ends with that rest.
    """

    person_id: int = Field(foreign_key="person.id", index=True)
    starts_on: date
    returns_on: date | None = None
    reason: PauseReason = choice(PauseReason)
    suspension_id: int | None = Field(default=None, foreign_key="suspension.id", index=True)

    __table_args__ = (only_one("uq_pause_open", "person_id", where="returns_on IS NULL"),)


class MealOrder(Owned, table=True):
    """What one person (or one site) gets on one day: at most one row, whatever happens.

    `closed_at` is when the kitchens counted it; what changes after that is `late`.
    """

    person_id: int | None = Field(default=None, foreign_key="person.id")
    site_id: int | None = Field(default=None, foreign_key="site.id")
    kitchen_id: int = Field(foreign_key="kitchen.id", index=True)
    programme_id: int = Field(foreign_key="programme.id", index=True)
    stop_id: int | None = Field(default=None, foreign_key="stop.id", index=True)
    day: date
    diet: Diet = choice(Diet)
    portions: int = 1
    status: OrderStatus = choice(OrderStatus, default=OrderStatus.ORDERED)
    origin: OrderOrigin = choice(OrderOrigin)
    ordered_at: datetime = moment()
    closed_at: datetime | None = moment(default=None)
    late: bool = False

    __table_args__ = (
        sa.UniqueConstraint("person_id", "day"),
        sa.UniqueConstraint("site_id", "day"),
        sa.Index("ix_meal_order_day", "organisation_id", "day", "kitchen_id"),
        sa.CheckConstraint("(person_id IS NULL) <> (site_id IS NULL)", name="one_eater"),
    )
