"""Lists of the panel as spreadsheets, each below the page that shows it and with the same address after the "?"."""

from admin.spreadsheets import lists, places

__all__ = ["lists", "places"]
