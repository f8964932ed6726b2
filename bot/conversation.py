"""How an answer finds its step: the same for every question of every conversation, so that nobody can get lost."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from bot.courtesy import HELLO, is_greeting, thanked
from bot.hearing import Heard, Said
from bot.matching import exact, meant, numbered
from bot.open_question import OpenQuestion
from bot.talk import CALL_ME, CALL_ME_ALSO, HOME, HOME_ALSO, Answer, Button, NotUnderstood, Question, Step, Steps, Talk
from domain.people.numbers import holds_number
from domain.phrases import DEFAULT, Phrase, _, say
from domain.search import normalised
from models.tasks import TaskKind

#: After so many answers that were not understood somebody of the office calls.
PATIENCE = 3

NOT_UNDERSTOOD = _("I did not understand you. Please press a button or write its number.")
NOT_UNDERSTOOD_HERE = _("I did not understand you.")
VOICE_PASSED_ON = _("I cannot listen to voice messages. I have told the office.")
ONLY_WORDS = _("Here I can only read words. Please press the button below.")
PAPER_PASSED_ON = _("I cannot look at pictures and papers. I have told the office.")
LOST_PASSED_ON = _("I still do not understand you. I have told the office.")
NO_NUMBERS = _("An ЕГН is never needed here, and I have not kept it. Please never write one in a chat.")
INSTEAD_OF_A_NUMBER = _("Wrote words with an ЕГН in them; the chat has not kept them.")
_PASSED_ON = {
    Said.VOICE: (TaskKind.VOICE, VOICE_PASSED_ON),
    Said.PAPER: (TaskKind.NOT_UNDERSTOOD, PAPER_PASSED_ON),
}


@dataclass(frozen=True)
class Door:
    """What one kind of actor finds in the chat: the home question, what may be said at any time, and who helps."""

    home: Callable[[Talk, str], Awaitable[Question]]
    #: A question for words or a contact that may come at any time; None when they are none of these.
    anywhere: Callable[[Talk, Answer], Awaitable[Question | None]]
    call_me: Step
    #: Opens a task for the office and says who will call; None for those who are the office themselves.
    ask_office: Callable[[Talk, TaskKind, str], Awaitable[str]] | None


class Conversation:
    """The steps of all conversations and the door of the one who is talking."""

    def __init__(self, door: Door, steps: Steps, start: Step) -> None:
        self.door = door
        self.steps = steps
        self.start = start

    async def answer(self, talk: Talk, heard: Heard, opened: OpenQuestion | None) -> OpenQuestion:
        """The next open question after what was heard."""
        if opened and opened.question.step in self.steps:
            talk.facts = opened.question.facts
        else:
            opened = None
        if heard.kind is Said.WORDS:
            return await self._words(talk, heard.text.strip(), opened)
        if heard.kind is Said.CONTACT:
            return await self._contact(talk, heard, opened)
        if heard.kind in _PASSED_ON:
            kind, phrase = _PASSED_ON[heard.kind]
            return await self._pass_on(talk, opened, kind, phrase, heard.text)
        if heard.kind is Said.PRESS:
            return OpenQuestion(await self.door.home(talk, ""))
        return await self._again(talk, opened, "")

    async def _contact(self, talk: Talk, heard: Heard, opened: OpenQuestion | None) -> OpenQuestion:
        answer = Answer(contact=heard.contact)
        if opened and opened.question.takes_contact:
            return OpenQuestion(await self._move(talk, opened, answer)())
        if found := await self.door.anywhere(talk, answer):
            return OpenQuestion(found)
        return await self._again(talk, opened, "")

    async def _words(self, talk: Talk, text: str, opened: OpenQuestion | None) -> OpenQuestion:
        if text.startswith("/"):
            return OpenQuestion(await self._command(talk, text))
        heard = normalised(text)
        move = self._pressed(talk, heard, opened)
        if move is None and opened and heard and heard == opened.said:
            return opened
        if move is None and (answered := await self._courtesy(talk, heard, opened)):
            return answered
        try:
            move = (
                move or await self._said_elsewhere(talk, text, heard, opened) or self._meant(talk, text, heard, opened)
            )
            if move is None and opened and opened.question.takes_words and text:
                move = self._move(talk, opened, Answer(text=text))
            if move:
                return OpenQuestion(await move(), said=heard)
        except NotUnderstood:
            pass
        return await self._again(talk, opened, text)

    async def _command(self, talk: Talk, text: str) -> Question:
        command, _, code = text.partition(" ")
        if command.partition("@")[0] == "/start" and code.strip():
            return await self.start(talk, Answer(text=code.strip()))
        return await self.door.home(talk, "")

    async def _courtesy(self, talk: Talk, heard: str, opened: OpenQuestion | None) -> OpenQuestion | None:
        """A greeting or thanks is answered, and what was asked stays open; a colleague's chat says its own."""
        if self.door.ask_office is None:
            return None
        if said := thanked(talk.actor.language, heard):
            return await self._stay(talk, opened, talk.say(said))
        if not is_greeting(talk.actor.language, heard):
            return None
        if opened is None or opened.question.at_home:
            return OpenQuestion(await self.door.home(talk, ""), said=heard)
        question = opened.question
        return await self._stay(talk, opened, talk.say(HELLO), question.again or question.text)

    def _pressed(self, talk: Talk, heard: str, opened: OpenQuestion | None) -> "_Move | None":
        """The button of the open question whose whole words were heard."""
        button = exact(heard, opened.question.buttons) if opened else None
        return self._move(talk, opened, _chosen(button)) if opened and button else None

    async def _said_elsewhere(self, talk: Talk, text: str, heard: str, opened: OpenQuestion | None) -> "_Move | None":
        """What may be said at any time: home, "call me", the door's own words, and the buttons of home."""
        if frame := exact(heard, (_home_button(talk), _call_button(talk))):
            return self._framed(talk, frame)
        if found := await self.door.anywhere(talk, Answer(text=text)):
            return lambda: _ready(found)
        home = opened if opened and opened.question.at_home else OpenQuestion(await self.door.home(talk, ""))
        if button := exact(heard, home.question.buttons):
            return self._move(talk, home, _chosen(button))
        return self._meant(talk, text, heard, home) if opened is None else None

    def _meant(self, talk: Talk, text: str, heard: str, opened: OpenQuestion | None) -> "_Move | None":
        """The button that was meant by its number or by a part of its words; its step reads the words as well."""
        if opened is None:
            return None
        question, language = opened.question, talk.actor.language
        counted = _counted(talk, question) if question.numbered else ()
        button = numbered(language, heard, counted) or meant(language, heard, question.buttons)
        if button and button in question.buttons:
            return self._move(talk, opened, Answer(key=button.key, text=text))
        return self._framed(talk, button) if button else None

    def _framed(self, talk: Talk, button: Button) -> "_Move":
        if button.key == "home":
            return lambda: self.door.home(talk, "")
        return lambda: self.door.call_me(talk, Answer())

    def _move(self, talk: Talk, opened: OpenQuestion, answer: Answer) -> "_Move":
        async def ask_step() -> Question:
            talk.facts = opened.question.facts
            return await self.steps[opened.question.step](talk, answer)

        return ask_step

    async def _again(self, talk: Talk, opened: OpenQuestion | None, text: str) -> OpenQuestion:
        """The question in other words; the third time somebody of the office calls."""
        if opened is None:
            return OpenQuestion(await self.door.home(talk, ""))
        count = opened.misunderstood + 1
        if count >= PATIENCE:
            return await self._pass_on(talk, opened, TaskKind.NOT_UNDERSTOOD, LOST_PASSED_ON, text)
        said = NOT_UNDERSTOOD if opened.question.numbered else NOT_UNDERSTOOD_HERE
        warned = [talk.say(NO_NUMBERS)] if holds_number(text) else []
        question = opened.put_again(_other_words(talk, opened.question), *warned, talk.say(said))
        return replace(opened, question=question, misunderstood=count)

    async def _pass_on(
        self, talk: Talk, opened: OpenQuestion | None, kind: TaskKind, said: Phrase, words: str
    ) -> OpenQuestion:
        """The office takes over, and never reads an ЕГН; who is the office reads what can be pressed here."""
        if self.door.ask_office is None:
            return OpenQuestion(await self.door.home(talk, talk.say(ONLY_WORDS)))
        warned = []
        if holds_number(words):
            warned, words = [talk.say(NO_NUMBERS)], say(DEFAULT, INSTEAD_OF_A_NUMBER)
        return await self._stay(talk, opened, *warned, talk.say(said), await self.door.ask_office(talk, kind, words))

    async def _stay(self, talk: Talk, opened: OpenQuestion | None, *said: str) -> OpenQuestion:
        """Say something and leave the question open."""
        question = opened.question if opened else await self.door.home(talk, "")
        *before, last = (text for text in said if text)
        again = question.again or question.text
        return OpenQuestion(replace(question, before=tuple(before), text=last, again=again, html=False))


