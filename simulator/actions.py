"""The acts of a person by their names in the control API."""

import base64
from collections.abc import Callable
from typing import Any

from simulator.bodies import Contact, Photo, Place, PressBody, Text, Voice
from simulator.people import People
from simulator.sounds import SILENCE
from simulator.world import Chat, Json


def _voice(people: People, chat: Chat, given: Any) -> Json:
    voice = Voice.model_validate(given)
    return people.talk(chat, voice.seconds, base64.b64decode(voice.content) if voice.content else SILENCE)


def _contact(people: People, chat: Chat, given: Any) -> Json:
    contact = Contact.model_validate(given)
    if contact.own:
        return people.share_own_contact(chat)
    return people.share_contact(chat, contact.phone, contact.first_name, contact.user_id)


def _location(people: People, chat: Chat, given: Any) -> Json:
    place = Place.model_validate(given)
    return people.share_location(chat, place.latitude, place.longitude)


def _photo(people: People, chat: Chat, given: Any) -> Json:
    photo = Photo.model_validate(given)
    return people.photograph(chat, base64.b64decode(photo.content), photo.caption)


def _press(people: People, chat: Chat, given: Any) -> Json:
    wanted = PressBody.model_validate(given)
    return vars(people.press(chat, wanted.message_id, wanted.button))


def _block(people: People, chat: Chat, _given: Any) -> Json:
    people.block(chat)
    return chat.card()


def _unblock(people: People, chat: Chat, _given: Any) -> Json:
    people.unblock(chat)
    return chat.card()


ACTIONS: dict[str, Callable[[People, Chat, Any], Json]] = {
    "say": lambda people, chat, given: people.say(chat, Text.model_validate(given).text),
    "key": lambda people, chat, given: people.press_key(chat, Text.model_validate(given).text),
    "open": lambda people, chat, given: people.open_link(chat, Text.model_validate(given).text),
    "contact": _contact,
    "location": _location,
    "voice": _voice,
    "photo": _photo,
    "press": _press,
    "block": _block,
    "unblock": _unblock,
}
