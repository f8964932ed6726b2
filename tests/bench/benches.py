"""Every bench by the beginning of its figures' names."""

from collections.abc import Callable, Iterator

from tests.bench import access, auditing, bot, cases, chaos, day, outbox, panel, rights, waiting
from tests.bench.figures import Figure

BENCHES: dict[str, Callable[..., Iterator[Figure]]] = {
    "access": access.counted,
    "bot.update": bot.update,
    "day.close_orders": day.closing,
    "day.papers": day.papers,
    "day.routes": day.routes,
    "panel.people": panel.people,
    "panel.search": panel.search,
    "audit.overhead_ratio": auditing.overhead,
    "audit.verify": auditing.verified,
    "cases": cases.cases,
    "outbox": outbox.held,
    "person.export": rights.exported,
    "waiting": waiting.offers,
    "chaos": chaos.chaos,
}
