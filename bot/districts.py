"""In which district somebody lives, who is not known: buttons, groups of the alphabet, or a typed name."""

from collections.abc import Sequence

from bot.talk import Button, Question, Talk
from domain.phrases import Phrase, _
from domain.places import districts
from models.places import District

#: Districts that get a button at once; more are first parted into so many groups.
CHOICE = 6
GROUPS = 4

WHERE_IS_HELP_NEEDED = _("In which district is the help needed? Choose, or write its name.")
WHICH_OF_THESE = _("Which of these districts?")
GROUP = _("{first} – {last}")


async def ask(talk: Talk) -> Question:
    """In which district?"""
    return ask_among(talk, await districts(talk.session, talk.actor), WHERE_IS_HELP_NEEDED)


def ask_among(talk: Talk, found: Sequence[District], phrase: Phrase = WHICH_OF_THESE) -> Question:
    """Which of these?"""
    buttons = _one_by_one(found) if len(found) <= CHOICE else _in_groups(talk, found)
    return Question("newcomer.district", talk.say(phrase), buttons, takes_words=True)


async def ask_of_group(talk: Talk, keys: set[int]) -> Question:
    """Which of a group of the alphabet, each with its own button?"""
    among = [district for district in await districts(talk.session, talk.actor) if district.key in keys]
    return Question("newcomer.district", talk.say(WHICH_OF_THESE), _one_by_one(among), takes_words=True)


def _one_by_one(found: Sequence[District]) -> tuple[Button, ...]:
    return tuple(Button(str(district.key), district.name) for district in found)


def _in_groups(talk: Talk, found: Sequence[District]) -> tuple[Button, ...]:
    """Groups of the alphabet: "Банкя – Илинден"."""
    size = -(-len(found) // GROUPS)
    groups = [found[start : start + size] for start in range(0, len(found), size)]
    return tuple(
        Button(
            ",".join(str(district.key) for district in group),
            talk.say(GROUP, first=group[0].name, last=group[-1].name),
        )
        for group in groups
    )
