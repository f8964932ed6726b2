"""Whether a Word document is harmless: text, tables and pictures, nothing that runs or is fetched from elsewhere.

What is allowed is listed, everything else is refused by its name. Sizes are bounded before anything is unpacked, and
no entity or network address of an XML part is ever resolved.
"""

import io
import re
import zipfile
from collections.abc import Iterator

from lxml import etree

from domain.files import DOCX, media_type_of
from domain.refusals import Refusal

MOST_BYTES = 3 * 1024 * 1024
_MOST_UNPACKED = 12 * 1024 * 1024
_MOST_XML = 2 * 1024 * 1024
_MOST_PARTS = 200
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
#: The parts of a plain document; programs (*.bin), embedded objects and inserted documents have other names.
_PART = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|docProps/[\w.-]+"
    r"|customXml/(_rels/)?[\w.-]+\.(xml|rels)"
    r"|word/((_rels|theme|theme/_rels)/)?[\w.-]+\.(xml|rels)"
    r"|word/media/[\w.-]+\.(png|jpe?g|gif|emf|wmf)|word/fonts/[\w.-]+\.odttf"
)
_UNWANTED = frozenset({"altChunk", "object", "control", "subDoc", "movie", "OLEObject"})
#: The only fields of Word itself that count nothing but pages; spaces are taken out before.
_PAGES = re.compile(r"(?:NUMPAGES|SECTIONPAGES|PAGE|\\\*|MERGEFORMAT|Arabic|roman|Roman)*")


class NotATemplate(Refusal):
    """This is not a Word document that can be used. Please save it as .docx in Word and choose it again."""


class TemplateTooLarge(Refusal):
    """This document is too large for a template. Please take large pictures out of it and save it anew."""


class UnsafeTemplate(Refusal):
    """A template holds text, tables and pictures only; this one also holds: {what}. Please take it out in Word."""


def xml_parts(content: bytes) -> dict[str, etree._Element]:
    """The XML parts of a harmless document. Raises NotATemplate, TemplateTooLarge, UnsafeTemplate."""
    if len(content) > MOST_BYTES:
        raise TemplateTooLarge
    if media_type_of(content) != DOCX:
        raise UnsafeTemplate(what="macros") if b"vbaProject" in content else NotATemplate
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return dict(_parsed(archive))
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, UnicodeError, etree.XMLSyntaxError):
        raise NotATemplate from None


def _parsed(archive: zipfile.ZipFile) -> Iterator[tuple[str, etree._Element]]:
    entries = [one for one in archive.infolist() if not one.is_dir()]
    names = [one.filename for one in entries]
    if len(set(names)) != len(names):
        raise NotATemplate
    if len(names) > _MOST_PARTS or sum(one.file_size for one in entries) > _MOST_UNPACKED:
        raise TemplateTooLarge
    for one in entries:
        if not _PART.fullmatch(one.filename):
            raise UnsafeTemplate(what=one.filename)
        if one.filename.endswith((".xml", ".rels")):
            part = _part(archive, one)
            _demand_harmless(one.filename, part)
            yield one.filename, part


def _part(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> etree._Element:
    with archive.open(entry) as file:  # what the entry says of its size is not believed
        found = file.read(_MOST_XML + 1)
    if len(found) > _MOST_XML:
        raise TemplateTooLarge
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    part = etree.fromstring(found, parser)
    if part.getroottree().docinfo.doctype:
        raise UnsafeTemplate(what="<!DOCTYPE>")
    return part


def _demand_harmless(name: str, part: etree._Element) -> None:
    if name == "[Content_Types].xml" and "macroEnabled" in etree.tostring(part, encoding="unicode"):
        raise UnsafeTemplate(what="macros")
    for element in part.iter(etree.Element):
        if element.get("TargetMode") == "External":
            raise UnsafeTemplate(what=element.get("Target", ""))
        if etree.QName(element).localname in _UNWANTED:
            raise UnsafeTemplate(what=etree.QName(element).localname)
    for asked in _asked_of_word(part):
        if not _PAGES.fullmatch("".join(asked.split())):
            raise UnsafeTemplate(what=asked.strip())


def _asked_of_word(part: etree._Element) -> Iterator[str]:
    """The fields of Word itself; one may be spread over many runs of its paragraph."""
    for simple in part.iter(f"{WORD}fldSimple"):
        yield simple.get(f"{WORD}instr", "")
    for paragraph in part.iter(f"{WORD}p"):
        yield "".join(one.text or "" for one in paragraph.iter(f"{WORD}instrText"))
