"""What the application in the chat asks and reads back: one question a message, worded for whom it is about."""

from bot.talk import Talk
from domain.applications.chat_form import LABELS, NO, SERVICE, YES, Asked, Part, Whom, of_part, part_of, questions
from domain.phones import spoken_phone
from domain.phrases import SOURCE, Phrase, _
from models.applications import Application
from models.places import Programme

PARTS: dict[Part, Phrase] = {
    Part.WHO: _("Who needs the help"),
    Part.WHERE: _("Address and phone"),
    Part.HELP: _("What help is needed"),
}
#: The question about itself, and about mother, father or somebody else where it sounds otherwise.
_QUESTIONS: dict[tuple[Asked, str], Phrase] = {
    (Asked.WHOM, ""): _("For whom is the help?"),
    (Asked.KIN, ""): _("Who is this person to you? For example: grandmother, husband, neighbour."),
    (Asked.ASKER, ""): _("And what is your name?"),
    (Asked.NAME, ""): _("What is the name of the person who needs the help? Please write the first and the last name."),
    (Asked.NAME, Whom.SELF): _("What is your name? Please write the first and the last name."),
    (Asked.NAME, Whom.MOTHER): _("What is your mother's name? Please write the first and the last name."),
    (Asked.NAME, Whom.FATHER): _("What is your father's name? Please write the first and the last name."),
    (Asked.YEAR, ""): _("In which year was this person born? Please write it in four figures, for example 1941."),
    (Asked.YEAR, Whom.SELF): _("In which year were you born? Please write it in four figures, for example 1941."),
    (Asked.YEAR, Whom.MOTHER): _("In which year was she born? Please write it in four figures, for example 1941."),
    (Asked.YEAR, Whom.FATHER): _("In which year was he born? Please write it in four figures, for example 1941."),
    (Asked.ADDRESS, ""): _("At which address is the help needed? Street and number, or estate, block and entrance."),
    (Asked.PHONE, ""): _(
        "On which phone shall we call? Send your number with the button below, or write it in figures."
    ),
    (Asked.ALONE, ""): _("Does this person live alone?"),
    (Asked.ALONE, Whom.SELF): _("Do you live alone?"),
    (Asked.ALONE, Whom.MOTHER): _("Does your mother live alone?"),
    (Asked.ALONE, Whom.FATHER): _("Does your father live alone?"),
    (Asked.NEEDS, ""): _(
        "With what is help needed? Write it in your own words, for example: shopping, cooking, cleaning."
    ),
    (Asked.SINCE, ""): _("Since when is help needed? For example: since spring, for a year."),
}
_ONE_OF_PART = _("{part}: question {n} of {count}.\n{question}")
_LINE = _("{label}: {value}")
_LATER = _("later")
_OF_SERVICE = _("Service")
_TO_BE_CHOSEN = _("the office helps to choose it")
_WHOM: dict[str, Phrase] = {
    Whom.SELF: _("for myself"),
    Whom.MOTHER: _("for my mother"),
    Whom.FATHER: _("for my father"),
    Whom.OTHER: _("for somebody else"),
}
_ALONE: dict[str, Phrase] = {YES: _("yes"), NO: _("no")}


def question_words(talk: Talk, asked: Asked, told: dict[str, str]) -> str:
    """The question by itself."""
    phrase = _QUESTIONS.get((asked, told.get(Asked.WHOM, ""))) or _QUESTIONS[asked, ""]
    return talk.say(phrase)


def numbered_words(talk: Talk, asked: Asked, told: dict[str, str]) -> str:
    """The question with its part and its place there: how much is still to come."""
    part = part_of(asked)
    among = of_part(part, told)
    return talk.say(
        _ONE_OF_PART,
        part=talk.say(PARTS[part]),
        n=among.index(asked) + 1,
        count=len(among),
        question=question_words(talk, asked, told),
    )


def answer_words(talk: Talk, asked: Asked, told: dict[str, str]) -> str:
    """An answer as it is read back."""
    value = told.get(asked, "")
    if not value:
        return talk.say(_LATER)
    if asked is Asked.PHONE:
        return spoken_phone(value)
    in_words = {Asked.WHOM: _WHOM, Asked.ALONE: _ALONE}.get(asked, {}).get(value)
    return talk.say(in_words) if in_words else value


def summary(talk: Talk, draft: Application, programme: Programme) -> str:
    """Everything that was told, a line each."""
    told = dict(draft.answers)
    service = service_words(talk, programme) if told.get(SERVICE) else talk.say(_TO_BE_CHOSEN)
    lines = [talk.say(_LINE, label=talk.say(_OF_SERVICE), value=service)]
    lines += [_line(talk, asked, told) for asked in questions(told)]
    return "\n".join(lines)


def _line(talk: Talk, asked: Asked, told: dict[str, str]) -> str:
    return talk.say(_LINE, label=talk.say(LABELS[asked]), value=answer_words(talk, asked, told))


def service_words(talk: Talk, programme: Programme) -> str:
    """The service's name in the language of who is talking."""
    return programme.name_en if talk.actor.language == SOURCE and programme.name_en else programme.name
