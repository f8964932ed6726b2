"""The open question of a chat, as the database keeps it between two updates."""

from dataclasses import dataclass, replace
from typing import Any

from bot.talk import Button, Question

_SWITCHES = ("takes_words", "takes_contact", "framed", "at_home", "numbered", "small", "html", "protected")


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question that was put, how often its answer was not understood, and what was answered just before it."""

    question: Question
    misunderstood: int = 0
    #: The normalised words that led here: said once more, they change nothing.
    said: str = ""

    @property
    def place(self) -> tuple[str, str]:
        """Flow and step, as the dialogue's row names them."""
        flow, _, step = self.question.step.partition(".")
        return flow, step

    def facts(self) -> dict[str, Any]:
        """Everything of the question that must outlive this update."""
        question = self.question
        usual = Question("", "")
        return {
            "text": question.text,
            "buttons": [
                [button.key, button.text, button.also, button.asks_contact, button.beside]
                for button in question.buttons
            ],
            "facts": dict(question.facts),
            "again": question.again,
            "said": self.said,
            **{name: value for name in _SWITCHES if (value := getattr(question, name)) != getattr(usual, name)},
        }

    def put_again(self, text: str, *before: str) -> Question:
        """The same question with other words."""
        return replace(self.question, text=text, before=before)


def opened(flow: str, step: str, kept: dict[str, Any], misunderstood: int) -> OpenQuestion:
    """The question that was kept. What an older program did not keep takes its usual value."""
    given = {name: kept[name] for name in _SWITCHES if name in kept}
    question = Question(
        f"{flow}.{step}",
        kept.get("text", ""),
        tuple(Button(*button) for button in kept.get("buttons", ())),
        kept.get("facts", {}),
        again=kept.get("again", ""),
        **given,
    )
    return OpenQuestion(question, misunderstood, kept.get("said", ""))
