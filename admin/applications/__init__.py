"""Applications in the panel: the queue, the form, the sheet of one, and pairs of cards to judge."""

from admin.applications import form, joining, pairs, queue, registering, sheet

__all__ = ["form", "joining", "pairs", "queue", "registering", "sheet"]
