"""What awaits a worker and a team, the tasks of a case, and the timelines of the services."""

from admin.timelines import case_tab, due, steps

__all__ = ["case_tab", "due", "steps"]
