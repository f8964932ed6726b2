"""Invented places that take many portions in one load, under the two programmes of Sofia that cook for such places."""

from dataclasses import dataclass
from datetime import time


@dataclass(frozen=True, slots=True)
class SiteSeed:
    """A shelter, canteen or club; the address is made up."""

    name: str
    programme: str
    district: str
    street: str
    number: str
    portions: int
    opens: time = time(10, 30)
    closes: time = time(13, 0)


SITES = (
    SiteSeed("Кризисен център „Примерен“", "P08", "Сердика", "ул. Измислена", "4", 36),
    SiteSeed("Център за временно настаняване „Пример“", "P08", "Подуяне", "ул. Примерна", "18", 44),
    SiteSeed("Обществена трапезария „Пример – Люлин“", "P09", "Люлин", "ул. Примерна", "7", 52),
    SiteSeed("Обществена трапезария „Пример – Младост“", "P09", "Младост", "ул. Измислена", "21", 48),
)
