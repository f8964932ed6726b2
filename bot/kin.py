"""Who of one's people may see and order: the person gives the rights and takes them back."""

from bot.talk import Answer, Button, Question, Steps, Talk
from bot.whose import Whose
from domain.links.knowing import first_name
from domain.phrases import Phrase, _, word
from domain.relatives import Kin, allow, kin_of
from models.people import Kinship

#: Relatives who get a button; for more the office is there.
CHOICE = 4

NOBODY = _("No relatives are written down. To add somebody, press “Call me”.")
WHOM = _("Whose rights shall we change?")
ONE = _("{name}, {kind}")
MAY_ORDER = _("{name} sees your food, may order it, and is told.")
MAY_SEE = _("{name} sees your food and is told.")
MAY_SEE_QUIETLY = _("{name} sees your food.")
MAY_NOTHING = _("{name} sees nothing.")
WHAT_NOW = _("What may {name} do?")
SEE_AND_ORDER = _("🍲 See and order")
SEE_AND_BE_TOLD = _("👀 See and be told")
ONLY_SEE = _("🔕 Only see")
NOTHING = _("🚫 Nothing")
NOTHING_ALSO = _("no, stop, none")

#: What may be seen, what ordered, and whether the relative is told.
RIGHTS: dict[str, tuple[bool, bool, bool]] = {
    "order": (True, True, True),
    "told": (True, False, True),
    "see": (True, False, False),
    "nothing": (False, False, False),
}


async def ask_whom(talk: Talk, person: Whose) -> Question:
    """Which relative?"""
    found = (await kin_of(talk.session, talk.actor, person_id=person.person_id))[:CHOICE]
    if not found:
        return await talk.home(talk.say(NOBODY))
    return Question("kin.whom", talk.say(WHOM), tuple(_button(talk, kin) for kin in found), person.facts())


def _button(talk: Talk, kin: Kin) -> Button:
    kind = word(talk.actor.language, kin.kinship.kind)
    name = first_name(kin.relative.name)
    return Button(str(kin.relative.key), talk.say(ONE, name=name, kind=kind), name)


async def whom_answered(talk: Talk, answer: Answer) -> Question:
    """What the relative may do now, and what it could be."""
    found = await kin_of(talk.session, talk.actor, person_id=talk.facts["person"])
    chosen = next((kin for kin in found if str(kin.relative.key) == answer.key), None)
    if chosen is None:
        return await talk.home()
    name = first_name(chosen.relative.name)
    buttons = (
        talk.button("order", SEE_AND_ORDER),
        talk.button("told", SEE_AND_BE_TOLD),
        talk.button("see", ONLY_SEE),
        talk.button("nothing", NOTHING, also=NOTHING_ALSO),
    )
    facts = {"relative": chosen.relative.key}
    question = Question("kin.rights", talk.say(WHAT_NOW, name=name), buttons, facts)
    return question.after(talk.say(_now(chosen.kinship), name=name))


def _now(kinship: Kinship) -> Phrase:
    if kinship.may_order:
        return MAY_ORDER
    if kinship.may_see:
        return MAY_SEE if kinship.is_told else MAY_SEE_QUIETLY
    return MAY_NOTHING


async def rights_answered(talk: Talk, answer: Answer) -> Question:
    """The rights are given or taken back."""
    may_see, may_order, is_told = RIGHTS[answer.key]
    kin = await allow(
        talk.session,
        talk.actor,
        relative_id=talk.facts["relative"],
        may_see=may_see,
        may_order=may_order,
        is_told=is_told,
    )
    return await talk.home(talk.say(_now(kin.kinship), name=first_name(kin.relative.name)))


STEPS: Steps = {"kin.whom": whom_answered, "kin.rights": rights_answered}
