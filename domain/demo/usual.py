"""The usual routes of the demonstration, worked out from the doors by the planner's own insertion."""

from collections import Counter
from collections.abc import Iterator
from datetime import time
from typing import Any

from domain.demo.writing import Rows
from domain.planning.problem import Door, Problem, Trip, Van
from domain.planning.problem import Kitchen as PlannedKitchen
from domain.planning.repair import repair
from domain.planning.travel import Haversine
from models.people import Address, Person
from models.places import District, Kitchen
from models.routes import Driver, UsualRoute, Vehicle

LUNCH_ENDS = time(13, 30)
MOST_PEOPLE = 5_000  #: above that the data is for measuring, and nobody drives it


def usual_routes(rows: Rows) -> Iterator[UsualRoute]:
    """A usual route for each van that is needed, named after the district where most of its doors are."""
    if rows.last[Person] > MOST_PEOPLE:
        return
    districts = {row["id"]: row for row in rows.waiting[District]}
    addresses = {row["id"]: row for row in rows.waiting[Address]}
    lived_in = [addresses[person["address_id"]] for person in rows.waiting[Person]]
    names: Counter[str] = Counter()
    for kitchen in rows.waiting[Kitchen]:
        doors = _doors([home for home in lived_in if districts[home["district_id"]]["kitchen_id"] == kitchen["id"]])
        vans = [van for van in rows.waiting[Vehicle] if van["kitchen_id"] == kitchen["id"]]
        for trip in repair(_problem(kitchen, doors, vans), Haversine(), []).trips:
            homes = [home for stop in trip.stops for home in doors[stop.door_id]]
            district = districts[Counter(home["district_id"] for home in homes).most_common(1)[0][0]]["name"]
            names[district] += 1
            yield _route(rows, kitchen, trip, f"{district} {names[district]}", [home["id"] for home in homes])


def _doors(homes: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    doors: dict[str, list[dict[str, Any]]] = {}
    for home in homes:
        doors.setdefault(f"{home['district_id']} {home['building']}", []).append(home)
    return {key: sorted(group, key=_floor) for key, group in doors.items()}


def _floor(home: dict[str, Any]) -> tuple[int, int]:
    return int(home["floor"]) if str(home["floor"]).isdigit() else 0, home["id"]


def _problem(kitchen: dict[str, Any], doors: dict[str, list[dict[str, Any]]], vans: list[dict[str, Any]]) -> Problem:
    departs = _second(kitchen["departs"])
    return Problem(
        PlannedKitchen(kitchen["lat"], kitchen["lon"], departs, kitchen["loading_minutes"] * 60),
        tuple(
            Door(key, homes[0]["lat"], homes[0]["lon"], len(homes), len(homes), departs, _second(LUNCH_ENDS))
            for key, homes in doors.items()
        ),
        tuple(
            Van(str(van["id"]), van["capacity"], _second(van["shift_start"]), _second(van["shift_end"])) for van in vans
        ),
    )


def _route(rows: Rows, kitchen: dict[str, Any], trip: Trip, name: str, addresses: list[int]) -> UsualRoute:
    vehicle_id = int(trip.van_id)
    driver = next(driver for driver in rows.waiting[Driver] if driver["vehicle_id"] == vehicle_id)
    return UsualRoute(
        organisation_id=kitchen["organisation_id"],
        name=name,
        kitchen_id=kitchen["id"],
        vehicle_id=vehicle_id,
        driver_id=driver["id"],
        addresses=addresses,
    )


def _second(hour: time) -> int:
    return hour.hour * 3600 + hour.minute * 60
