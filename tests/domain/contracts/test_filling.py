"""An uploaded template asks for known fields and can do nothing else."""

import pytest
from jinja2.exceptions import SecurityError, UndefinedError

from domain.contracts.filling import (
    BrokenField,
    TemplateNotFilled,
    UnknownFields,
    demand_fillable,
    environment,
    filled,
    sample_values,
)
from domain.contracts.harmless import NotATemplate, TemplateTooLarge, UnsafeTemplate
from domain.contracts.templates import DEFAULTS, SHIPPED
from models.contracts import PaperKind
from tests.domain.contracts.documents import WORD, document, part_of, spoilt, text_of, with_body

CONTRACT = PaperKind.CONTRACT
PLAIN = document("{{ person.names }}")
RELATIONS = part_of(PLAIN, "word/_rels/document.xml.rels")
LINK = (
    b'<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink" '
    b'Target="https://example.org/" TargetMode="External"/></Relationships>'
)
DDE = (
    f'<w:p xmlns:w="{WORD}"><w:r><w:instrText>DD</w:instrText></w:r>'
    "<w:r><w:instrText>E c calc</w:instrText></w:r></w:p>"
)


@pytest.mark.parametrize("tag", [
    "{{ ''.__class__ }}", "{{ ''.__class__.__mro__[1].__subclasses__() }}", "{{ person['names'] }}", "{{ 7 * 7 }}",
    "{{ cycler.__init__.__globals__.os.popen('id') }}", "{{ lipsum() }}", "{{ person.names|upper }}", "{{ person.names",
    "person.names }}", "{{{ person.names }}}", "{ person.names }", "{# person.names #}", "{{ 'x' * 9999999999 }}",
    "{% set a = 1 %}", "{% include 'secret' %}", "{% import 'os' as os %}", "{% raw %}", "{% macro a() %}",
    "{% for a in range(9999999999) %}", "{%p for a in range(9999999999) %}", "{%p for goal in goals * 9999999 %}",
    "{%p for goal in goals recursive %}", "{% if 9 ** 9 ** 9 %}", "{% if person.names.__class__() %}",
    "{%tr for other in activities %}", "{%- if person.names %}", "{{r person.names }}", "{% vm %}", "{% colspan 9 %}",
])  # fmt: skip
def test_what_is_no_plain_field_never_reaches_jinja(tag):
    with pytest.raises(BrokenField) as refused:
        demand_fillable(document(tag, "{{ person.names }}"), CONTRACT)
    assert refused.value.values["words"]


def test_unknown_fields_are_named_and_those_of_other_papers_are_unknown():
    lines = ("{{ person.pin }} {{ person.names }}", "{% if office.boss %}{% endif %}{{ decision.words }}")
    with pytest.raises(UnknownFields) as refused:
        demand_fillable(document(*lines, "{{ person.__class__ }} {{ person }}"), CONTRACT)
    assert refused.value.values == {"names": "decision.words, office.boss, person, person.__class__, person.pin"}


@pytest.mark.parametrize(("lines", "refusal"), [
    (("{%p for goal in goals %}", "{%p for goal in goals %}", "{%p endfor %}", "{%p endfor %}"), BrokenField),
    (("{%p for goal in goals %}", "{{ goal.words }}"), TemplateNotFilled),
    (("{{ goal.words }}",), TemplateNotFilled),
    (("{% if person.names %}",), TemplateNotFilled),
    (("{{ person.names }}",) * 401, BrokenField),
])  # fmt: skip
def test_a_template_that_could_not_be_printed_is_refused_when_it_is_uploaded(lines, refusal):
    with pytest.raises(refusal):
        demand_fillable(document(*lines), CONTRACT)


def test_fields_are_found_nowhere_but_in_the_text():
    box = (
        f'<w:p xmlns:w="{WORD}"><w:r><w:t>{{{{ </w:t><w:pict><w:p><w:r><w:t>9**9**9 or </w:t></w:r></w:p></w:pict>'
        "<w:t>person.names }}</w:t></w:r></w:p>"
    )
    hidden = f'<w:p xmlns:w="{WORD}" w:rsidR="{{{{ 9**9 }}}}"/>'
    properties = part_of(PLAIN, "docProps/core.xml").replace("Образец".encode(), b"{{ ''.__class__ }}")
    for content in (with_body(box), with_body(hidden), spoilt(PLAIN, **{"docProps__core.xml": properties})):
        with pytest.raises(BrokenField):
            demand_fillable(content, CONTRACT)


@pytest.mark.parametrize(("content", "what"), [
    (spoilt(PLAIN, **{"word__vbaProject.bin": b"x"}), "macros"),
    (spoilt(PLAIN, **{"word__embeddings__oleObject1.bin": b"x"}), "word/embeddings/oleObject1.bin"),
    (spoilt(PLAIN, **{"word__afchunk.html": b"<html/>"}), "word/afchunk.html"),
    (spoilt(PLAIN, **{"..__..__etc__x.xml": b"<x/>"}), "../../etc/x.xml"),
    (spoilt(PLAIN, **{"word___rels__document.xml.rels": RELATIONS.replace(b"</Relationships>", LINK)}),
     "https://example.org/"),
    (spoilt(PLAIN, **{"word__header9.xml": b'<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'}), "<!DOCTYPE>"),
    (with_body(f'<w:altChunk xmlns:w="{WORD}"/>'), "altChunk"),
    (with_body(f'<w:p xmlns:w="{WORD}"><w:fldSimple w:instr="INCLUDETEXT x"/></w:p>'), "INCLUDETEXT x"),
    (with_body(DDE), "DDE c calc"),
])  # fmt: skip
def test_a_document_with_anything_that_runs_or_is_fetched_is_refused_by_name(content, what):
    with pytest.raises(UnsafeTemplate) as refused:
        demand_fillable(content, CONTRACT)
    assert refused.value.values == {"what": what}


@pytest.mark.parametrize(("content", "refusal"), [
    (b"%PDF-1.7", NotATemplate),
    (PLAIN[:2000], NotATemplate),
    (spoilt(PLAIN, **{"word__document.xml": b"<torn"}), NotATemplate),
    (spoilt(PLAIN, **{"word__header9.xml": b"<x>" + b" " * 3_000_000 + b"</x>"}), TemplateTooLarge),
    (spoilt(PLAIN, **{"word__media__a.png": b"\0" * 13_000_000}), TemplateTooLarge),
])  # fmt: skip
def test_what_is_no_document_or_unpacks_to_too_much_is_refused(content, refusal):
    with pytest.raises(refusal):
        demand_fillable(content, CONTRACT)


def test_the_sandbox_behind_the_grammar_lets_nothing_through_either():
    with pytest.raises(SecurityError):
        environment().from_string("{{ ''.__class__ }}").render()
    for tag in ("{{ range(3) }}", "{{ lipsum() }}", "{{ nobody.knows }}"):
        with pytest.raises(UndefinedError):
            environment().from_string(tag).render()


def test_values_stay_values_whatever_they_say():
    values = {**sample_values(CONTRACT), "person": {"names": 'Ива <b>&"{{ person.egn }}\x00\x0b\nвтори ред'}}
    made = filled(document("А: {{ person.names }}!"), values)
    assert text_of(made) == ['А: Ива <b>&"{{ person.egn }}\nвтори ред!']


@pytest.mark.parametrize(("kind", "file"), sorted({(kind, file) for (kind, _rules), (file, _name) in SHIPPED.items()}))
def test_the_shipped_templates_can_be_printed(kind, file):
    demand_fillable((DEFAULTS / f"{file}.docx").read_bytes(), kind)
