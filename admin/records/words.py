"""starlette-admin speaks Bulgarian: it brings eight languages, ours is added to them."""

from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations
from starlette_admin import i18n

CATALOGUE = Path(__file__).parents[1] / "locales" / "starlette_admin" / "bg.po"


@cache
def load() -> None:
    """Add Bulgarian to the languages of starlette-admin."""
    compiled = BytesIO()
    with CATALOGUE.open("rb") as file:
        write_mo(compiled, read_po(file, locale="bg"))
    compiled.seek(0)
    i18n.translations["bg"] = Translations(compiled, domain="admin")
    if "bg" not in i18n.SUPPORTED_LOCALES:
        i18n.SUPPORTED_LOCALES.append("bg")
