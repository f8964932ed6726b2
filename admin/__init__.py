"""The web door: the office's panel. One module a subject; `admin/subjects.py` lists them.

How to write a page
-------------------
A page is a function that reads the input, makes one domain call and names a template::

    from admin.pages import Answer, page
    from admin.visit import Visit
    from domain.phrases import _

    @page("/people/{person_id:int}", deed=Deed.SEE_PEOPLE, title=_("Service user"), writes=True)
    async def person(visit: Visit) -> Answer:
        card = await person_card(visit.session, visit.actor, person_id=visit.number("person_id"))
        return visit.show("people/card.html", title=card.name, card=card)

    @person.post("/end", deed=Deed.EDIT_PEOPLE)
    async def end(visit: Visit) -> Answer:
        await end_service(visit.session, visit.actor, person_id=visit.number("person_id"), reason=visit.typed("reason"))
        return visit.go("/people", _("The service has ended."))

* A GET runs in `database.reading`, or in a unit of work where `writes=True` (opening a card is audited). A POST is
  one unit of work, begun again when two transactions meet. `visit.session`, `visit.actor`, `visit.request` are at
  hand; `visit.number("person_id")` reads the path, `visit.asked("text")` the query, `visit.typed("reason")` one field
  of the form, `visit.chosen("days")` all values of it. A POST whose domain function opens its own units of work
  (planning) says `own_units=True` and hands over `visit.database`.
* A page without the deed is 403, `NotFound` is 404. Any other refusal of a POST shows the page it belongs to once
  more, with what was typed kept and the refusal in words on top; `WrongInput` puts its texts beside the fields. So a
  page with a form reads what it shows through `visit.typed(name, value)`: what was typed, else `value`. The macro
  `field` does it. When the sign-in expired meanwhile, the sealed form travels through the sign-in page and comes back
  filled.
* `visit.show(template, title=…, **facts)` renders inside `layout.html`; `visit.go(path, phrase, **values)` redirects
  and says the phrase on the next page; a `Response` (a PDF) is handed out as it is.
* Templates lie in `admin/templates/<subject>/`, extend `layout.html` and fill `{% block main %}` (and `{% block
  actions %}` beside the title). Texts: `{{ _("Text with {name}", name=x) }}`, `{{ _n("{n} stop", "{n} stops", count)
  }}`; also at hand: `word(enum)`, `day_words(day)`, `near_day(day)`, `hour(moment)`, `phone(text)`, `may(deed)`,
  `visit`, `Deed`. `{% from "macros.html" import card, tag, field, select, button, link, danger with context %}`: see
  that file.
* No inline `style=`, `onclick=` or `<script>` without `nonce="{{ nonce }}"`: the content policy refuses them. A part
  of a page with an `id` and `data-live` is fetched anew every 25 seconds; `data-search` is where "/" goes, `data-new`
  where "N" goes. Scripts of a page: `{% block scripts %}<script src="{{ static('routes.js') }}" nonce="{{ nonce }}"
  defer></script>`.
* The menu is one table, `admin/navigation.py`. Bulgarian: `admin/locales/bg/<subject>.po`.
* tests/admin/test_matrix.py asks every page as every role; nothing is to be added there for a new page unless its
  path has parameters (`PARAMETERS`).
"""
