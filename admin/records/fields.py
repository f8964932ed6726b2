"""Fields of the plain lists, as starlette-admin knows them, with our words and our ways of reading what was typed."""

from collections.abc import Callable
from enum import Enum
from functools import cache
from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette_admin.fields import EnumField, StringField

from domain.phones import NotAPhone, parse_phone, spoken_phone
from domain.phrases import Phrase, _, refusal_text, say, word

CHOOSE = _("Please choose one of the list.")
Choices = Callable[[Request], list[tuple[Any, str]]]


def language_of(request: Request) -> str:
    """The language of the reader."""
    language: str = request.state.visitor.actor.language
    return language


def words_of(values: type[Enum]) -> Choices:
    """The values of a closed set, in words."""
    return lambda request: _words(values, language_of(request))


@cache
def _words(values: type[Enum], language: str) -> list[tuple[Any, str]]:
    return [(value.value, word(language, value)) for value in values]


def rows_of(kind: str) -> Choices:
    """The records of a short list that a field may name; loaded with the request."""
    return lambda request: request.state.choices[kind]


def chosen(name: str, label: Phrase, choices: Choices, *, required: bool = True, number: bool = True) -> EnumField:
    """A field with one of the choices; nothing else is accepted."""
    return OneOf(
        name, label=label, choices_loader=choices, required=required, coerce=_number if number else str, select2=False
    )


def _number(text: str) -> int:
    """The number in the text; one that no record has for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


class OneOf(EnumField):
    """A choice that is checked again when the form comes back: the browser is not believed."""

    async def validate(self, request: Request, value: Any, form_values: dict[str, Any]) -> None:
        await super().validate(request, value, form_values)
        allowed = {key for key, _name in self._get_choices(request)}
        if value is not None and value not in allowed:
            raise ValueError(say(language_of(request), CHOOSE))

    def _get_label(self, value: Any, request: Request) -> Any:
        return dict(self._get_choices(request)).get(value, "")


class Bits(EnumField):
    """Several of a closed set, kept as the bits of one number (weekdays, allergens)."""

    def __init__(self, name: str, label: Phrase, choices: Choices) -> None:
        super().__init__(name, label=label, choices_loader=choices, multiple=True, coerce=_number, select2=False)

    async def parse_form_data(self, request: Request, form_data: FormData) -> int:
        known = {key for key, _name in self._get_choices(request)}
        return sum(bit for bit in {_number(str(value)) for value in form_data.getlist(self.id)} if bit in known)

    async def serialize_value(self, request: Request, value: Any) -> Any:
        bits = [bit for bit, _name in self._get_choices(request) if int(value) & bit]
        return await super().serialize_value(request, bits)


def chosen_bits(value: Any, choices: list[tuple[Any, str]]) -> list[Any]:
    """The bits that are ticked, from the list of a stored record or the number of a typed one."""
    return value if isinstance(value, list) else [bit for bit, _name in choices if int(value or 0) & bit]


class Text(StringField):
    """A line of text without spaces at its ends; an empty one is empty, not absent."""

    async def parse_form_data(self, request: Request, form_data: FormData) -> str:
        return str(form_data.get(self.id) or "").replace("\0", "").strip()


class Telephone(StringField):
    """A phone, read as people write it and kept as E.164."""

    def __init__(self, name: str, label: Phrase, empty: str | None = None) -> None:
        super().__init__(name, label=label)
        self.empty = empty

    async def parse_form_data(self, request: Request, form_data: FormData) -> str | None:
        typed = str(form_data.get(self.id) or "").strip()
        try:
            return parse_phone(typed) if typed else self.empty
        except NotAPhone:
            return typed

    async def validate(self, request: Request, value: Any, form_values: dict[str, Any]) -> None:
        await super().validate(request, value, form_values)
        try:
            if value:
                parse_phone(value)
        except NotAPhone as refusal:
            raise ValueError(refusal_text(language_of(request), refusal)) from None

    async def serialize_value(self, request: Request, value: Any) -> str:
        return spoken_phone(value)
