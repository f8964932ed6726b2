"""A figure, the bar it is held to, and the line that shows both."""

from collections.abc import Callable
from dataclasses import dataclass
from operator import eq, ge, le


@dataclass(frozen=True)
class Bar:
    """What a figure must be: at most, at least or exactly so much."""

    sign: str
    value: float

    def holds(self, value: float) -> bool:
        """Whether a value is on the right side."""
        signs: dict[str, Callable[[float, float], bool]] = {"<=": le, ">=": ge, "=": eq}
        return signs[self.sign](value, self.value)

    def __str__(self) -> str:
        return f"{self.sign} {self.value:g}"


BARS = {
    "access.cells": Bar(">=", 500),
    "bot.update.cpu_ratio.sqlite": Bar("<=", 2.0),
    "bot.update.cpu_ratio.postgresql": Bar("<=", 2.0),
    "day.close_orders.3000.cpu_s": Bar("<=", 1.0),
    "day.close_orders.growth": Bar("<=", 20),
    "day.papers.3000.cpu_s": Bar("<=", 5),
    "day.routes.1658.wall_s": Bar("<=", 120),
    "day.routes.1658.broken_rules": Bar("=", 0),
    "day.routes.1658.unplaced": Bar("=", 0),
    "panel.people.100000.cpu_ms": Bar("<=", 60),
    "panel.people.100000.kb": Bar("<=", 100),
    "panel.people.queries_growth": Bar("=", 0),
    "panel.search.100000.ms": Bar("<=", 100),
    "audit.overhead_ratio": Bar("<=", 1.5),
    "audit.verify.s": Bar("<=", 60),
    "cases.board.cpu_ms": Bar("<=", 60),
    "cases.card.cpu_ms": Bar("<=", 60),
    "cases.card.queries_growth": Bar("=", 0),
    "cases.search.ms": Bar("<=", 150),
    "outbox.rate": Bar(">=", 24),
    "outbox.refused": Bar("=", 0),
    "person.export.s": Bar("<=", 5),
    "waiting.offers_given": Bar("=", 10),
    "chaos.kills": Bar(">=", 200),
    "chaos.lost": Bar("=", 0),
    "chaos.doubled": Bar("=", 0),
}


@dataclass(frozen=True)
class Figure:
    """One measured value."""

    name: str
    value: float
    unit: str

    @property
    def bar(self) -> Bar | None:
        """What it is held to; a figure of another size than the usual one is held to nothing."""
        return BARS.get(self.name)

    @property
    def over(self) -> bool:
        """Whether it misses its bar."""
        return self.bar is not None and not self.bar.holds(self.value)

    def line(self) -> str:
        """Name, value, unit, and how it stands to its bar."""
        value = f"{self.value:.0f}" if float(self.value).is_integer() else f"{self.value:.3g}"
        verdict = f"({self.bar}) {'OVER' if self.over else 'ok'}" if self.bar else ""
        return f"{self.name:36} {value:>8} {self.unit:12} {verdict}".rstrip()
