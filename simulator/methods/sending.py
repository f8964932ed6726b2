"""send*: a new message in a chat."""

from simulator import limits
from simulator.formatting import read_formatted, utf16_length
from simulator.methods.call import Call, Handler, Upload
from simulator.pictures import picture_size
from simulator.refusals import Refused, bad_request
from simulator.world import Chat, Entry, Json, StoredFile


def formatted_text(call: Call) -> Json:
    """The text of a message: 1-4096 characters after its formatting is read."""
    text, entities = read_formatted(call.params["text"], call.get("parse_mode"), call.get("entities"))
    text = text.rstrip()
    if not text.strip():
        raise bad_request("message text is empty")
    if utf16_length(text) > limits.TEXT_LENGTH:
        raise bad_request("message is too long")
    return {"text": text, **_entities("entities", entities, text)}


def formatted_caption(call: Call) -> Json:
    """The caption of a file: up to 1024 characters."""
    given = call.get("caption")
    if not given:
        return {}
    caption, entities = read_formatted(given, call.get("parse_mode"), call.get("caption_entities"))
    if utf16_length(caption) > limits.CAPTION_LENGTH:
        raise bad_request("message caption is too long")
    return {"caption": caption, **_entities("caption_entities", entities, caption)}


def _entities(field: str, entities: list[Json], text: str) -> Json:
    length = utf16_length(text)
    kept = [dict(one, length=min(one["length"], length - one["offset"])) for one in entities if one["offset"] < length]
    return {field: kept[: limits.ENTITIES]} if kept else {}


def send_message(call: Call) -> Json:
    """sendMessage."""
    return _deliver(call, formatted_text(call))


def _deliver(call: Call, content: Json) -> Json:
    chat = call.world.find_reachable_chat(call.params["chat_id"])
    message: Json = {
        "message_id": chat.next_id(),
        "from": call.world.bot,
        "chat": chat.described(),
        "date": int(call.world.now()),
        **content,
        **_reply(call, chat),
    }
    if call.get("protect_content"):
        message["has_protected_content"] = True
    markup = call.get("reply_markup")
    if markup and "inline_keyboard" in markup:
        message["reply_markup"] = markup
    _change_keyboard(chat, markup)
    entry = Entry(message, said_by_bot=True, markup=markup, silent=bool(call.get("disable_notification")))
    call.world.add_entry(chat, entry)
    return message


def _change_keyboard(chat: Chat, markup: Json | None) -> None:
    if not markup:
        return
    if "keyboard" in markup:
        chat.keyboard = markup
    elif "remove_keyboard" in markup:
        chat.keyboard = None


def _reply(call: Call, chat: Chat) -> Json:
    wanted = call.get("reply_parameters") or {"message_id": call.get("reply_to_message_id")}
    if wanted.get("message_id") is None:
        return {}
    entry = chat.entries.get(wanted["message_id"])
    if entry is not None and not entry.deleted:
        answered = {key: value for key, value in entry.message.items() if key != "reply_to_message"}
        return {"reply_to_message": answered}
    if wanted.get("allow_sending_without_reply") or call.get("allow_sending_without_reply"):
        return {}
    raise bad_request("message to be replied not found")


def take_file(call: Call, kind: str) -> StoredFile:
    """The file of a call: uploaded now, or one that was uploaded before, by its identifier."""
    upload = _find_upload(call, kind)
    if upload is None:
        stored = call.world.files.get(str(call.params[kind]))
        if stored is None:
            raise bad_request("wrong file identifier/HTTP URL specified")
        return stored
    if not upload.content:
        raise bad_request("file must be non-empty")
    if len(upload.content) > limits.UPLOAD_BYTES:
        raise Refused(413, "Request Entity Too Large")
    return call.world.keep_file(kind, upload.content, upload.mime_type, upload.name)


def _find_upload(call: Call, kind: str) -> Upload | None:
    given = call.params.get(kind)
    if isinstance(given, str) and given.startswith("attach://"):
        return call.uploads.get(given.removeprefix("attach://"))
    return call.uploads.get(kind)


def described_file(stored: StoredFile) -> Json:
    """A file as Telegram writes it into messages."""
    return {"file_id": stored.id, "file_unique_id": f"u-{stored.id}", "file_size": len(stored.content)}


def send_photo(call: Call) -> Json:
    """sendPhoto: up to 10 MB, and really a picture."""
    call.world.find_reachable_chat(call.params["chat_id"])
    stored = take_file(call, "photo")
    if len(stored.content) > limits.PHOTO_BYTES:
        raise bad_request("file is too big")
    size = picture_size(stored.content)
    if size is None:
        raise bad_request("IMAGE_PROCESS_FAILED")
    photo = {**described_file(stored), "width": size[0], "height": size[1]}
    return _deliver(call, {"photo": [photo], **formatted_caption(call)})


def send_document(call: Call) -> Json:
    """sendDocument."""
    call.world.find_reachable_chat(call.params["chat_id"])
    stored = take_file(call, "document")
    document = {**described_file(stored), "mime_type": stored.mime_type}
    if stored.name:
        document["file_name"] = stored.name
    return _deliver(call, {"document": document, **formatted_caption(call)})


def send_voice(call: Call) -> Json:
    """sendVoice."""
    call.world.find_reachable_chat(call.params["chat_id"])
    stored = take_file(call, "voice")
    voice = {**described_file(stored), "mime_type": stored.mime_type, "duration": call.get("duration", 0)}
    return _deliver(call, {"voice": voice, **formatted_caption(call)})


def send_location(call: Call) -> Json:
    """sendLocation."""
    latitude, longitude = float(call.params["latitude"]), float(call.params["longitude"])
    if not -90 <= latitude <= 90 or not -180 <= longitude <= 180:
        raise bad_request("wrong latitude or longitude specified")
    return _deliver(call, {"location": {"latitude": latitude, "longitude": longitude}})


def send_contact(call: Call) -> Json:
    """sendContact."""
    names = ("phone_number", "first_name", "last_name", "vcard")
    contact = {name: call.params[name] for name in names if call.get(name)}
    if "phone_number" not in contact:
        raise bad_request("phone number is empty")
    if "first_name" not in contact:
        raise bad_request("first name is empty")
    return _deliver(call, {"contact": contact})


def send_chat_action(call: Call) -> bool:
    """sendChatAction: shown in the chat for some seconds."""
    chat = call.world.find_reachable_chat(call.params["chat_id"])
    call.world.tell({"kind": "action", "chat_id": chat.id, "action": call.params["action"]})
    return True


HANDLERS: dict[str, Handler] = {
    "sendMessage": send_message,
    "sendPhoto": send_photo,
    "sendDocument": send_document,
    "sendVoice": send_voice,
    "sendLocation": send_location,
    "sendContact": send_contact,
    "sendChatAction": send_chat_action,
}
