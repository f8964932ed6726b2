"""The parts of an address from the words in which it was told, so that nobody types it twice."""

import re

_UNTIL_COMMA = r"\s*([^,;]+?)\s*(?=[,;]|$|\b(?:бл|вх|ет|ап)\b)"
#: In the order in which addresses are said; what comes first is taken first.
_PARTS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern, re.IGNORECASE))
    for name, pattern in (
        ("settlement", r"(?:\bгр\.|\bс\.|\bград|\bсело)" + _UNTIL_COMMA),
        ("estate", r"(?:\b(?:ж\.?\s?к\.?|жк|кв\.?|квартал))(?=[\s.])" + _UNTIL_COMMA),
        ("street", r"\b((?:ул|бул)\.?\s*„?[^,;\d]*?[^,;\d\s№])[“”\"]?\s*(?=№|\d|[,;]|$|\b(?:бл|вх)\b)"),
        ("block", r"\bбл(?:ок)?\.?\s*(\w+)"),
        ("entrance", r"\bвх(?:од)?\.?\s*(\w+)"),
        ("floor", r"\bет(?:аж)?\.?\s*(\w+)"),
        ("flat", r"\bап(?:артамент)?\.?\s*(\w+)"),
        ("number", r"\b(?:ул|бул)\.?[^,;]*?(?:№|\s)\s*(\d+\s?\w?)(?=\s*(?:[,;]|$))"),
    )
)
_STREET_ALONE = ("ул", "бул")


def door_from_words(words: str) -> dict[str, str]:
    """What the words surely say, by part of the address; the rest is typed by hand."""
    found = {name: match[1].strip(' .„“”"') for name, pattern in _PARTS if (match := pattern.search(words))}
    if "estate" in found:
        kind = "кв." if re.search(r"\bкв", words, re.IGNORECASE) else "ж.к."
        found["estate"] = f"{kind} {found['estate']}"
    if found.get("street") in _STREET_ALONE:  # its name begins with a figure, as "6-ти септември" does
        del found["street"]
    if "street" not in found:
        found.pop("number", None)
    found["street"] = found.get("street", "").replace("„", "")
    return {name: text for name, text in found.items() if text}
