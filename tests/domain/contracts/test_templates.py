"""The office's templates: shipped ones to begin with, an upload is the next edition, and nobody else's are seen."""

import pytest

from domain.contracts.filling import UnknownFields
from domain.contracts.templates import (
    RULES,
    NoTemplate,
    TemplateChanged,
    add_template,
    open_template,
    retire_template,
    templates_of,
)
from domain.refusals import NotAllowed, NotFound
from models.contracts import PaperKind
from models.places import RuleSet
from tests.cast import Cast
from tests.domain.contracts.documents import document, text_of

pytestmark = pytest.mark.usefixtures("tuesday")
DELEGATED, MUNICIPAL = RuleSet.DELEGATED, RuleSet.MUNICIPAL


async def test_an_upload_is_the_next_edition_and_the_one_before_is_kept(people: Cast):
    admin, lawyer = people.staff(people.admin), people.staff(people.lawyer)
    async with people.database.unit(admin) as session:
        shipped = await templates_of(session, admin)
        assert [(row.template.kind, row.template.rules, row.template.edition, row.added_by) for row in shipped] == [
            (kind, rules, 1, "") for kind in PaperKind for rules in RULES
        ]
        assert [row.template.name for row in shipped] == [
            "Договор за услуга по закона.docx", "Договор за домашен социален патронаж.docx",
            "Договор за общодостъпна услуга.docx", *["Анекс към договор.docx"] * 3, *["Решение.docx"] * 3,
        ]  # fmt: skip
        assert text_of((await open_template(session, admin, template_id=shipped[3].template.key))[1])[0] == (
            "АНЕКС № {{ paper.number }}"
        )
    ours = document("{{ paper.number }}")
    async with people.database.unit(lawyer) as session:
        made = await add_template(
            session, lawyer, kind=PaperKind.ANNEX, rules=DELEGATED, name="../Наш анекс.docx", content=ours
        )
        with pytest.raises(UnknownFields):
            await add_template(
                session, lawyer, kind=PaperKind.ANNEX, rules=DELEGATED, name="x.docx", content=document("{{ a.b }}")
            )
        with pytest.raises(NoTemplate):
            await add_template(session, lawyer, kind=PaperKind.ANNEX, rules=RuleSet.NONE, name="x.docx", content=ours)
        with pytest.raises(NotFound):
            await add_template(
                session, lawyer, kind=PaperKind.ANNEX, rules=DELEGATED, name="x.docx", content=ours,
                programme_id=people.burgas_lunch.key,
            )  # fmt: skip
    async with people.database.unit(admin) as session:
        rows = await templates_of(session, admin)
        annexes = [row for row in rows if row.template.kind is PaperKind.ANNEX and row.template.rules is DELEGATED]
        assert [
            (row.template.edition, row.template.name, row.added_by, bool(row.template.retired_at)) for row in annexes
        ] == [(2, "Наш анекс.docx", "Юрист Стоев", False), (1, "Анекс към договор.docx", "", True)]
        assert (await open_template(session, admin, template_id=made.key))[1] == ours
        await retire_template(session, admin, template_id=made.key)
        with pytest.raises(TemplateChanged):
            await retire_template(session, admin, template_id=made.key)
        assert len(await templates_of(session, admin)) == len(rows)  # the shipped one does not come back


async def test_a_shipped_one_that_nobody_changed_gives_place_to_the_one_that_the_program_brings_now(people: Cast):
    admin = people.staff(people.admin)
    async with people.database.unit(admin) as session:
        contract, *others = [row.template for row in await templates_of(session, admin)]
        contract.sha256 = others[-1].sha256 = "of an older version"
        await retire_template(session, admin, template_id=others[-1].key)
    async with people.database.unit(admin) as session:
        rows = [row.template for row in await templates_of(session, admin)]
        assert [(one.kind, one.edition) for one in rows if one.edition > 1] == [(PaperKind.CONTRACT, 2)]
        assert {one.key for one in rows if one.retired_at} == {contract.key, others[-1].key}


async def test_templates_are_for_those_who_keep_them_and_for_their_organisation(people: Cast):
    admin, burgas = people.staff(people.admin), people.staff(people.burgas_admin)
    async with people.database.unit(admin) as session:
        numbers = {row.template.key for row in await templates_of(session, admin)}
    async with people.database.unit(burgas) as session:
        assert numbers.isdisjoint(row.template.key for row in await templates_of(session, burgas))
        for act in (open_template, retire_template):
            with pytest.raises(NotFound):
                await act(session, burgas, template_id=min(numbers))
    for member in (people.anna, people.head, people.inspector):
        actor = people.staff(member)
        async with people.database.unit(actor) as session:
            with pytest.raises(NotAllowed):
                await templates_of(session, actor)
            with pytest.raises(NotAllowed):
                await open_template(session, actor, template_id=min(numbers))
