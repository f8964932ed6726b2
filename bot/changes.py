"""What is seldom changed about food: stopping for some days, the weekly order, and who else may order."""

from bot import kin, pausing, weekly
from bot.talk import Answer, Button, Question, Steps, Talk
from bot.whose import Whose, whose
from domain.access import ActorKind
from domain.phrases import _

WHAT = _("What shall we change?")
STOP = _("⏸ Stop the food for some days")
STOP_ALSO = _("stop, pause, hospital, away")
RESUME = _("▶️ Bring food again")
RESUME_ALSO = _("again, bring, i am back, resume")
WEEKLY = _("📆 Food every week")
WEEKLY_ALSO = _("week, every week, weekly")
KIN = _("👪 Who may order for me")
KIN_ALSO = _("relatives, family, who, my people")


def ask_change(talk: Talk, person: Whose, *, paused: bool) -> Question:
    """The seldom changes; the rights of relatives are given by the person alone."""
    stop, resume, *others = buttons_of(talk)
    return Question("changes.what", talk.say(WHAT), (resume if paused else stop, *others), person.facts())


def buttons_of(talk: Talk) -> list[Button]:
    """Every change there is for who is talking."""
    buttons = [
        talk.button("stop", STOP, also=STOP_ALSO),
        talk.button("resume", RESUME, also=RESUME_ALSO),
        talk.button("weekly", WEEKLY, also=WEEKLY_ALSO),
    ]
    if talk.actor.kind is ActorKind.PERSON:
        buttons.append(talk.button("kin", KIN, also=KIN_ALSO))
    return buttons


async def what_answered(talk: Talk, answer: Answer) -> Question:
    """Where the chosen change is made."""
    person = whose(talk)
    match answer.key:
        case "stop":
            return pausing.ask_reason(talk, person)
        case "resume":
            return await pausing.resume(talk, person)
        case "weekly":
            return await weekly.ask_weekdays(talk, person)
    return await kin.ask_whom(talk, person)


STEPS: Steps = {"changes.what": what_answered}
