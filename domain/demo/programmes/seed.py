"""The form of one line of the catalogue."""

from dataclasses import dataclass

from models.places import ProgrammeKind


@dataclass(frozen=True, slots=True)
class ProgrammeSeed:
    """One line of the catalogue; `verbatim` is the source's sentence where the name is our short one."""

    organisation: str
    code: str
    name: str
    name_en: str
    kind: ProgrammeKind
    capacity: int | None = None
    verbatim: str = ""
    target: str = ""
    decides: str = ""
    financing: str = ""
    season: str = ""
    hours: str = ""
    note: str = ""

    @property
    def facts(self) -> dict[str, str]:
        """What the source says beside name and capacity, without the empty fields."""
        named = {
            "verbatim": self.verbatim,
            "target": self.target,
            "decides": self.decides,
            "financing": self.financing,
            "season": self.season,
            "hours": self.hours,
            "note": self.note,
        }
        return {name: value for name, value in named.items() if value}
