"""Tables and closed sets of values. Importing this package makes every table known."""

from models import audit, chats, jobs, meals, outbox, people, places, routes, staff, tasks

__all__ = ["audit", "chats", "jobs", "meals", "outbox", "people", "places", "routes", "staff", "tasks"]
