"""The buttons under the questions of an application in the chat."""

from dataclasses import replace

from bot.talk import Button, Talk
from domain.applications.chat_form import NO, YES, Asked, Told, Whom
from domain.phrases import _

LATER = _("🤷 I do not know, later")
LATER_ALSO = _("i do not know, do not know, later, skip, next")
KEEP = _("👌 Leave it so")
KEEP_ALSO = _("keep, leave it, so be it, next")
BACK = _("⬅️ Back")
BACK_ALSO = _("back, before, the one before")

SELF, SELF_ALSO = _("🙋 For me"), _("me, for me, myself, i")
MOTHER, MOTHER_ALSO = _("👩 For my mother"), _("mother, mum, for mother, for mum, my mother")
FATHER, FATHER_ALSO = _("👨 For my father"), _("father, dad, for father, for dad, my father")
OTHER = _("👥 For somebody else")
OTHER_ALSO = _("other, somebody else, grandmother, grandfather, husband, wife, neighbour")
ALONE, ALONE_ALSO = _("✅ Yes, alone"), _("yes, alone, lives alone")
TOGETHER, TOGETHER_ALSO = _("❌ No, with others"), _("no, not alone, with others, together")
SHARE = _("📱 Send my phone number")


def buttons_of(talk: Talk, asked: Asked, told: Told) -> tuple[Button, ...]:
    """The choices of a question, then "later" (or "leave it so", where it was answered) and "back" in one row."""
    if told.get(asked):
        way_on = talk.button("keep", KEEP, also=KEEP_ALSO)
    else:
        way_on = talk.button("later", LATER, also=LATER_ALSO)
    return (*_choices(talk, asked), way_on, replace(back(talk), beside=True))


def _choices(talk: Talk, asked: Asked) -> tuple[Button, ...]:
    match asked:
        case Asked.WHOM:
            father = talk.button(Whom.FATHER, FATHER, also=FATHER_ALSO)
            return (
                talk.button(Whom.SELF, SELF, also=SELF_ALSO),
                talk.button(Whom.MOTHER, MOTHER, also=MOTHER_ALSO),
                replace(father, beside=True),
                talk.button(Whom.OTHER, OTHER, also=OTHER_ALSO),
            )
        case Asked.ALONE:
            return talk.button(YES, ALONE, also=ALONE_ALSO), talk.button(NO, TOGETHER, also=TOGETHER_ALSO)
        case Asked.PHONE:
            return (talk.button("share", SHARE, asks_contact=True),)
    return ()


def back(talk: Talk) -> Button:
    """To the question before."""
    return talk.button("back", BACK, also=BACK_ALSO)
