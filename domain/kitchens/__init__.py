"""What a kitchen cooks, packs and sends on a day."""

from domain.kitchens.sheet import kitchen_sheet, kitchens_today, labels_of
from domain.kitchens.views import (
    KitchenSheet,
    KitchenToday,
    Label,
    PackingRoute,
    PackingStop,
    SheetLine,
    SiteLoad,
    Unrouted,
)

__all__ = [
    "KitchenSheet",
    "KitchenToday",
    "Label",
    "PackingRoute",
    "PackingStop",
    "SheetLine",
    "SiteLoad",
    "Unrouted",
    "kitchen_sheet",
    "kitchens_today",
    "labels_of",
]
