"""edit*, delete* and the answer to a press: what changes a message that is already there."""

from simulator import limits
from simulator.methods.call import Call, Handler
from simulator.methods.sending import formatted_text
from simulator.refusals import bad_request
from simulator.world import Chat, Entry, Json

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current "
    "content and reply markup of the message"
)
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


def _find_own(call: Call, action: str) -> tuple[Chat, Entry]:
    if call.get("chat_id") is None or call.get("message_id") is None:
        raise bad_request("message identifier is not specified")
    chat = call.world.find_reachable_chat(call.params["chat_id"])
    entry = chat.entries.get(call.params["message_id"])
    if entry is None or entry.deleted:
        raise bad_request(f"message to {action} not found")
    return chat, entry


def edit_message_text(call: Call) -> Json:
    """editMessageText: refused when nothing would change."""
    chat, entry = _find_own(call, "edit")
    if "text" not in entry.message:
        raise bad_request("there is no text in the message to edit")
    if call.get("text") is None:
        raise bad_request("message text is empty")
    content = formatted_text(call)
    return _change(call, chat, entry, content)


def edit_message_reply_markup(call: Call) -> Json:
    """editMessageReplyMarkup: refused when nothing would change."""
    chat, entry = _find_own(call, "edit")
    kept: Json = {key: entry.message[key] for key in ("text", "entities") if key in entry.message}
    return _change(call, chat, entry, kept)


def _change(call: Call, chat: Chat, entry: Entry, content: Json) -> Json:
    if not entry.said_by_bot:
        raise bad_request("message can't be edited")
    markup = call.get("reply_markup")
    if markup is not None and "inline_keyboard" not in markup:
        raise bad_request("inline keyboard expected")
    if markup and not any(markup["inline_keyboard"]):
        markup = None
    message = {key: value for key, value in entry.message.items() if key not in {"text", "entities", "reply_markup"}}
    message |= content
    if markup:
        message["reply_markup"] = markup
    if {**message, "edit_date": None} == {**entry.message, "edit_date": None}:
        raise bad_request(NOT_MODIFIED)
    entry.message = {**message, "edit_date": int(call.world.now())}
    entry.markup = markup
    entry.edits += 1
    call.world.change_entry(chat, entry)
    return entry.message


def delete_message(call: Call) -> bool:
    """deleteMessage: only messages younger than 48 hours."""
    chat, entry = _find_own(call, "delete")
    if call.world.now() - entry.message["date"] > limits.DELETE_SECONDS:
        raise bad_request("message can't be deleted for everyone")
    entry.deleted = True
    call.world.change_entry(chat, entry)
    return True


def answer_callback_query(call: Call) -> bool:
    """answerCallbackQuery: once for each press, and not too late."""
    text = call.get("text")
    if text and len(text) > limits.CALLBACK_ANSWER_LENGTH:
        raise bad_request("MESSAGE_TOO_LONG")
    wanted = call.params["callback_query_id"]
    press = next((chat.presses[wanted] for chat in call.world.chats.values() if wanted in chat.presses), None)
    too_old = press is not None and call.world.now() - press.at > limits.PRESS_ANSWER_SECONDS
    if press is None or press.answered or too_old:
        raise bad_request(TOO_OLD)
    press.answered, press.text, press.alert = True, text, bool(call.get("show_alert"))
    call.world.tell({"kind": "answer", "chat_id": press.chat_id, "press": vars(press)})
    return True


HANDLERS: dict[str, Handler] = {
    "editMessageText": edit_message_text,
    "editMessageReplyMarkup": edit_message_reply_markup,
    "deleteMessage": delete_message,
    "answerCallbackQuery": answer_callback_query,
}
