"""What the map draws: points and states, no name and no address."""

import json
from collections.abc import Iterable
from typing import Any

from domain.routes.cards import StopCard
from models.places import Kitchen


def drawn(kitchen: Kitchen, stops: Iterable[StopCard]) -> str:
    """The route for the map's script, safe inside a page."""
    points = [_point(stop) for stop in stops if stop.address.lat is not None]
    text = json.dumps({"kitchen": [kitchen.lat, kitchen.lon], "stops": points}, separators=(",", ":"))
    return text.replace("<", "\\u003c")


def _point(stop: StopCard) -> dict[str, Any]:
    state = "" if stop.outcome is None else "ok" if stop.outcome.value == "delivered" else "bad"
    return {"n": stop.position, "id": stop.stop_id, "at": [stop.address.lat, stop.address.lon], "state": state}
