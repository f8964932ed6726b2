"""The people served, where they live, and those who are close to them."""

from datetime import date, datetime
from enum import IntFlag, StrEnum

import sqlalchemy as sa
from sqlmodel import Field

from models.base import Owned, Versioned, choice, moment, only_one


class Sex(StrEnum):
    """As written in the ЕГН; Bulgarian sentences need it."""

    FEMALE = "female"
    MALE = "male"


class Diet(StrEnum):
    """The four diets that the kitchens cook."""

    GENERAL = "general"
    DIABETIC = "diabetic"
    VEGETARIAN = "vegetarian"
    GASTRO = "gastro"


class Allergen(IntFlag):
    """The fourteen classes of Annex II, Regulation (EU) 1169/2011, in its order."""

    GLUTEN = 1 << 0
    CRUSTACEANS = 1 << 1
    EGGS = 1 << 2
    FISH = 1 << 3
    PEANUTS = 1 << 4
    SOY = 1 << 5
    MILK = 1 << 6
    NUTS = 1 << 7
    CELERY = 1 << 8
    MUSTARD = 1 << 9
    SESAME = 1 << 10
    SULPHITES = 1 << 11
    LUPIN = 1 << 12
    MOLLUSCS = 1 << 13


class PersonStatus(StrEnum):
    """Whether the service reaches the person."""

    ACTIVE = "active"
    ENDED = "ended"  #: by wish, move or term
    DECEASED = "deceased"  #: stops every message at once


class KinshipKind(StrEnum):
    """What the relative is to the person."""

    DAUGHTER = "daughter"
    SON = "son"
    SPOUSE = "spouse"
    GRANDCHILD = "grandchild"
    SIBLING = "sibling"
    NEIGHBOUR = "neighbour"
    GUARDIAN = "guardian"
    OTHER = "other"


class Address(Owned, table=True):
    """One household's door, in either Bulgarian form: street and number, or estate and block.

    `building` is the normalised text of the entrance: households with the same one share a stop of the van.
    """

    district_id: int = Field(foreign_key="district.id", index=True)
    settlement: str = "София"
    estate: str = ""
    street: str = ""
    number: str = ""
    block: str = ""
    entrance: str = ""
    floor: str = ""
    flat: str = ""
    bell: str = ""
    building: str = Field(default="", index=True)
    lat: float | None = None
    lon: float | None = None
    pinned: bool = False


class Person(Owned, Versioned, table=True):
    """A service user (потребител)."""

    office_id: int = Field(foreign_key="office.id", index=True)
    address_id: int = Field(foreign_key="address.id", index=True)
    first_name: str
    middle_name: str = ""
    last_name: str
    sex: Sex = choice(Sex)
    born: date | None = None
    born_is_estimated: bool = False
    guarded: bool = False  #: only the named teams of the person's guarded cases may find the card
    egn_sealed: bytes | None = None
    egn_hash: str | None = Field(default=None, max_length=64)
    phone: str | None = Field(default=None, max_length=20, index=True)
    second_phone: str | None = Field(default=None, max_length=20)
    diet: Diet = choice(Diet, default=Diet.GENERAL)
    allergens: int = 0
    lives_alone: bool = False
    key_holder: str = ""
    driver_note: str = ""
    status: PersonStatus = choice(PersonStatus, default=PersonStatus.ACTIVE)
    #: The card that this one was joined to: both were of one person.
    same_as_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    ended_on: date | None = None
    language: str = Field(default="bg", max_length=5)
    search_text: str = ""
    enrolled_on: date | None = None

    __table_args__ = (
        sa.UniqueConstraint("organisation_id", "egn_hash"),
        sa.Index("ix_person_names", "organisation_id", "last_name", "first_name", "id"),
    )

    @property
    def full_name(self) -> str:
        """First and last name, as people are called."""
        return f"{self.first_name} {self.last_name}"


class Relative(Owned, Versioned, table=True):
    """Somebody close to one or several service users."""

    name: str
    phone: str | None = Field(default=None, max_length=20, index=True)
    language: str = Field(default="bg", max_length=5)
    search_text: str = ""


class Kinship(Owned, table=True):
    """What one relative is to one person, and the rights that the person or the office gave."""

    person_id: int = Field(foreign_key="person.id", index=True)
    relative_id: int = Field(foreign_key="relative.id", index=True)
    kind: KinshipKind = choice(KinshipKind)
    may_see: bool = False
    may_order: bool = False
    is_told: bool = False
    call_order: int = 1
    given_by: str = ""
    given_at: datetime | None = moment(default=None)
    ended_at: datetime | None = moment(default=None)

    __table_args__ = (only_one("uq_kinship_current", "person_id", "relative_id", where="ended_at IS NULL"),)
