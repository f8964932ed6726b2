"""Rules of keyboards that their types do not say: lengths, rows, and what a button does."""

from typing import Any

from simulator import limits
from simulator.refusals import bad_request

Markup = dict[str, Any]
Button = dict[str, Any]

_INLINE_ACTIONS = (
    "url", "callback_data", "web_app", "login_url", "switch_inline_query", "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat", "copy_text", "callback_game", "pay", "disabled",
)  # fmt: skip


def check_lengths(markup: Markup) -> None:
    """Refuse a keyboard that Telegram would refuse, in its words."""
    if "inline_keyboard" in markup:
        _check_inline(markup["inline_keyboard"])
    elif "keyboard" in markup:
        _check_reply(markup["keyboard"])
    placeholder = markup.get("input_field_placeholder")
    if placeholder is not None and not 1 <= len(placeholder) <= limits.PLACEHOLDER_LENGTH:
        raise bad_request("input field placeholder must be 1-64 characters long")


def _check_inline(rows: list[list[Button]]) -> None:
    if sum(len(row) for row in rows) > limits.INLINE_BUTTONS or any(
        len(row) > limits.INLINE_BUTTONS_A_ROW for row in rows
    ):
        raise bad_request("reply markup is too long")
    for row in rows:
        for button in row:
            _check_inline_button(button)


def _check_inline_button(button: Button) -> None:
    _check_face(button, "inline keyboard button")
    actions = [name for name in _INLINE_ACTIONS if button.get(name) is not None]
    if not actions:
        raise bad_request("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise bad_request("can't parse inline keyboard button: exactly one action must be used")
    data = button.get("callback_data")
    if data is not None and not 1 <= len(data.encode()) <= limits.CALLBACK_DATA_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")
    copied = button.get("copy_text")
    if copied is not None and not 1 <= len(copied["text"]) <= limits.COPY_TEXT_LENGTH:
        raise bad_request("BUTTON_COPY_TEXT_INVALID")


def _check_reply(rows: list[list[Button]]) -> None:
    if sum(len(row) for row in rows) > limits.REPLY_BUTTONS or any(
        len(row) > limits.REPLY_BUTTONS_A_ROW for row in rows
    ):
        raise bad_request("reply markup is too long")
    if not any(rows):
        raise bad_request("reply keyboard must have at least one button")
    for row in rows:
        for button in row:
            _check_face(button, "keyboard button")


def _check_face(button: Button, kind: str) -> None:
    if not button["text"].strip():
        raise bad_request(f"can't parse {kind}: text must be non-empty")
    style = button.get("style")
    if style is not None and style not in limits.BUTTON_STYLES:
        raise bad_request(f"can't parse {kind}: invalid button style specified")


def find_key(markup: Markup | None, text: str) -> Button | None:
    """The button of a reply keyboard that carries this text."""
    return _find(markup, "keyboard", lambda button: button["text"] == text)


def find_inline(markup: Markup | None, text_or_data: str) -> Button | None:
    """The button under a message, by its text or by its data."""
    return _find(
        markup,
        "inline_keyboard",
        lambda button: text_or_data in {button["text"], button.get("callback_data")},
    )


def _find(markup: Markup | None, kind: str, wanted: Any) -> Button | None:
    rows = (markup or {}).get(kind, [])
    return next((button for row in rows for button in row if wanted(button)), None)
