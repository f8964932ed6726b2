"""What every plain list has in common: only what is ours, nothing leaves it, nothing is overwritten unseen."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import SQLModel, col
from starlette.requests import Request
from starlette_admin.contrib.sqlmodel.view import ModelView
from starlette_admin.exceptions import FormValidationError
from starlette_admin.fields import IntegerField

from admin.reading import whole
from admin.records.fields import Telephone, Text, language_of
from domain.access import Actor, Deed
from domain.phrases import Phrase, _, refusal_text, say
from domain.refusals import Stale
from domain.versions import LastChange, demand_version, last_change

ALREADY = _("There is one like this already.")


@dataclass(frozen=True)
class Quicker:
    """That somebody else was quicker: what stands on file now, and who saved it."""

    refusal: Stale
    on_file: dict[str, Any]
    change: LastChange | None


class PlainView(ModelView):
    """A list of plain records, of the reader's organisation only; nothing leaves it as a file."""

    list_template = "records/list.html"
    create_template = "records/form.html"
    edit_template = "records/form.html"
    page_size = 50
    page_size_options = (50,)
    exporters = ()
    importers = ()
    actions = ()
    row_actions: Sequence[str] = ()
    fields_default_sort: Sequence[Any] = ("name",)
    #: What the list is called, what one of it is called, and what it is for.
    names: ClassVar[tuple[Phrase, Phrase, Phrase]]

    def __init__(self, model: type[SQLModel], key: str) -> None:
        self.fields = (IntegerField("id", exclude_from_list=True, read_only=True), *self.fields)
        super().__init__(model, key=key, display_name=str(self.names[1]), menu_label=str(self.names[0]))

    def is_accessible(self, request: Request) -> bool:
        return _actor(request).may(Deed.MANAGE_LISTS)

    def can_view_detail(self, request: Request) -> bool:
        return False

    def can_delete(self, request: Request) -> bool:
        return False

    def can_export(self, request: Request) -> bool:
        return False

    def can_import(self, request: Request) -> bool:
        return False

    def get_search_query(self, request: Request, term: str) -> Any:
        """Letters of any case: SQLite knows only the small and capital letters of English."""
        cases = {term, term.lower(), term.upper(), term.capitalize(), term.title()}
        kinds = (Text, Telephone)
        texts = [col(getattr(self.model, field.name)) for field in self.fields if type(field) in kinds]
        return sa.or_(*(text.contains(case, autoescape=True) for text in texts for case in cases))

    async def serialize(self, obj: Any, request: Request, *_options: bool, **_more: bool) -> dict[str, Any]:
        """The values alone: the library would work out for each row an address that nobody opens."""
        fields = self.get_fields_list(request)
        return {
            one.name: await self.serialize_field_value(await one.parse_obj(request, obj), one, request)
            for one in fields
        } | {"id": obj.id}

    async def find_by_pk(self, request: Request, pk: Any) -> Any:
        text = str(pk)
        return await super().find_by_pk(request, pk) if text.isdecimal() and len(text) < 10 else None

    async def validate(self, request: Request, data: dict[str, Any]) -> None:
        """Refuse the second save of a stale copy; every field has been checked by itself before."""
        if "pk" not in request.query_params:
            return
        session = request.state.session
        rows = sa.select(self.model).where(self.model.id == int(request.query_params["pk"])).with_for_update()
        found = (await session.scalars(rows.execution_options(populate_existing=True))).one()
        try:
            demand_version(found, whole(str((await request.form()).get("version"))) or 0)
        except Stale as refusal:
            change = await last_change(session, refusal)
            request.state.stale = Quicker(refusal, await self.serialize(found, request), change)
            raise FormValidationError({"version": refusal_text(language_of(request), refusal)}) from None

    async def before_create(self, request: Request, data: dict[str, Any], obj: Any) -> None:
        obj.organisation_id = _actor(request).organisation_id

    async def handle_exception(self, request: Request, exc: Exception) -> None:
        """Two of one name: said beside the first field."""
        if isinstance(exc, IntegrityError) and "unique" in str(exc.orig).lower():
            raise FormValidationError({self.fields[1].name: say(language_of(request), ALREADY)}) from None
        raise exc


def _actor(request: Request) -> Actor:
    actor: Actor = request.state.visitor.actor
    return actor
