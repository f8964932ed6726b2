"""How many cells of the table of rights have a test of their own at the web door."""

from collections.abc import Iterator

from models.staff import Role
from tests.admin.cells import LISTINGS, cells
from tests.bench.figures import Figure


def counted() -> Iterator[Figure]:
    """Cells of role × address × own or another's that `tests/admin/test_cells.py` asks, counted from what it asks."""
    asked = {cell for role in Role for cell in cells(role)}
    listed = {(role, one.paths, place) for role in Role for one in LISTINGS for place in one.places}
    yield Figure("access.cells", len(asked) + len(listed), "cells")
