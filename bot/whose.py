"""Whose food is talked about: one's own, or that of somebody close."""

from dataclasses import dataclass
from typing import Any

from bot.talk import Talk
from domain.access import ActorKind
from domain.phrases import Phrase


@dataclass(frozen=True, slots=True)
class Whose:
    """A person whose food it is; without a name it is the person who is talking."""

    person_id: int
    name: str = ""
    may_order: bool = True

    def facts(self, **more: Any) -> dict[str, Any]:
        """What the next step must know."""
        return {"person": self.person_id, "name": self.name, "may_order": self.may_order, **more}

    def say(self, talk: Talk, own: Phrase, of_kin: Phrase, **values: Any) -> str:
        """A sentence said to the person, or about the person to somebody close."""
        return talk.say(of_kin, name=self.name, **values) if self.name else talk.say(own, **values)


def whose(talk: Talk) -> Whose:
    """Whose food the open question is about; a person's chat speaks of nobody else."""
    if talk.actor.kind is ActorKind.PERSON and talk.actor.number is not None:
        return Whose(talk.actor.number)
    return Whose(talk.facts["person"], talk.facts["name"], talk.facts["may_order"])
