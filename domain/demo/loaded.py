"""What was written of the demonstration, by the codes and names of its seeds."""

from dataclasses import dataclass, field

from domain.demo import city


@dataclass
class Loaded:
    """What was written, by the codes and names of the seeds."""

    organisations: dict[str, int] = field(default_factory=dict)
    offices: dict[str, int] = field(default_factory=dict)
    kitchens: dict[str, int] = field(default_factory=dict)
    districts: dict[str, int] = field(default_factory=dict)
    programmes: dict[tuple[str, str], int] = field(default_factory=dict)
    staff: dict[str, int] = field(default_factory=dict)

    @property
    def sofia(self) -> int:
        """The organisation in which the day is played."""
        return self.organisations[city.ORGANISATIONS[0].code]


def bits(numbers: tuple[int, ...], *, first: int) -> int:
    """Numbers counted from `first` as bits."""
    return sum(1 << number - first for number in numbers)
