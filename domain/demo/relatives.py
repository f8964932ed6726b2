"""Relatives and neighbours of the invented people, with the rights that they were given."""

import random
from dataclasses import dataclass

from domain.demo.ids import mobile, mobile_abroad
from domain.demo.names import Name, child_of, elder, younger
from models.people import KinshipKind, Sex

MOST_RELATIVES = 3
_HOW_MANY = (18, 42, 28, 12)  # shares of people with none, one, two and three
_KINDS = {
    KinshipKind.DAUGHTER: 34,
    KinshipKind.SON: 28,
    KinshipKind.GRANDCHILD: 14,
    KinshipKind.NEIGHBOUR: 16,
    KinshipKind.SIBLING: 6,
    KinshipKind.OTHER: 2,
}
_NEVER_NEAR = 0.25  # share of children and grandchildren who live abroad


@dataclass(frozen=True, slots=True)
class RelativeSeed:
    """Somebody close to one person; what they may do is given by the person or the office."""

    name: Name
    sex: Sex
    kind: KinshipKind
    phone: str
    lives_near: bool
    may_see: bool
    may_order: bool
    is_told: bool


def relatives_of(
    rng: random.Random, person: Name, sex: Sex, *, first_phone: int, lives_alone: bool
) -> tuple[RelativeSeed, ...]:
    """None to three people; who does not live alone has the husband or wife first."""
    count = rng.choices(range(MOST_RELATIVES + 1), weights=_HOW_MANY)[0]
    if not lives_alone:
        count = max(count, 1)
    kinds = rng.choices(list(_KINDS), weights=list(_KINDS.values()), k=count)
    if not lives_alone:
        kinds[0] = KinshipKind.SPOUSE
    return tuple(_relative(rng, person, sex, kind, first_phone + turn) for turn, kind in enumerate(kinds))


def _relative(rng: random.Random, person: Name, person_sex: Sex, kind: KinshipKind, phone: int) -> RelativeSeed:
    sex = _sex(rng, kind, person_sex)
    family = kind in {KinshipKind.DAUGHTER, KinshipKind.SON, KinshipKind.GRANDCHILD}
    abroad = family and rng.random() < _NEVER_NEAR
    may_see = kind is not KinshipKind.NEIGHBOUR
    return RelativeSeed(
        name=_name(rng, person, person_sex, kind, sex),
        sex=sex,
        kind=kind,
        phone=mobile_abroad(phone) if abroad else mobile(phone),
        lives_near=not abroad,
        may_see=may_see,
        may_order=may_see and rng.random() < 0.6,
        is_told=rng.random() < 0.8,
    )


def _sex(rng: random.Random, kind: KinshipKind, person: Sex) -> Sex:
    opposite = Sex.MALE if person is Sex.FEMALE else Sex.FEMALE
    fixed = {KinshipKind.DAUGHTER: Sex.FEMALE, KinshipKind.SON: Sex.MALE, KinshipKind.SPOUSE: opposite}
    return fixed.get(kind) or rng.choice(list(Sex))


def _name(rng: random.Random, person: Name, person_sex: Sex, kind: KinshipKind, sex: Sex) -> Name:
    if kind in {KinshipKind.DAUGHTER, KinshipKind.SON}:
        return child_of(rng, person, person_sex, sex)
    if kind is KinshipKind.SPOUSE:
        drawn = elder(rng, sex)
        return Name(drawn.first, drawn.middle, person.last_for(sex))
    return elder(rng, sex) if kind is KinshipKind.SIBLING else younger(rng, sex)
