"""Of two who save the same card, the second is told: see `domain.versions`."""

from domain.versions import demand_version, flush_or_stale

__all__ = ["demand_version", "flush_or_stale"]
