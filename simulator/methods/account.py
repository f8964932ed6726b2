"""The bot's own account: who it is, its commands and descriptions, and what it may ask about a chat."""

import json
from typing import Any

from simulator import limits
from simulator.methods.call import Call, Handler
from simulator.refusals import bad_request
from simulator.world import Json


def get_me(call: Call) -> Json:
    """getMe."""
    return {
        **call.world.bot, "can_join_groups": True, "can_read_all_group_messages": False,
        "supports_inline_queries": False, "can_connect_to_business": False, "has_main_web_app": False,
    }  # fmt: skip


def _scope_key(call: Call) -> str:
    scope = call.get("scope") or {"type": "default"}
    return json.dumps([scope, call.get("language_code") or ""], sort_keys=True)


def set_my_commands(call: Call) -> bool:
    """setMyCommands: up to 100, each in small Latin letters."""
    commands: list[Json] = call.params["commands"]
    if len(commands) > limits.COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not limits.COMMAND.fullmatch(command["command"]):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(command["description"]) <= limits.COMMAND_DESCRIPTION_LENGTH:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    call.world.settings["commands"][_scope_key(call)] = commands
    return True


def get_my_commands(call: Call) -> list[Json]:
    """getMyCommands."""
    found: list[Json] = call.world.settings["commands"].get(_scope_key(call), [])
    return found


def delete_my_commands(call: Call) -> bool:
    """deleteMyCommands."""
    call.world.settings["commands"].pop(_scope_key(call), None)
    return True


def set_my_description(call: Call) -> bool:
    """setMyDescription: what an empty chat shows, up to 512 characters."""
    return _set_text(call, "description", limits.DESCRIPTION_LENGTH, "BOT_DESCRIPTION_INVALID")


def set_my_short_description(call: Call) -> bool:
    """setMyShortDescription: up to 120 characters."""
    return _set_text(call, "short_description", limits.SHORT_DESCRIPTION_LENGTH, "BOT_SHORT_DESCRIPTION_INVALID")


def _set_text(call: Call, name: str, most: int, refusal: str) -> bool:
    text = call.get(name) or ""
    if len(text) > most:
        raise bad_request(refusal)
    # One text is kept for all languages: the page shows one anyway, and a later default must not hide behind it.
    if text or not call.get("language_code"):
        call.world.settings[name] = text
        call.world.tell({"kind": "bot", "bot": {"description": call.world.settings["description"]}})
    return True


def get_my_description(call: Call) -> Json:
    """getMyDescription."""
    return {"description": call.world.settings["description"]}


def get_my_short_description(call: Call) -> Json:
    """getMyShortDescription."""
    return {"short_description": call.world.settings["short_description"]}


def set_chat_menu_button(call: Call) -> bool:
    """setChatMenuButton: remembered, the page has no menu button to change."""
    if call.get("chat_id") is not None:
        call.world.find_chat(call.params["chat_id"])
    call.world.settings["menu_button"] = call.get("menu_button") or {"type": "default"}
    return True


def get_chat_menu_button(call: Call) -> Json:
    """getChatMenuButton."""
    return call.world.settings["menu_button"] or {"type": "default"}


def get_chat(call: Call) -> Json:
    """getChat."""
    chat = call.world.find_chat(call.params["chat_id"])
    accepted = {
        "unlimited_gifts": False, "limited_gifts": False, "unique_gifts": False, "premium_subscription": False,
        "gifts_from_channels": False,
    }  # fmt: skip
    return {**chat.described(), "accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": accepted}


def get_file(call: Call) -> Json:
    """getFile: the path for a download, for files up to 20 MB."""
    stored = call.world.files.get(call.params["file_id"])
    if stored is None:
        raise bad_request("invalid file_id")
    if len(stored.content) > limits.DOWNLOAD_BYTES:
        raise bad_request("file is too big")
    described: dict[str, Any] = {"file_id": stored.id, "file_unique_id": f"u-{stored.id}"}
    return {**described, "file_size": len(stored.content), "file_path": stored.path}


HANDLERS: dict[str, Handler] = {
    "getMe": get_me,
    "setMyCommands": set_my_commands,
    "getMyCommands": get_my_commands,
    "deleteMyCommands": delete_my_commands,
    "setMyDescription": set_my_description,
    "getMyDescription": get_my_description,
    "setMyShortDescription": set_my_short_description,
    "getMyShortDescription": get_my_short_description,
    "setChatMenuButton": set_chat_menu_button,
    "getChatMenuButton": get_chat_menu_button,
    "getChat": get_chat,
    "getFile": get_file,
}
