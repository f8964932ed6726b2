"""Writes the Word documents beside this file: `python -m domain.contracts.defaults.writing`. Their text is below."""

from datetime import UTC, datetime
from pathlib import Path

from docx import Document
from docx.document import Document as Paper
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from domain.contracts.defaults import texts

FOLDER = Path(__file__).parent
_WIDTHS = (Cm(5.2), Cm(5.6), Cm(3.2), Cm(3.0))


def main() -> None:
    """Write every shipped template anew."""
    for name, lines in texts.PAPERS.items():
        paper = _empty(lines[0], "case.number" if name == "decision" else "paper.number")
        for line in lines:
            _write(paper, line)
        paper.save(str(FOLDER / f"{name}.docx"))


def _empty(title: str, number: str) -> Paper:
    paper = Document()
    properties = paper.core_properties
    properties.title = title.strip("# ").partition(" №")[0]
    properties.author = properties.comments = ""
    properties.language, properties.created = "bg-BG", datetime(2026, 1, 1, tzinfo=UTC)
    properties.modified = properties.created
    section = paper.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2)
    section.top_margin = section.bottom_margin = Cm(2)
    style = paper.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(12)
    style.element.rPr.rFonts.set(qn("w:cs"), "Times New Roman")
    style.paragraph_format.space_after = Pt(6)
    for level, size in ((1, 16), (2, 13)):
        heading = paper.styles[f"Heading {level}"]
        heading.font.name, heading.font.size, heading.font.bold = "Times New Roman", Pt(size), True
        heading.font.color.rgb = RGBColor(0, 0, 0)
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            heading.element.rPr.rFonts.attrib.pop(qn(f"w:{theme}"), None)
    _number_pages(section.footer.paragraphs[0], number)
    return paper


def _number_pages(paragraph: Paragraph, number: str) -> None:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for words, counts in ((f"№ {{{{ {number} }}}}, страница ", "PAGE"), (" от ", "NUMPAGES")):
        paragraph.add_run(words)
        field = OxmlElement("w:fldSimple")
        field.set(qn("w:instr"), counts)
        field.append(OxmlElement("w:r"))
        paragraph._p.append(field)  # noqa: SLF001 - python-docx has no way to put a field of Word in


def _write(paper: Paper, line: str) -> None:
    """A line of the text: "# " and "## " are headings, "| " a table's heads and cells, "= " what stands in bold."""
    if line.startswith("| "):
        _table(paper, *(row.split("|") for row in line[2:].split("||")))
    elif line.startswith("~ "):
        _signatures(paper, *line[2:].split("|"))
    elif line.startswith("# "):
        paper.add_heading(line[2:], 1).alignment = WD_ALIGN_PARAGRAPH.CENTER
    elif line.startswith("## "):
        paper.add_heading(line[3:], 2)
    elif line.startswith("= "):
        paper.add_paragraph().add_run(line[2:]).bold = True
    elif line.startswith("- "):
        paper.add_paragraph(line[2:], style="List Bullet")
    else:
        paper.add_paragraph(line)


def _table(paper: Paper, heads: list[str], loop: list[str], cells: list[str], end: list[str]) -> None:
    table = paper.add_table(rows=4, cols=len(heads), style="Table Grid")
    table.autofit = False
    for row, texts_of_row in zip(table.rows, (heads, loop, cells, end), strict=True):
        for number, text in enumerate(texts_of_row):
            row.cells[number].text = text.strip()
        for number, width in enumerate(_WIDTHS):
            row.cells[number].width = width
    for cell in table.rows[0].cells:
        cell.paragraphs[0].runs[0].bold = True
    paper.add_paragraph()


def _signatures(paper: Paper, left: str, right: str) -> None:
    paper.add_paragraph()
    table = paper.add_table(rows=1, cols=2)
    for cell, words in zip(table.rows[0].cells, (left, right), strict=True):
        cell.text = f"{words.strip()}\n\n..................................\n(име, подпис)"


if __name__ == "__main__":
    main()
