"""Every text has its Bulgarian, no catalogue keeps what nothing uses, and no value in braces gets lost."""

from pathlib import Path

from domain.catalogue import report, texts_in_use

HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n"Language: bg\\n"\n\n'


def test_every_text_is_in_bulgarian_and_nothing_is_left_over() -> None:
    assert list(report()) == []


def a_house(root: Path, catalogue: str) -> Path:
    """A house of one room with a phrase, a plural, a refusal's child and a template."""
    room = root / "domain"
    (room / "locales" / "bg").mkdir(parents=True)
    (room / "soup.py").write_text(
        'SOUP = _("Soup for {name}")\nDAYS = _n("{n} day", "{n} days")\n'
        'class NoSoup(Refusal):\n    """There is\n    no soup."""\nclass NoHotSoup(NoSoup):\n    """It is cold."""\n',
        encoding="utf-8",
    )
    (room / "page.html").write_text('{{ _("Show") }}{{ _(label) }}', encoding="utf-8")
    (room / "locales" / "bg" / "soup.po").write_text(HEADER + catalogue, encoding="utf-8")
    return root


WHOLE = """
msgid "Soup for {name}"
msgstr "Супа за {name}"

msgid "{n} day"
msgid_plural "{n} days"
msgstr[0] "един ден"
msgstr[1] "{n} дни"

msgid "There is no soup."
msgstr "Няма супа."

msgid "It is cold."
msgstr "Изстинала е."

msgid "Show"
msgstr "Покажи"
"""


def test_texts_are_found_in_code_docstrings_and_templates(tmp_path: Path) -> None:
    root = a_house(tmp_path, WHOLE)
    assert sorted(text.forms for text in texts_in_use(root)) == [
        ("It is cold.",), ("Show",), ("Soup for {name}",), ("There is no soup.",), ("{n} day", "{n} days"),
    ]  # fmt: skip
    assert list(report(root=root)) == []


def test_one_text_has_one_translation_in_all_catalogues(tmp_path: Path) -> None:
    root = a_house(tmp_path, WHOLE)
    other = root / "domain" / "locales" / "bg" / "menu.po"
    other.write_text(HEADER + 'msgid "Show"\nmsgstr "Виж"\n', encoding="utf-8")
    (line,) = report(root=root)
    assert line.endswith("translated differently in domain/locales/bg/menu.po:6: 'Show'")


def test_what_is_wrong_is_said(tmp_path: Path) -> None:
    wrong = (
        WHOLE.replace("Супа за {name}", "Супа за {who}")
        .replace("{n} дни", "дни")
        .replace('msgid "It is cold."\nmsgstr "Изстинала е."', 'msgid "It is hot."\nmsgstr "Гореща е."')
        .replace('"Покажи"', '""')
    )
    lines = list(report(root=a_house(tmp_path, wrong)))
    assert [line.partition(": ")[2] for line in lines] == [
        "other values in braces than in English: 'Soup for {name}'",
        "other values in braces than in English: '{n} day'",
        "nothing uses 'It is hot.'",
        "no translation of 'It is cold.'",
        "no translation of 'Show'",
    ]
