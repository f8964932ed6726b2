"""Word documents for the tests: made of a few lines, or spoilt on purpose; and the text of one."""

import io
import zipfile

from docx import Document

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def document(*lines: str) -> bytes:
    """A document of these paragraphs."""
    paper = Document()
    paper.core_properties.title = "Образец"
    for line in lines:
        paper.add_paragraph(line)
    made = io.BytesIO()
    paper.save(made)
    return made.getvalue()


def spoilt(content: bytes, **parts: bytes) -> bytes:
    """The document with parts added or replaced; "__" in a name stands for "/"."""
    wanted = {name.replace("__", "/"): part for name, part in parts.items()}
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            if name not in wanted:
                after.writestr(name, before.read(name))
        for name, part in wanted.items():
            after.writestr(name, part)
    return made.getvalue()


def part_of(content: bytes, name: str) -> bytes:
    """One part of a document."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name)


def with_body(xml: str) -> bytes:
    """A document whose body begins with this XML."""
    content = document("x")
    body = part_of(content, "word/document.xml").decode().replace("<w:body>", f"<w:body>{xml}", 1)
    return spoilt(content, **{"word__document.xml": body.encode()})


def text_of(content: bytes) -> list[str]:
    """The whole text: a line for each paragraph that is not empty and each row of a table; hard spaces are spaces."""
    lines = []
    for block in Document(io.BytesIO(content)).iter_inner_content():
        if hasattr(block, "rows"):
            lines += [" | ".join(cell.text for cell in row.cells) for row in block.rows]
        elif block.text:
            lines.append(block.text)
    return [line.replace("\u00a0", " ") for line in lines]
