"""Routes in the panel: the board of a day, one route with its map, changes by hand, outcomes, planning, and paper."""

from admin.routes import board, outcomes, placing, planning, route

__all__ = ["board", "outcomes", "placing", "planning", "route"]
