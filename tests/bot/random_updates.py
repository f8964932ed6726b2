"""Random updates of every kind, the same for the same seed: what people press, type and send, and what nobody would."""

import random
from typing import Any

from bot.food import STEPS as FOOD_STEPS
from domain.phrases import catalogue

USER_IDS = (11, 22, 33, 44, 55, 66, 91, 92)
SMALL_WORDS = (
    "да",
    "не",
    "добре",
    "1",
    "2",
    "3",
    "4",
    "5",
    "6",
    "0",
    "99",
    "-1",
    "първото",
    "вторник",
    "утре",
    "30.11",
)
STRANGE = (
    "", " ", "\n", "/", "/start", "/start x", "/start " + "a" * 64, "/help", "/x@bot y", "🏠", "٣", "½", "²", "\u200b",
    "'; DROP TABLE person; --", "<b>да</b>", "{name}", "%s", "\x00", "а" * 4096, "0888 123 456", "31.02", "29.2.9999",
    "99.99.9999", "31 февруари", "1 януари 0000", "от петък до понеделник",
)  # fmt: skip
#: Where random letters are taken from: Latin, Cyrillic, signs.
ALPHABETS = ((32, 126), (0x400, 0x4FF), (0x1F300, 0x1F6FF))


def updates(seed: int, count: int) -> Any:
    """So many random updates, each with its number."""
    chance = random.Random(seed)
    words = _words()
    for number in range(1, count + 1):
        yield {"update_id": seed * 1_000_000 + number, **_update(chance, words, number)}


def _words() -> list[str]:
    """Everything that stands on a button or means one, in both languages."""
    assert FOOD_STEPS  # the conversations are loaded, so that their catalogues are there
    found = set()
    for english, bulgarian in catalogue("bg").items():
        for text in (english, bulgarian):
            if isinstance(text, str) and len(text) < 200:
                found.update(part.strip() for part in text.split(","))
    return sorted(found)


def _update(chance: random.Random, words: list[str], number: int) -> dict[str, Any]:
    user_id = chance.choices(USER_IDS, (30, 20, 15, 20, 5, 3, 8, 7))[0]
    message = {"message_id": number, "date": 1764000000 + number, "chat": _chat(user_id), "from": _user(user_id)}
    kind = chance.random()
    if kind < 0.5:
        return {"message": message | {"text": _text(chance, words)}}
    if kind < 0.6:
        return {"message": message | _content(chance, user_id)}
    return chance.choice((_pressed, _edited, _in_group, _in_channel, _membership))(chance, message, user_id)


def _text(chance: random.Random, words: list[str]) -> str:
    kind = chance.random()
    if kind < 0.6:
        return chance.choice(words)
    if kind < 0.8:
        return chance.choice(SMALL_WORDS)
    if kind < 0.85:
        return chance.choice(STRANGE)
    if kind < 0.9:
        return " ".join(chance.choice(words) for _ in range(chance.randint(2, 5)))[:4096]
    return "".join(chr(chance.randint(*chance.choice(ALPHABETS))) for _ in range(chance.randint(1, 20)))


def _content(chance: random.Random, user_id: int) -> dict[str, Any]:
    file = {"file_id": "a", "file_unique_id": "b"}
    phone = chance.choice(("+359888123456", "359888123456", "0888123456", "12", ""))
    return chance.choice((
        {"voice": file | {"duration": 1}},
        {"video_note": file | {"length": 1, "duration": 1}},
        {"photo": [file | {"width": 1, "height": 1}]},
        {"document": file, "caption": "рецепта"},
        {"sticker": file | {"type": "regular", "width": 1, "height": 1, "is_animated": False, "is_video": False}},
        {"location": {"latitude": 42.6, "longitude": 23.3}},
        {"contact": {"phone_number": phone, "first_name": "x", "user_id": user_id}},
        {"contact": {"phone_number": phone, "first_name": "x"}},
        {"dice": {"emoji": "🎲", "value": 1}},
        {"pinned_message": {"message_id": 1, "date": 0, "chat": _chat(user_id)}},
        {},
    ))  # fmt: skip


def _pressed(chance: random.Random, message: dict[str, Any], user_id: int) -> dict[str, Any]:
    data = chance.choice(("v1:x:1", "", "🍲"))
    return {
        "callback_query": {"id": "1", "from": _user(user_id), "chat_instance": "1", "data": data, "message": message}
    }


def _edited(_chance: random.Random, message: dict[str, Any], _user_id: int) -> dict[str, Any]:
    return {"edited_message": message | {"text": "да", "edit_date": 1764000000}}


def _in_group(_chance: random.Random, message: dict[str, Any], _user_id: int) -> dict[str, Any]:
    return {"message": message | {"chat": {"id": -7, "type": "supergroup", "title": "x"}, "text": "храна"}}


def _in_channel(_chance: random.Random, message: dict[str, Any], _user_id: int) -> dict[str, Any]:
    return {"channel_post": message | {"chat": {"id": -8, "type": "channel", "title": "x"}, "text": "храна"}}


def _membership(chance: random.Random, message: dict[str, Any], user_id: int) -> dict[str, Any]:
    bot = {"id": 1, "is_bot": True, "first_name": "bot"}
    new = chance.choice(({"status": "member"}, {"status": "kicked", "until_date": 0}, {"status": "left"}))
    changed = {"chat": message["chat"], "from": message["from"], "date": 0}
    return {"my_chat_member": changed | {"old_chat_member": {"user": bot, "status": "member"},
                                         "new_chat_member": {"user": bot} | new}}  # fmt: skip


def _chat(user_id: int) -> dict[str, Any]:
    return {"id": user_id, "type": "private", "first_name": "x"}


def _user(user_id: int) -> dict[str, Any]:
    return {"id": user_id, "is_bot": False, "first_name": "x"}
