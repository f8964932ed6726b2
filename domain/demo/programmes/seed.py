"""The form of one line of the catalogue."""

from dataclasses import dataclass

from models.places import ProgrammeKind, RuleSet

_MUNICIPAL = (
    ProgrammeKind.MEALS,
    ProgrammeKind.HOUSEHOLD,
    ProgrammeKind.MEDICAL,
    ProgrammeKind.SOCIAL,
    ProgrammeKind.LEGAL,
)
_DELEGATED = (ProgrammeKind.ASSISTANCE, ProgrammeKind.CHILDREN, ProgrammeKind.RESIDENTIAL)
_RULES = dict.fromkeys(_MUNICIPAL, RuleSet.MUNICIPAL) | dict.fromkeys(_DELEGATED, RuleSet.DELEGATED)


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
    opened: bool = False  #: to everybody, without directing
    secrecy: str = ""  #: "sealed" for adoption and violence, "child" where the kind does not say it
    part_of: str = ""  #: the code of the centre that counts the cases of its services together

    @property
    def rules(self) -> RuleSet:
        """The procedure: the municipality's own, that of the act for what the state has delegated, or none."""
        return RuleSet.OPEN if self.opened else _RULES.get(self.kind, RuleSet.NONE)

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
            "secrecy": self.secrecy,
            "part_of": self.part_of,
        }
        return {name: value for name, value in named.items() if value}
