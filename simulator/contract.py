"""What a call may contain: aiogram's typed methods say the fields and types, limits.py the lengths."""

import functools
import importlib
import json
import threading
from dataclasses import dataclass
from typing import Any, get_args
from unittest import mock

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from simulator.keyboards import check_lengths
from simulator.refusals import Refused, bad_request

Params = dict[str, Any]


@dataclass(frozen=True)
class Method:
    """One method of the Bot API: its name, its typed class, and how its form fields are read."""

    name: str
    model: type[BaseModel]
    words: frozenset[str]
    flags: frozenset[str]
    files: frozenset[str]


@dataclass(frozen=True)
class Contract:
    """All methods of the Bot API by their names in small letters, and the four kinds of keyboard."""

    methods: dict[str, Method]
    markups: dict[str, type[BaseModel]]
    types: dict[str, Any]

    def built(self, model: type[BaseModel]) -> type[BaseModel]:
        """The model, its checks built at first use: building all of them would take seconds at the start."""
        if not model.__pydantic_complete__:
            model.model_rebuild(force=True, _types_namespace=self.types)
        return model


_loading = threading.Lock()


def contract() -> Contract:
    """aiogram's typed methods; the first call takes some seconds, so the server makes it while starting."""
    # Two threads must not load at once: each puts pydantic's method back as it found it.
    with _loading:
        return _load()


def is_loaded() -> bool:
    """Whether the contract is there at once."""
    return _load.cache_info().currsize > 0


@functools.cache
def _load() -> Contract:
    with mock.patch.object(BaseModel, "model_rebuild", return_value=None):
        types = importlib.import_module("aiogram.types")
        methods = importlib.import_module("aiogram.methods")
    known = [getattr(methods, name) for name in methods.__all__]
    return Contract(
        methods={
            model.__api_method__.lower(): _read_method(model, types.InputFile) for model in known if _is_method(model)
        },
        markups={
            "inline_keyboard": types.InlineKeyboardMarkup,
            "keyboard": types.ReplyKeyboardMarkup,
            "remove_keyboard": types.ReplyKeyboardRemove,
            "force_reply": types.ForceReply,
        },
        types=vars(types),
    )


def _is_method(model: Any) -> bool:
    # The package also exports the classes its methods are built on; only methods have a name of the Bot API.
    return isinstance(vars(model).get("__api_method__"), str)


def _read_method(model: Any, file: type) -> Method:
    kinds = {name: _kinds(field) for name, field in model.model_fields.items()}
    return Method(
        name=model.__api_method__,
        model=model,
        words=frozenset(name for name, kind in kinds.items() if str in kind and int not in kind),
        flags=frozenset(name for name, kind in kinds.items() if bool in kind),
        files=frozenset(name for name, kind in kinds.items() if file in kind),
    )


def _kinds(field: FieldInfo) -> tuple[Any, ...]:
    return get_args(field.annotation) or (field.annotation,)


def find_method(name: str) -> Method:
    """The method called; an unknown one is 404, in Telegram's words."""
    method = contract().methods.get(name.lower())
    if method is None:
        raise Refused(404, "Not Found: method not found")
    return method


def read_fields(method: Method, raw: Params) -> Params:
    """The call's fields as values: in a form all but words arrive as JSON text."""
    return {key: _read(method, key, value) for key, value in raw.items() if value is not None}


def _read(method: Method, key: str, value: Any) -> Any:
    if not isinstance(value, str) or key in method.words:
        return value
    if key in method.flags and value.lower() in {"true", "false"}:
        return value.lower() == "true"
    try:
        return json.loads(value)
    except ValueError:
        return value


def check(method: Method, params: Params) -> None:
    """Refuse a missing, unknown or wrongly typed field (Telegram ignores unknown ones; here they are a bug)."""
    markup = params.get("reply_markup")
    if markup is not None and "reply_markup" in method.model.model_fields:
        _check_markup(markup)
        params = {key: value for key, value in params.items() if key != "reply_markup"}
    try:
        call = contract().built(method.model).model_validate(params)
    except ValidationError as wrong:
        raise _in_telegrams_words(method, wrong) from None
    _refuse_stray_field(call, method.name)


def _check_markup(markup: Any) -> None:
    try:
        _check_markup_text(json.dumps(markup, ensure_ascii=False))
    except ValidationError as wrong:
        error = wrong.errors(include_url=False, include_context=False)[0]
        where = ".".join(str(part) for part in error["loc"])
        raise bad_request(f"can't parse reply keyboard markup JSON object: {where}: {error['msg']}") from None


@functools.lru_cache(maxsize=2000)
def _check_markup_text(text: str) -> None:
    # Most keyboards are sent again and again; what was right once is right.
    markup = json.loads(text)
    kind = next((kind for kind in contract().markups if isinstance(markup, dict) and kind in markup), None)
    if kind is None:
        raise bad_request("object expected as reply markup")
    checked = contract().built(contract().markups[kind]).model_validate(markup)
    _refuse_stray_field(checked, kind)
    check_lengths(markup)


def _in_telegrams_words(method: Method, wrong: ValidationError) -> Refused:
    error = wrong.errors(include_url=False, include_context=False)[0]
    field = str(error["loc"][0]) if error["loc"] else method.name
    if field == "chat_id":
        return bad_request("chat_id is empty" if error["type"] == "missing" else "chat not found")
    if error["type"] == "missing" and len(error["loc"]) == 1:
        return bad_request(_MISSING.get(field, f'parameter "{field}" is required'))
    where = ".".join(str(part) for part in error["loc"])
    return bad_request(f'can\'t parse parameter "{where}": {error["msg"]}')


_MISSING = {
    "text": "message text is empty",
    "message_id": "message identifier is not specified",
    "photo": "there is no photo in the request",
    "document": "there is no document in the request",
    "voice": "there is no voice in the request",
    "callback_query_id": "query is too old and response timeout expired or query ID is invalid",
}


def _refuse_stray_field(call: BaseModel, where: str) -> None:
    stray = _stray_field(call)
    if stray:
        raise bad_request(f'unknown parameter "{stray}" in {where}')


def _stray_field(value: Any) -> str | None:
    if isinstance(value, BaseModel):
        if value.model_extra:
            return next(iter(value.model_extra))
        return _first_stray(getattr(value, name) for name in value.model_fields_set)
    if isinstance(value, list):
        return _first_stray(value)
    return None


def _first_stray(values: Any) -> str | None:
    return next((stray for value in values if (stray := _stray_field(value))), None)
