"""One stop in one message that fits the screen: the door first, then what is brought, then the way."""

from datetime import date
from html import escape

from bot.talk import Button, Question, Talk
from domain.addresses import address_line
from domain.deliveries import StopNow
from domain.phrases import Phrase, Plural, _, _n, hour_words, say_n, word
from domain.routes.cards import Boxes, Eater, StopCard
from models.people import Diet

HEAD = _("<b>{number} of {stops}</b> · about {hour}")
NOTED = _("✍️ Noted: {outcome}, {hour}")
BELL = _("🔔 bell “{bell}”")
NAVIGATE = _("Drive to the entrance")
WHAT_HAPPENED = _("Stop {number}: what happened at the door?")

#: What is on a button with the number of its stop, and the other words for it.
DELIVERED = _("{number} ✅ Delivered")
NOT_OPENED = _("{number} 🚪 Not opened")
OTHER = _("{number} ⚠️ Other")
DELIVERED_ALSO = _("{number} given, {number} done, {number} left")
NOT_OPENED_ALSO = _("{number} nobody, {number} nobody opens, {number} no answer")
OTHER_ALSO = _("{number} problem")
BACK = _("⬅️ Back")
NEXT = _("➡️ Next")
LIST = _("📋 List")
LIST_ALSO = _("whole list, all, stops")
OFFICE = _("☎️ Office")
OFFICE_ALSO = _("call, call me, phone, dispatcher")

_BOXES: dict[Diet, Plural] = {
    Diet.GENERAL: _n("{n} general", "{n} general ones"),
    Diet.DIABETIC: _n("{n} diabetic", "{n} diabetic ones"),
    Diet.VEGETARIAN: _n("{n} vegetarian", "{n} vegetarian ones"),
    Diet.GASTRO: _n("{n} gastric", "{n} gastric ones"),
}


def box_words(language: str, boxes: Boxes) -> str:
    """The boxes by diet: "1 диабетна, 2 общи"."""
    return ", ".join(say_n(language, _BOXES[diet], n) for diet, n in boxes.items())


def numbered_button(talk: Talk, key: str, number: int, phrase: Phrase, also: Phrase | None = None) -> Button:
    """A button that says for which stop it is, so that it means the same whenever it comes."""
    return Button(key, talk.say(phrase, number=number), talk.say(also, number=number) if also else "")


def outcome_buttons(talk: Talk, number: int) -> tuple[Button, ...]:
    """What can have happened at the door: three big buttons, far from the small ones."""
    return (
        numbered_button(talk, "delivered", number, DELIVERED, DELIVERED_ALSO),
        numbered_button(talk, "not_opened", number, NOT_OPENED, NOT_OPENED_ALSO),
        numbered_button(talk, "other", number, OTHER, OTHER_ALSO),
    )


def way_buttons(talk: Talk) -> tuple[Button, ...]:
    """Back and next in one row, the list and the office in another."""
    return (
        talk.button("back", BACK),
        Button("next", talk.say(NEXT), beside=True),
        talk.button("list", LIST, also=LIST_ALSO),
        Button("office", talk.say(OFFICE), talk.say(OFFICE_ALSO), beside=True),
    )


def at_stop(talk: Talk, day: date, number: int, text: str, *, html: bool = False) -> Question:
    """A message about one stop, with its keyboard."""
    return Question(
        "driver.stop",
        text,
        (*outcome_buttons(talk, number), *way_buttons(talk)),
        {"day": day.isoformat(), "number": number},
        again=talk.say(WHAT_HAPPENED, number=number),
        framed=False,
        numbered=False,
        small=True,
        html=html,
        protected=True,
    )


def show_stop(talk: Talk, now: StopNow) -> Question:
    """Everything the driver must know before this door."""
    return at_stop(talk, now.card.day, now.card.number, _text(talk, now), html=True)


def _text(talk: Talk, now: StopNow) -> str:
    card = now.card
    lines = [
        talk.say(HEAD, number=card.number, stops=now.last, hour=hour_words(card.arrives_at)),
        _noted(talk, card),
        escape(address_line(talk.actor.language, card.address)),
        talk.say(BELL, bell=escape(card.address.bell)) if card.address.bell else "",
        *(escape(line) for line in _who(card)),
        *(f"📝 {escape(note)}" for note in dict.fromkeys(eater.note for eater in card.eaters) if note),
        f"📦 <b>{box_words(talk.actor.language, card.boxes)}</b>" if card.boxes else "",
        f'🗺 <a href="{escape(card.navigate)}">{talk.say(NAVIGATE)}</a>' if card.navigate else "",
    ]
    return "\n".join(line for line in lines if line)


def _noted(talk: Talk, card: StopCard) -> str:
    if card.outcome is None or card.reported_at is None:
        return ""
    return talk.say(NOTED, outcome=word(talk.actor.language, card.outcome), hour=hour_words(card.reported_at))


def _who(card: StopCard) -> list[str]:
    """Names with phones; the phone with its country, so that a touch rings it."""
    if card.place:
        return [card.place, *([f"☎ {card.place_phone}"] if card.place_phone else [])]
    return [line for eater in card.eaters for line in (eater.name, *phones_of(eater)[:1])]


def phones_of(eater: Eater) -> list[str]:
    """Every phone of the person."""
    return [f"☎ {phone}" for phone in (eater.phone, eater.second_phone) if phone]