_Move = Callable[[], Awaitable[Question]]


def _chosen(button: Button) -> Answer:
    return Answer(key=button.key, text=button.text)


async def _ready(question: Question) -> Question:
    return question


def _home_button(talk: Talk) -> Button:
    return talk.button("home", HOME, also=HOME_ALSO)


def _call_button(talk: Talk) -> Button:
    return talk.button("call", CALL_ME, also=CALL_ME_ALSO)


def _counted(talk: Talk, question: Question) -> tuple[Button, ...]:
    """The buttons that have a number: the question's own, then "call me"."""
    return (*question.buttons, _call_button(talk)) if question.framed else question.buttons


def _other_words(talk: Talk, question: Question) -> str:
    """The question with its buttons by their numbers."""
    text = question.again or question.text.partition("\n1 – ")[0]
    if not question.numbered:
        return text
    buttons = _counted(talk, question)
    return "\n".join([text, *(f"{number} – {button.text}" for number, button in enumerate(buttons, 1))])


def keyboard_of(talk: Talk, question: Question) -> list[list[str | dict[str, object]]]:
    """The rows of buttons under a question, one button a row where a question does not say otherwise."""
    rows: list[list[str | dict[str, object]]] = []
    for button in question.buttons:
        if not (button.beside and rows):
            rows.append([])
        rows[-1].append({"text": button.text, "contact": True} if button.asks_contact else button.text)
    if question.framed and not question.at_home:
        rows.insert(0, [talk.say(HOME)])
    if question.framed:
        rows.append([talk.say(CALL_ME)])
    return rows
