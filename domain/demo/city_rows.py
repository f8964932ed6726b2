"""Organisations, offices, kitchens, programmes, menus, vans and staff of the demonstration as rows."""

from dataclasses import dataclass
from datetime import date

from domain.demo.city import (
    OFFICE_OF_DISTRICT,
    SOFIA,
)
from domain.demo.programmes import CATALOGUE
from domain.demo.rows import Places, Rows
from models.places import WORKING_WEEK, ProgrammeKind

MENU_DAYS_BACK, MENU_DAYS_AHEAD = 7, 21
#: Columns every programme has beside those of its seed.
_PROGRAMME = {"weekdays": WORKING_WEEK, "order_days_before": 1, "cancel_days_before": 0, "active": True}
_CUT_OFFS = {"order_until": "14:00", "cancel_until": "07:30"}


@dataclass(frozen=True)
class City:
    """The rows, and the numbers that others refer to."""

    rows: Rows
    organisation_id: int
    offices: dict[str, int]
    kitchens: dict[str, int]
    districts: dict[str, int]
    programmes: dict[str, int]

    def places(self, day: date) -> Places:
        """What people's rows refer to."""
        meals = next(seed.code for seed in CATALOGUE if seed.organisation == SOFIA and seed.kind is ProgrammeKind.MEALS)
        by_district = {name: self.offices[office.code] for name, office in OFFICE_OF_DISTRICT.items()}
        return Places(self.organisation_id, self.programmes[meals], self.districts, by_district, day)
