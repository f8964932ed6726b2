"""A place and the line for it: said at any time, since offers wait for days. A chat knows nothing of guarded cases."""

from bot.conversation import NO_NUMBERS
from bot.matching import exact
from bot.talk import Answer, Button, Question, Steps, Talk, sentence
from domain.access import ActorKind
from domain.people.numbers import holds_number
from domain.phrases import _, word
from domain.search import normalised
from domain.waiting.answering import accept_offer, decline_offer
from domain.waiting.leaving import confirm_waiting, leave_line
from domain.waiting.telling import DECLINE, LEAVE, STAY, TAKE, last_day, service_name
from domain.waiting.views import Standing, standings, to_answer_for
from models.waiting import DeclineReason, LeftWaiting

TURN = _("Which one am I in line?")
TURN_ALSO = _("my place in line, where am i in line, waiting list, how long must i wait")
NOT_IN_LINE = _("You are on no waiting list.")
NOTHING_HELD = _("No place is held now. We write to you as soon as one is free.")
OWN_TURN = _("{service}: you are number {position} in line.")
KINS_TURN = _("{name}, {service}: number {position} in line.")
A_MONTH_AGO = _("A month ago: number {position}.")
HELD = _("A place is held until {day}. Please answer with “I take the place” or “I decline the place”.")
TAKEN = _("Thank you! The place is yours: {service}. The office will call you about the contract.")
WHY = _("Why do you not take the place now? Press a button, or write it in a few words.")
REALLY = _("Do you want to stay on the waiting list?")
KEPT = _("Noted. Your turn on the list is kept.")
LEFT = _("Noted. You are no longer on the waiting list. If you need a place again, please call the office.")
STILL = _("Thank you! You stay on the waiting list.")
WHICH = _("Which waiting list do you want to leave?")
ONE_OF_OWN = _("{service}")
ONE_OF_KIN = _("{name}: {service}")
REALLY_LEAVE = _("Do you really want to leave the waiting list? Your turn is then lost.")

#: OTHER is what is written in words.
_REASONS = tuple(reason for reason in DeclineReason if reason is not DeclineReason.OTHER)


async def asked(talk: Talk, answer: Answer) -> Question | None:
    """What may be said of places at any time; None when something else was said."""
    buttons = [
        talk.button("turn", TURN, also=TURN_ALSO),
        talk.button("take", TAKE),
        talk.button("decline", DECLINE),
        talk.button("stay", STAY),
        talk.button("leave", LEAVE),
    ]
    said = exact(normalised(answer.text), buttons) if answer.text else None
    match said.key if said else None:
        case "turn":
            return await _tell_turns(talk)
        case "take":
            return await _take(talk)
        case "decline":
            return await _ask_why(talk)
        case "stay":
            return await _stay(talk)
        case "leave":
            return await _ask_whether_to_leave(talk)
    return None


async def _tell_turns(talk: Talk) -> Question:
    return await told(talk, "\n\n".join(await turns(talk)) or talk.say(NOT_IN_LINE))


async def told(talk: Talk, text: str) -> Question:
    """What was asked for, at home; where a place is held, with the two buttons for whoever may answer."""
    if talk.actor.kind is ActorKind.STRANGER or await _held(talk) is None:
        return await talk.home(text)
    return Question("waiting.held", text, (talk.button("take", TAKE), talk.button("decline", DECLINE)))


async def held_answered(talk: Talk, answer: Answer) -> Question:
    """Taken or declined."""
    return await _take(talk) if answer.key == "take" else await _ask_why(talk)


async def turns(talk: Talk) -> list[str]:
    """Of each line in which the reader's cases stand: which turn, and how it has moved. Who is new stands in none."""
    if talk.actor.kind is ActorKind.STRANGER:
        return []
    return [_turn(talk, one) for one in await standings(talk.session, talk.actor)]


def _turn(talk: Talk, one: Standing) -> str:
    phrase = KINS_TURN if talk.actor.kind is ActorKind.RELATIVE else OWN_TURN
    service = service_name(one.programme)
    lines = [sentence(talk.say(phrase, name=one.person.first_name, service=service, position=one.position))]
    if one.a_month_ago and one.a_month_ago != one.position:
        lines.append(talk.say(A_MONTH_AGO, position=one.a_month_ago))
    if one.held:
        lines.append(talk.say(HELD, day=last_day(one.held)))
    return "\n".join(lines)


