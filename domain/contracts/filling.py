"""A template filled with values. What may stand in braces is a language of its own, far smaller than Jinja.

A field `{{ person.names }}`, a condition `{% if representative.names %}` … `{% else %}` … `{% endif %}`, and the rows
of a table `{%tr for goal in goals %}` … `{%tr endfor %}` (`p` instead of `tr` for paragraphs): nothing else is let
through to Jinja, which is sandboxed besides and knows no function, filter or test. So no template reaches Python, and
none goes on without end: a loop stands in no other and runs over the few rows of a plan.
"""

import io
import re
from collections.abc import Iterator, Mapping
from typing import Any

from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml import etree

from domain.contracts.fields import FIELDS, names_of, tables_of
from domain.contracts.harmless import WORD, xml_parts
from domain.refusals import Refusal
from models.contracts import PaperKind

Values = Mapping[str, Any]
_MOST_TAGS = 400
_TAG = re.compile(r"\{\{[^{}]*\}\}|\{%[^{}]*%\}")
_FIELD = re.compile(r"\{\{\s*(?P<field>[^\s{}]+)\s*\}\}")
_CONDITION = re.compile(r"\{%(?:p|tr)?\s+(?:el)?if\s+(?:not\s+)?(?P<field>[^\s{}]+)\s*%\}")
_LOOP = re.compile(r"\{%(?:p|tr)\s+for\s+(?P<row>[a-z]+)\s+in\s+(?P<table>[a-z]+)\s*%\}")
_PLAIN = re.compile(r"\{%(?:p|tr)?\s+(?P<word>else|endif|endfor)\s*%\}")
#: A path in the form of a field, known or not: anything more is no field at all.
_PATH = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*")
#: Where docxtpl looks for fields.
_FILLED = re.compile(r"word/(document|header\d*|footer\d*|footnotes)\.xml")
_PROPERTIES = "docProps/core.xml"  #: it fills these too; nobody sees them, so they may hold no field
_BRACE, _OPENING = re.compile("[{}]"), re.compile("{[{%#]")
_UNPRINTABLE = re.compile(r"[^\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class UnknownFields(Refusal):
    """The template asks for what there is not: {names}. Please take the names from the list of fields."""


class BrokenField(Refusal):
    """This cannot be read in the template: {words}. Please compare it with the list of fields and its examples."""


class TemplateNotFilled(Refusal):
    """The template cannot be filled as it is. Please see that each “for” has its “endfor” and each “if” its “endif”."""


def demand_fillable(content: bytes, kind: PaperKind) -> None:
    """Raise unless the document is harmless, asks only for known fields, and a trial paper comes out of it."""
    tags = [tag for name, part in xml_parts(content).items() for tag in _tags(name, part)]
    if len(tags) > _MOST_TAGS:
        raise BrokenField(words=tags[_MOST_TAGS])
    asked = [name for tag in tags for name in _asked(tag, kind)]
    unknown = sorted(set(asked) - names_of(kind))
    if unknown:
        raise UnknownFields(names=", ".join(unknown))
    _demand_plain_loops(tags)
    filled(content, sample_values(kind))


def _tags(name: str, part: etree._Element) -> Iterator[str]:
    """What stands in braces, paragraph by paragraph; braces anywhere else would reach Jinja unread."""
    fillable = bool(_FILLED.fullmatch(name))
    for text in _hidden(part) if fillable or name == _PROPERTIES else ():
        raise BrokenField(words=text.strip()[:80])
    for text in _pieces(part):
        yield from _tags_of(text, fillable=fillable)


def _hidden(part: etree._Element) -> Iterator[str]:
    """Texts with braces that no reader of the document sees; single ones are usual in attributes."""
    for node in part.iter():
        texts = [node.tail] if node.tag == f"{WORD}t" else [node.text, node.tail]
        yield from (text for text in texts if text and _BRACE.search(text))
        if isinstance(node.tag, str):
            yield from (str(value) for value in node.attrib.values() if _OPENING.search(str(value)))


def _pieces(part: etree._Element) -> Iterator[str]:
    """The visible text as it follows in the file, cut wherever a paragraph begins or ends.

    A box that hangs in a paragraph cuts it too: what stands in the box must not get into the paragraph's field.
    """
    piece = ""
    for event, node in etree.iterwalk(part, events=("start", "end"), tag=(f"{WORD}p", f"{WORD}t")):
        if node.tag == f"{WORD}p":
            yield piece
            piece = ""
        elif event == "end":
            piece += node.text or ""
    yield piece


def _tags_of(text: str, *, fillable: bool) -> list[str]:
    found = _TAG.findall(text) if fillable else []
    rest = _TAG.sub("", text) if fillable else text
    if "{" in rest or "}" in rest:
        raise BrokenField(words=rest.strip()[:80])
    return found


def _asked(tag: str, kind: PaperKind) -> Iterator[str]:
    """The field that a tag asks for. Raises BrokenField for what is not of our small language."""
    loop = _LOOP.fullmatch(tag)
    if loop:
        if (loop["table"], loop["row"]) not in {(table.name, table.row) for table in tables_of(kind)}:
            raise BrokenField(words=tag)
        return
    condition = _CONDITION.fullmatch(tag)
    if condition and condition["field"] in {table.name for table in tables_of(kind)}:
        return
    found = _FIELD.fullmatch(tag) or condition
    if found and _PATH.fullmatch(found["field"]):
        yield found["field"]
    elif not _PLAIN.fullmatch(tag):
        raise BrokenField(words=tag[:80])


def _demand_plain_loops(tags: list[str]) -> None:
    """No loop within a loop: how much is printed grows with the plan, and with nothing else."""
    inside = False
    for tag in tags:
        plain = _PLAIN.fullmatch(tag)
        if _LOOP.fullmatch(tag):
            if inside:
                raise BrokenField(words=tag)
            inside = True
        elif plain and plain["word"] == "endfor":
            inside = False


def filled(content: bytes, values: Values) -> bytes:
    """The document with these values in its fields. Raises TemplateNotFilled."""
    from docxtpl import DocxTemplate  # noqa: PLC0415 - slow to load, and most pages print nothing

    try:
        document = DocxTemplate(io.BytesIO(content))
        document.render(_clean(values), jinja_env=environment(), autoescape=True)
        made = io.BytesIO()
        document.save(made)
    except (TemplateError, etree.LxmlError, ValueError, KeyError, AttributeError, TypeError, SyntaxError):
        raise TemplateNotFilled from None
    return made.getvalue()


def environment() -> ImmutableSandboxedEnvironment:
    """Jinja with nothing in it; what is unknown is an error and not an empty place in a contract."""
    made = ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    for extras in (made.globals, made.filters, made.tests):
        extras.clear()
    return made


def _clean(value: Any) -> Any:
    """The values without signs that XML does not know; Word opens no document that has one."""
    if isinstance(value, str):
        return _UNPRINTABLE.sub("", value.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))
    if isinstance(value, Mapping):
        return {name: _clean(one) for name, one in value.items()}
    return [_clean(one) for one in value]


def sample_values(kind: PaperKind) -> Values:
    """What a trial paper shows: every field with its example."""
    values: dict[str, Any] = {}
    for field in FIELDS[kind]:
        part, _dot, name = field.name.partition(".")
        values.setdefault(part, {})[name] = field.sample
    for table in tables_of(kind):
        values[table.name] = [{field.name.partition(".")[2]: field.sample for field in table.fields}] * 2
    return values
