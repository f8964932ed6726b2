"""What the social survey asks and the needs assessment scores, as data; another question is another line here."""

from dataclasses import dataclass

from domain.phrases import Phrase, _


@dataclass(frozen=True)
class Question:
    """One question of the survey: answered in words, or with one of `choices`."""

    key: str
    asks: Phrase
    choices: tuple[tuple[str, Phrase], ...] = ()
    #: Without an answer the survey cannot be finished.
    required: bool = False


@dataclass(frozen=True)
class Part:
    """Questions that belong together."""

    heading: Phrase
    questions: tuple[Question, ...]


_YES_NO = (("yes", _("yes")), ("no", _("no")))
_HOME = (
    ("own", _("own home")),
    ("relatives", _("home of relatives")),
    ("rented", _("rented")),
    ("municipal", _("municipal")),
    ("none", _("no home")),
)
_WALKING = (
    ("alone", _("alone")),
    ("aid", _("with a stick or a walker")),
    ("person", _("with another person's help")),
    ("not", _("does not walk")),
)
_DISABILITY = (
    ("none", _("no decision")),
    ("waiting", _("is waiting for one")),
    ("under_50", _("under 50 %")),
    ("from_50", _("50 to 70 %")),
    ("from_71", _("71 to 90 %")),
    ("over_90", _("over 90 %")),
)
_HEATING = (
    ("central", _("central heating")),
    ("electricity", _("electricity")),
    ("wood", _("wood or coal")),
    ("gas", _("gas")),
    ("none", _("none")),
)

#: The social survey (социална анкета), in the order in which it is talked through at the kitchen table.
SURVEY: tuple[Part, ...] = (
    Part(
        _("The person's wish"),
        (
            Question("wish", _("What does the person want, in their own words?"), required=True),
            Question("has_now", _("Which services and whose help does the person have now?")),
        ),
    ),
    Part(
        _("Family and close people"),
        (
            Question("lives_alone", _("Does the person live alone?"), _YES_NO, required=True),
            Question("household", _("Who else lives in the home?")),
            Question("contacts", _("Who calls or visits, and how often?")),
        ),
    ),
    Part(
        _("The home"),
        (
            Question("home", _("Whose is the home?"), _HOME),
            Question("floor", _("Which floor, and is there a lift?")),
            Question("heating", _("What heats the home?"), _HEATING),
            Question("water_inside", _("Are water and toilet inside?"), _YES_NO),
            Question("dangers", _("What is dangerous: stove, gas, stairs, nights alone?")),
        ),
    ),
    Part(
        _("Health and everyday life"),
        (
            Question("health", _("Health, as the person tells it")),
            Question("disability", _("Decision of ТЕЛК or НЕЛК"), _DISABILITY),
            Question("walking", _("How does the person walk?"), _WALKING),
            Question("aids", _("Which aids: glasses, hearing aid, walker, wheelchair?")),
            Question("food", _("Who shops and cooks now, and what must not be eaten?")),
            Question("care", _("Who helps with washing, dressing, medicines?")),
        ),
    ),
    Part(
        _("Income"),
        (Question("income", _("Income in a month, as told")), Question("costs", _("What is it not enough for?"))),
    ),
    Part(_("What the worker saw"), (Question("seen", _("What was seen, apart from what was told"), required=True),)),
)
QUESTIONS: dict[str, Question] = {one.key: one for part in SURVEY for one in part.questions}
LONGEST_ANSWER = 2000

#: The domains of life that every assessment scores, and in which a plan sets its goals.
LIFE_DOMAINS: dict[str, Phrase] = {
    "mobility": _("Moving about"),
    "self_care": _("Washing, dressing, toilet"),
    "household": _("Housework and shopping"),
    "food": _("Food"),
    "health": _("Health, as told"),
    "contacts": _("Contacts with people"),
    "safety": _("Safety at home"),
    "housing": _("The home"),
    "income": _("Income"),
}
#: How much help is needed in a domain of life: more points, more help.
SCORES: dict[int, Phrase] = {
    0: _("manages alone"),
    1: _("needs a reminder or a little help"),
    2: _("needs help several times a week"),
    3: _("needs help every day"),
    4: _("cannot do without another person"),
}
