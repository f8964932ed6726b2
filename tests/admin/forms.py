"""Forms as a browser reads and sends them: by what is filled in, chosen and ticked on the page."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

Typed = dict[str, list[str]]


@dataclass
class Form:
    """One form of a page: where it is sent, what would be sent untouched, and what is shown for changing."""

    action: str
    values: Typed = field(default_factory=dict)
    shown: set[str] = field(default_factory=set)

    def add(self, name: str, value: str) -> None:
        self.values.setdefault(name, []).append(value)


class _Reader(HTMLParser):
    """Collects the forms of a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[Form] = []
        self.form: Form | None = None
        self.select: str | None = None
        self.first: str | None = None
        self.area: str | None = None
        self.text = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        facts = dict(attributes)
        if tag == "form" and facts.get("method") == "post":
            self.form = Form(facts["action"] or "")
            self.forms.append(self.form)
        if self.form is None:
            return
        name, value = facts.get("name") or "", facts.get("value") or ""
        if tag == "input" and name:
            self._input(self.form, name, value, facts)
        elif tag == "textarea":
            self.area, self.text = name, ""
        elif tag == "select":
            self.select, self.first = name, None
        elif tag == "option" and self.select:
            self.first = value if self.first is None else self.first
            if "selected" in facts:
                self.form.add(self.select, value)

    def _input(self, form: Form, name: str, value: str, facts: dict[str, str | None]) -> None:
        kind = facts.get("type")
        if kind != "hidden":
            form.shown.add(name)
        if kind not in ("checkbox", "radio") or "checked" in facts:
            form.add(name, value)

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_endtag(self, tag: str) -> None:
        if self.form is None:
            return
        if tag == "textarea" and self.area:
            self.form.add(self.area, self.text.removeprefix("\n"))
            self.form.shown.add(self.area)
            self.area = None
        elif tag == "select" and self.select:
            if self.select not in self.form.values and self.first is not None:
                self.form.add(self.select, self.first)
            self.form.shown.add(self.select)
            self.select = None
        elif tag == "form":
            self.form = None


def forms_of(page: str) -> list[Form]:
    """Every form of a page that changes something."""
    reader = _Reader()
    reader.feed(page)
    return reader.forms


def form_of(page: str, action: str) -> Typed:
    """What one form of a page would send untouched."""
    return next(one.values for one in forms_of(page) if one.action == action)
