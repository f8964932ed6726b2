"""The count at the cut-off: what the kitchens cook for a day."""

from domain.closing.day import Clash, Closed, close_orders

__all__ = ["Clash", "Closed", "close_orders"]
