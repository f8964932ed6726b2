"""The page of the office's templates: which edition is in use, a new one, and the fields that one may ask for."""

from urllib.parse import quote

from starlette.responses import Response

from admin.pages import Answer, page
from admin.reading import NOT_IN_LIST, one_typed, whole
from admin.timelines.words import RULE_WORDS
from admin.visit import Visit
from domain.access import Deed
from domain.contracts.fields import FIELDS, tables_of
from domain.contracts.templates import RULES, add_template, open_template, retire_template, services_of, templates_of
from domain.files import DOCX
from domain.phrases import _, word
from domain.refusals import WrongInput
from models.contracts import PaperKind
from models.places import RuleSet


@page("/contracts/templates", deed=Deed.SET_TEMPLATES, title=_("Templates of contracts"), writes=True)
async def templates(visit: Visit) -> Answer:
    rows = await templates_of(visit.session, visit.actor)
    services = await services_of(visit.session, visit.actor)
    every = [(rules.value, visit.say(RULE_WORDS[rules])) for rules in RULES]
    return visit.show(
        "contracts/templates.html",
        used=[row for row in rows if row.template.retired_at is None],
        retired=[row for row in rows if row.template.retired_at],
        every=dict(every),
        kinds=[(kind.value, word(visit.language, kind)) for kind in PaperKind],
        serves=every + [(str(one.key), f"{one.code} {one.name}") for one in services],
        lists=[(kind, FIELDS[kind], tables_of(kind)) for kind in PaperKind],
    )


@templates.post(deed=Deed.SET_TEMPLATES, files=1)
async def add(visit: Visit) -> Answer:
    name, content = visit.sent("file")
    if not content:
        raise WrongInput(file=_("Please choose a Word document (.docx)."))
    rules, programme_id = _serves(visit)
    made = await add_template(
        visit.session,
        visit.actor,
        kind=one_typed(visit, PaperKind, "kind"),
        rules=rules,
        programme_id=programme_id,
        name=name,
        content=content,
    )
    return visit.go("/contracts/templates", _("Edition {n} is in use from now on."), n=made.edition)


def _serves(visit: Visit) -> tuple[RuleSet, int | None]:
    """For which services: all of some rules, or one; with one the rules follow from it."""
    typed = visit.typed("serves")
    number = whole(typed)
    if number is not None:
        return RuleSet.NONE, number
    if typed not in {rules.value for rules in RULES}:
        raise WrongInput(serves=NOT_IN_LIST)
    return RuleSet(typed), None


@templates.post("/{template_id:int}/retire", deed=Deed.SET_TEMPLATES)
async def retire(visit: Visit) -> Answer:
    await retire_template(visit.session, visit.actor, template_id=visit.number("template_id"))
    return visit.go("/contracts/templates", _("Nothing is printed from it any more."))


@page("/contracts/templates/{template_id:int}", deed=Deed.SET_TEMPLATES, title=_("Template"))
async def template(visit: Visit) -> Answer:
    found, content = await open_template(visit.session, visit.actor, template_id=visit.number("template_id"))
    disposition = f"attachment; filename*=UTF-8''{quote(found.name, safe='')}"
    return Response(content, media_type=DOCX, headers={"Content-Disposition": disposition})