async def _held(talk: Talk) -> Standing | None:
    """The place that waits for an answer of the one who is talking."""
    return next((one for one in await to_answer_for(talk.session, talk.actor) if one.held), None)


async def _take(talk: Talk) -> Question:
    one = await _held(talk)
    if one is None or one.held is None:
        return await talk.home(talk.say(NOTHING_HELD))
    await accept_offer(talk.session, talk.actor, offer_id=one.held.key)
    return await talk.home(talk.say(TAKEN, service=service_name(one.programme)))


async def _ask_why(talk: Talk) -> Question:
    one = await _held(talk)
    if one is None or one.held is None:
        return await talk.home(talk.say(NOTHING_HELD))
    reasons = tuple(Button(reason.value, sentence(word(talk.actor.language, reason))) for reason in _REASONS)
    return Question("waiting.why", talk.say(WHY), reasons, {"offer": one.held.key}, takes_words=True)


async def why_answered(talk: Talk, answer: Answer) -> Question:
    """A reason was pressed, or another written; an ЕГН is not kept, and the question is put again."""
    if not answer.key and holds_number(answer.text):
        return (await _ask_why(talk)).after(talk.say(NO_NUMBERS))
    reason = DeclineReason(answer.key) if answer.key else DeclineReason.OTHER
    facts = {"offer": talk.facts["offer"], "reason": reason.value, "words": answer.text if not answer.key else ""}
    buttons = (talk.button("stay", STAY), talk.button("leave", LEAVE))
    return Question("waiting.declined", talk.say(REALLY), buttons, facts)


async def declined(talk: Talk, answer: Answer) -> Question:
    """The place goes to the next in line; the turn is kept, or given up too."""
    stays = answer.key == "stay"
    await decline_offer(
        talk.session,
        talk.actor,
        offer_id=talk.facts["offer"],
        reason=DeclineReason(talk.facts["reason"]),
        words=talk.facts["words"],
        stays=stays,
    )
    return await talk.home(talk.say(KEPT if stays else LEFT))


async def _stay(talk: Talk) -> Question:
    found = await to_answer_for(talk.session, talk.actor)
    for one in found:
        await confirm_waiting(talk.session, talk.actor, case_id=one.entry.case_id)
    return await talk.home(talk.say(STILL if found else NOT_IN_LINE))


async def _ask_whether_to_leave(talk: Talk) -> Question:
    found = await to_answer_for(talk.session, talk.actor)
    if not found:
        return await talk.home(talk.say(NOT_IN_LINE))
    if len(found) == 1:
        return _ask_really(talk, found[0].entry.case_id)
    buttons = tuple(Button(str(one.entry.case_id), _which(talk, one)) for one in found)
    return Question("waiting.which", talk.say(WHICH), buttons)


def _which(talk: Talk, one: Standing) -> str:
    phrase = ONE_OF_KIN if talk.actor.kind is ActorKind.RELATIVE else ONE_OF_OWN
    return talk.say(phrase, name=one.person.first_name, service=service_name(one.programme))


def _ask_really(talk: Talk, case_id: int) -> Question:
    buttons = (talk.button("stay", STAY), talk.button("leave", LEAVE))
    return Question("waiting.leave", talk.say(REALLY_LEAVE), buttons, {"case": case_id})


async def which_answered(talk: Talk, answer: Answer) -> Question:
    """Which list is to be left, where there are several."""
    return _ask_really(talk, int(answer.key))


async def leave_answered(talk: Talk, answer: Answer) -> Question:
    """Asked twice, since a turn that is given up is lost."""
    case_id = talk.facts["case"]
    if answer.key == "leave":
        await leave_line(talk.session, talk.actor, case_id=case_id, reason=LeftWaiting.OWN_WISH)
        return await talk.home(talk.say(LEFT))
    await confirm_waiting(talk.session, talk.actor, case_id=case_id)
    return await talk.home(talk.say(STILL))


STEPS: Steps = {
    "waiting.held": held_answered,
    "waiting.why": why_answered,
    "waiting.declined": declined,
    "waiting.which": which_answered,
    "waiting.leave": leave_answered,
}
