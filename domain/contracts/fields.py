"""The fields that a template may ask for, as data: another field is another line here and in `values`."""

from dataclasses import dataclass

from domain.phrases import Phrase, _
from models.contracts import PaperKind


@dataclass(frozen=True)
class TemplateField:
    """One field: how it is written in the document, what it means, and what a trial paper shows for it."""

    name: str
    means: Phrase
    sample: str


@dataclass(frozen=True)
class Table:
    """Rows that a template repeats: `{%tr for goal in goals %}` … `{%tr endfor %}`."""

    name: str
    row: str
    means: Phrase
    fields: tuple[TemplateField, ...]


_COMMON: tuple[TemplateField, ...] = (
    TemplateField("paper.date", _("Day on which the paper is printed"), "24 ноември 2026 г."),
    TemplateField("paper.worker", _("Who prints the paper"), "Анна Примерна"),
    TemplateField("case.number", _("Number of the case"), "А01-2026-00001"),
    TemplateField("service.name", _("Name of the service"), "Асистентска подкрепа"),
    TemplateField("person.names", _("First, middle and last name of the person"), "Мария Петрова Примерна"),
    TemplateField("person.egn", _("The person's ЕГН in full; dots where it is not known"), "0000000000"),
    TemplateField("person.address", _("The person's address"), "София, ул. „Примерна“ 1"),
    TemplateField("person.phone", _("The person's phone; empty where there is none"), "0888 000 000"),
    TemplateField("representative.names", _("Who signs for the person; empty when the person signs"), "Петър Примерен"),
    TemplateField("representative.relation", _("By what right: guardian, power of attorney and so on"), "настойник"),
    TemplateField(
        "representative.document",
        _("The document of who signs, with number and day; may be empty"),
        "документ № 12 от 3 ноември 2026 г.",
    ),
    TemplateField(
        "representative.together", _("“yes” when both sign: the person and a trustee beside; else empty"), "да"
    ),
    TemplateField("organisation.name", _("Name of the provider"), "Социален патронаж"),
    TemplateField("organisation.municipality", _("The municipality"), "Столична община"),
    TemplateField("organisation.address", _("Address of the provider"), "София, ул. „Примерна“ 2"),
    TemplateField("organisation.phone", _("Phone of the provider"), "02 000 0000"),
    TemplateField("office.name", _("The office that leads the case"), "Служба Примерна"),
    TemplateField("office.address", _("Address of the office"), "София, ул. „Примерна“ 3"),
    TemplateField("office.phone", _("Phone of the office"), "02 000 0001"),
)
_AGREED: tuple[TemplateField, ...] = (
    TemplateField("paper.number", _("Number of the paper"), "А01-Д-2026-00001"),
    TemplateField("term.starts_on", _("First day"), "1 декември 2026 г."),
    TemplateField("term.ends_on", _("Last day; empty without a term"), "30 ноември 2027 г."),
    TemplateField("term.words", _("The term in words"), "от 1 декември 2026 г. до 30 ноември 2027 г."),
    TemplateField("fee.words", _("By what the fee is reckoned"), "Таксата се определя по тарифа."),
    TemplateField("plan.approved_on", _("Day on which the support plan was approved"), "20 ноември 2026 г."),
    TemplateField("plan.review_on", _("Day on which the plan is looked at again"), "20 май 2027 г."),
)
_CONTRACT: tuple[TemplateField, ...] = (
    TemplateField("paper.words", _("Special terms, as they were typed; may be empty"), "Ключът е у съседката."),
)
_ANNEX: tuple[TemplateField, ...] = (
    TemplateField("paper.words", _("What the annex changes, as it was typed"), "Срокът се удължава."),
    TemplateField("contract.number", _("Number of the contract that the annex changes"), "А01-Д-2026-00001"),
    TemplateField("contract.signed_on", _("Day on which that contract was signed"), "24 ноември 2026 г."),
)
_DECISION: tuple[TemplateField, ...] = (
    TemplateField("decision.date", _("Day of the decision"), "24 ноември 2026 г."),
    TemplateField("decision.approved", _("“yes” when the service is approved, else empty"), "да"),
    TemplateField("decision.refused", _("“yes” when the service is refused, else empty"), "да"),
    TemplateField("decision.reason", _("Reason of a refusal"), "няма основание"),
    TemplateField("decision.words", _("The decision in words that the person understands"), "Разбираме нуждата Ви."),
    TemplateField("decision.appeal", _("Way of appeal of a refusal"), "Можете да обжалвате в 14-дневен срок."),
    TemplateField("decision.minutes", _("Minutes of the commission; may be empty"), "Комисията заседава."),
    TemplateField("decision.proposed_by", _("Who proposed the decision"), "Анна Примерна"),
    TemplateField("decision.decided_by", _("Who decided"), "Христо Примерен"),
    TemplateField("case.wished_on", _("Day on which the person asked for the service"), "16 ноември 2026 г."),
)

FIELDS: dict[PaperKind, tuple[TemplateField, ...]] = {
    PaperKind.CONTRACT: _COMMON + _AGREED + _CONTRACT,
    PaperKind.ANNEX: _COMMON + _AGREED + _ANNEX,
    PaperKind.DECISION: _COMMON + _DECISION,
}
TABLES: tuple[Table, ...] = (
    Table(
        "goals",
        "goal",
        _("The goals of the support plan"),
        (
            TemplateField("goal.area", _("Domain of life"), "Храна"),
            TemplateField("goal.words", _("What is to be reached"), "Да се храни редовно"),
            TemplateField("goal.until", _("Until when; may be empty"), "30 май 2027 г."),
        ),
    ),
    Table(
        "activities",
        "activity",
        _("Everything that is done by the support plan"),
        (
            TemplateField("activity.goal", _("The goal that it serves"), "Да се храни редовно"),
            TemplateField("activity.words", _("What is done"), "Пазаруване и готвене"),
            TemplateField("activity.who", _("Who does it"), "Личен асистент"),
            TemplateField("activity.often", _("How often"), "3 пъти на седмица"),
            TemplateField("activity.until", _("Until when; may be empty"), "30 май 2027 г."),
        ),
    ),
)


def tables_of(kind: PaperKind) -> tuple[Table, ...]:
    """The tables that a paper may repeat: a decision is made before there is a plan."""
    return () if kind is PaperKind.DECISION else TABLES


def names_of(kind: PaperKind) -> frozenset[str]:
    """Every field that a template of the kind may ask for, those of the tables included."""
    rows = [field.name for table in tables_of(kind) for field in table.fields]
    return frozenset([field.name for field in FIELDS[kind]] + rows)
