"""Telegram's HTML: a text with tags becomes plain words and entities, counted in UTF-16 units as Telegram does."""

from html import unescape
from html.parser import HTMLParser
from typing import Any

from simulator.refusals import Refused, bad_request

Entity = dict[str, Any]

_KINDS = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "code": "code", "pre": "pre",
    "a": "text_link", "blockquote": "blockquote", "tg-spoiler": "spoiler",
}  # fmt: skip


def utf16_length(text: str) -> int:
    """The length as Telegram counts entity offsets: signs outside the basic plane count two."""
    return len(text) + sum(1 for letter in text if ord(letter) > 0xFFFF)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.parts: list[str] = []
        self.length = 0
        self.open: list[tuple[str, Entity]] = []
        self.entities: list[Entity] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _KINDS:
            raise bad_request(f'can\'t parse entities: Unsupported start tag "{tag}" at byte offset {self.length}')
        entity: Entity = {"type": _KINDS[tag], "offset": self.length, "length": 0}
        if tag == "a":
            entity["url"] = dict(attrs).get("href") or ""
        self.open.append((tag, entity))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open[-1][0] != tag:
            raise bad_request(f'can\'t parse entities: Unexpected end tag "{tag}" at byte offset {self.length}')
        _, entity = self.open.pop()
        entity["length"] = self.length - entity["offset"]
        if entity["length"]:
            self.entities.append(entity)

    def handle_data(self, data: str) -> None:
        if "<" in data:
            raise bad_request(f'can\'t parse entities: Unsupported start tag "" at byte offset {self.length}')
        self.parts.append(data)
        self.length += utf16_length(data)

    def handle_entityref(self, name: str) -> None:
        self.handle_plain(unescape(f"&{name};"))

    def handle_charref(self, name: str) -> None:
        self.handle_plain(unescape(f"&#{name};"))

    def handle_plain(self, text: str) -> None:
        self.parts.append(text)
        self.length += utf16_length(text)


def read_formatted(text: str, parse_mode: str | None, entities: list[Entity] | None) -> tuple[str, list[Entity]]:
    """The words and the entities of a text; only HTML is modelled, the other modes answer 501."""
    if parse_mode is None or not parse_mode:
        return text, list(entities or [])
    if parse_mode.lower() != "html":
        raise Refused(501, f"Not Implemented: the simulator reads HTML, not parse_mode {parse_mode}")
    if "<" not in text and "&" not in text:
        return text, []
    return _read_html(text)


def _read_html(text: str) -> tuple[str, list[Entity]]:
    reader = _Reader()
    reader.feed(text)
    reader.close()
    if reader.open:
        tag = reader.open[-1][0]
        raise bad_request(f"can't parse entities: Can't find end tag corresponding to start tag \"{tag}\"")
    found = sorted(reader.entities, key=lambda entity: (entity["offset"], -entity["length"]))
    return "".join(reader.parts), found
