"""A contract from the print to its end: one open at a time, for who may work on the case, as its template says."""

import asyncio
from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import clock
from domain.access import Actor
from domain.cases.closing import Ending, close_case, withdraw_case
from domain.cases.emergencies import enter_in_emergency
from domain.contracts.deciding import NotDecided, print_decision
from domain.contracts.printing import (
    AnnexIsOpen,
    ContractIsOpen,
    NothingToChange,
    Terms,
    print_annex,
    print_contract,
)
from domain.contracts.reading import contracts_of
from domain.contracts.signers import Signatory
from domain.contracts.signing import NotPrinted, Signing, cancel_contract, sign_contract
from domain.contracts.standing import waits_too_long
from domain.contracts.templates import NoTemplate, add_template, retire_template, template_for
from domain.files import open_file
from domain.plans.approving import approve_plan
from domain.plans.starting import PlanFirst
from domain.plans.writing import begin_plan, submit_plan
from domain.refusals import NotAllowed, NotFound, Stale, WrongInput
from models.assessing import Decision, DecisionStatus, RefusalReason, Verdict
from models.audit import AuditAction, AuditEntry
from models.cases import Case, CaseOutcome, CaseStatus, Secrecy
from models.contracts import Contract, ContractStatus, PaperKind, Signer
from models.people import Kinship, KinshipKind, Person
from models.places import RuleSet
from tests.case_work import case_of
from tests.cast import MARIA_EGN, Cast
from tests.domain.assessing.filled import PLAN
from tests.domain.contracts.documents import document, text_of

pytestmark = pytest.mark.usefixtures("tuesday")
TODAY = date(2026, 11, 24)
TERMS = Terms(TODAY, date(2027, 11, 23), words="Ключът е у <съседката> & сина.", fee_words="Такса по тарифата.")
SIGNED = Signing(TODAY)
SON = Signatory(Signer.PROXY, " Петър Иванов ", "12", date(2026, 11, 3))
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
CONTRACT = """\
ДОГОВОР № A01-Д-2026-00001
за ползване на социалната услуга „Асистентска подкрепа“
Днес, 24 ноември 2026 г., се сключи този договор между:
1. Социален патронаж, Столична община, телефон 02 111 1111, чрез Служба Младост, представлявана от \
........................................................, наричана по-долу „Доставчик“, и
2. Мария Иванова, ЕГН {egn}, с адрес: София, ж.к. Младост 1, бл. 312, вх. Б, ет. 4, ап. 17, телефон 0888 123 456, \
за когото подписва Петър Иванов (пълномощник, пълномощно № 12 от 3 ноември 2026 г.), с качество „Потребител“.
Договорът се сключва на основание чл. 85 от Закона за социалните услуги (ЗСУ), по случай № {case}, след оценка на \
потребностите.
Предмет
Доставчикът предоставя на Потребителя социалната услуга „Асистентска подкрепа“ според индивидуалния план за подкрепа, \
одобрен на 24 ноември 2026 г. и част от този договор. По него се прави следното:
Цел | Какво се прави | Кой | Колко често
Да има храна всеки ден | пазаруване | асистент | 2 пъти на седмица
Планът се преглежда най-късно на 24 май 2027 г., а и по-рано, ако нуждите на Потребителя се променят.
Срок
Договорът важи от 24 ноември 2026 г. до 23 ноември 2027 г.
Такса
Такса по тарифата.
За оценката на потребностите и за изготвянето на плана не се плаща (чл. 104, ал. 2 ЗСУ).
Какво дължи Доставчикът
да предоставя услугата според плана и стандартите за качество;
да уважава достойнството, желанията и личния живот на Потребителя;
да посочи служител, който води случая, и да съобщи, когато той се сменя;
да предупреждава навреме, когато не може да дойде в уговорения ден;
да приема жалби и предложения и да отговаря на тях писмено.
Какво дължи Потребителят
да казва на службата за промени, които са важни за услугата: адрес, телефон, здраве, болница, пътуване;
да плаща таксата, когато такава се дължи;
да се отнася с уважение към хората, които му помагат.
Лични данни
Доставчикът обработва личните данни на Потребителя само за да предоставя услугата и както изисква законът. \
Потребителят може да поиска копие от данните си, поправка или изтриване в службата, която води случая.
Промяна и прекратяване
Договорът се променя с анекс, подписан от двете страни.
Потребителят може да се откаже от услугата по всяко време, без да посочва причина (чл. 9, ал. 2 ЗСУ).
Договорът се прекратява с изтичането на срока, по взаимно съгласие, при отказ на Потребителя и в случаите, които \
законът посочва. Когато таксата не е платена повече от три месеца, Доставчикът може да прекрати услугата, ако \
дължимото не бъде платено в срок от един месец (чл. 102, ал. 2 ЗСУ).
Особени условия
Ключът е у <съседката> & сина.
Договорът е подписан в два еднакви екземпляра, по един за всяка страна.
За Доставчика:\n\n..................................\n(име, подпис) | За Потребителя:\n\n\
..................................\n(име, подпис)"""
ANNEX = """\
АНЕКС № A01-АН-2026-00001
към договор № A01-Д-2026-00001, подписан на 24 ноември 2026 г., за услугата „Асистентска подкрепа“
Днес, 24 ноември 2026 г., Социален патронаж, чрез Служба Младост, представлявана от \
........................................................, с качество „Доставчик“, и Мария Иванова, ЕГН {egn}, \
с адрес: София, ж.к. Младост 1, бл. 312, вх. Б, ет. 4, ап. 17, с качество „Потребител“, се споразумяха:
1. От 1 декември 2026 г. договорът се променя така:
Идва и в събота.
2. Договорът важи до 31 декември 2027 г. включително.
Всичко останало в договора не се променя.
Анексът е подписан в два еднакви екземпляра, по един за всяка страна, и е част от договора.
За Доставчика:\n\n..................................\n(име, подпис) | Потребител:\n\n\
..................................\n(име, подпис)"""


async def planned(session: AsyncSession, cast: Cast, case: Case) -> None:
    anna, head = cast.staff(cast.anna), cast.staff(cast.head)
    plan = await begin_plan(session, anna, case_id=case.key)
    await submit_plan(session, anna, plan_id=plan.key, facts=PLAN)
    await approve_plan(session, head, plan_id=plan.key)


async def text(session: AsyncSession, actor: Actor, contract: Contract) -> str:
    return "\n".join(text_of((await open_file(session, actor, file_id=contract.file_id))[1]))


async def standing(session: AsyncSession, actor: Actor, case: Case) -> list[tuple[str, ContractStatus]]:
    rows = (await contracts_of(session, actor, case_id=case.key)).rows
    return [(row.contract.number, row.contract.status) for row in rows]


async def test_a_delegated_service_is_agreed_signed_changed_and_ended(people: Cast):
    anna = people.staff(people.anna)
    async with people.database.unit(anna) as session:
        case = await case_of(session, people, people.maria, people.assistance, status=CaseStatus.APPROVED)
        with pytest.raises(PlanFirst):
            await print_contract(session, anna, case_id=case.key, terms=TERMS)
        await planned(session, people, case)
        son = Terms(**{**vars(TERMS), "signatory": SON})
        contract = await print_contract(session, anna, case_id=case.key, terms=son)
        assert await text(session, anna, contract) == CONTRACT.format(egn=MARIA_EGN, case=case.number)
        for wrong in (None, TODAY + timedelta(days=1), TODAY - timedelta(days=1)):
            with pytest.raises(WrongInput):
                await sign_contract(session, anna, contract_id=contract.key, signing=Signing(wrong))
        with pytest.raises(NothingToChange):
            await print_annex(session, anna, contract_id=contract.key, terms=TERMS)
        scanned = Signing(TODAY, "подписан.pdf", PDF)
        await sign_contract(session, anna, contract_id=contract.key, signing=scanned, version=contract.version)
        assert (contract.status, contract.signed_on, case.status, case.started_on, case.review_on) == (
            ContractStatus.SIGNED, TODAY, CaseStatus.ACTIVE, TODAY, date(2027, 5, 24),
        )  # fmt: skip
        assert contract.signed_file_id
        assert (await open_file(session, anna, file_id=contract.signed_file_id))[1] == PDF
        for act in (sign_contract(session, anna, contract_id=contract.key, signing=SIGNED),
                    cancel_contract(session, anna, contract_id=contract.key)):  # fmt: skip
            with pytest.raises(NotPrinted):
                await act
        later = Terms(date(2026, 12, 1), date(2027, 12, 31), words="Идва и в събота.")
        annex = await print_annex(session, anna, contract_id=contract.key, terms=later)
        assert await text(session, anna, annex) == ANNEX.format(egn=MARIA_EGN)
        with pytest.raises(AnnexIsOpen):
            async with session.begin_nested():
                await print_annex(session, anna, contract_id=contract.key, terms=later)
        with pytest.raises(Stale):
            await sign_contract(session, anna, contract_id=annex.key, signing=SIGNED, version=annex.version + 1)
        await sign_contract(session, anna, contract_id=annex.key, signing=SIGNED)
        assert contract.ends_on == date(2027, 12, 31)
        waiting = await print_annex(session, anna, contract_id=contract.key, terms=later)
        await close_case(session, anna, case_id=case.key, ending=Ending(CaseOutcome.OWN_WISH))
        assert await standing(session, anna, case) == [
            ("A01-АН-2026-00002", ContractStatus.CANCELLED),
            ("A01-АН-2026-00001", ContractStatus.ENDED),
            ("A01-Д-2026-00001", ContractStatus.ENDED),
        ]
        assert {one.ended_on for one in (contract, annex, waiting)} == {TODAY}
        opened = sa.select(sa.func.count()).where(
            col(AuditEntry.record) == "person.egn", col(AuditEntry.action) == AuditAction.OPENED
        )
        assert await session.scalar(opened) == 3


async def test_a_cancelled_contract_gives_way_to_the_next_and_a_withdrawn_wish_to_none(people: Cast):
    anna = people.staff(people.anna)
    async with people.database.unit(anna) as session:
        case = await case_of(session, people, people.maria, people.lunch, status=CaseStatus.APPROVED)
        first = await print_contract(session, anna, case_id=case.key, terms=Terms(date(2026, 12, 1)))
        with pytest.raises(ContractIsOpen):
            await print_contract(session, anna, case_id=case.key, terms=TERMS)
        await cancel_contract(session, anna, contract_id=first.key, version=first.version)
        second = await print_contract(session, anna, case_id=case.key, terms=Terms(date(2026, 12, 1)))
        assert "\nДоговорът важи от 1 декември 2026 г., без краен срок.\n" in await text(session, anna, second)
        await sign_contract(session, anna, contract_id=second.key, signing=SIGNED)
        assert (second.status, case.status) == (ContractStatus.SIGNED, CaseStatus.APPROVED)  # its day is to come
        await withdraw_case(session, anna, case_id=case.key, words="Отказа се.")
        assert await standing(session, anna, case) == [
            ("P02-Д-2026-00002", ContractStatus.ENDED), ("P02-Д-2026-00001", ContractStatus.CANCELLED),
        ]  # fmt: skip


async def test_of_two_who_print_at_once_one_has_the_contract_and_the_other_is_told(people: Cast):
    anna, admin = people.staff(people.anna), people.staff(people.admin)
    async with people.database.unit(anna) as session:
        number = (await case_of(session, people, people.maria, people.lunch)).key

    async def printed(actor: Actor) -> object:
        async with people.database.unit(actor) as session:
            return await print_contract(session, actor, case_id=number, terms=TERMS)

    made = await asyncio.gather(printed(anna), printed(admin), return_exceptions=True)
    assert sorted(type(one).__name__ for one in made) == ["Contract", "ContractIsOpen"]
    async with people.database.reading(anna) as session:
        found = await contracts_of(session, anna, case_id=number)
        assert [row.contract.number for row in found.rows] == ["P02-Д-2026-00001"]


async def test_who_may_not_work_on_the_case_makes_no_contract_of_it(people: Cast):
    anna = people.staff(people.anna)
    async with people.database.unit(anna) as session:
        open_case = await case_of(session, people, people.maria, people.lunch)
        waits = await print_contract(session, anna, case_id=open_case.key, terms=TERMS)
        childs = await case_of(
            session, people, people.ivanka, people.lunch, secrecy=Secrecy.CHILD, team=(people.anna, people.lawyer)
        )
    refusals = (
        (people.elena, NotFound), (people.lawyer, NotFound), (people.burgas_admin, NotFound),
        (people.nurse, NotAllowed), (people.inspector, NotAllowed), (people.cashier, NotAllowed),
    )  # fmt: skip
    for member, refusal in refusals:
        actor = people.staff(member)
        async with people.database.unit(actor) as session:
            for act in (print_contract(session, actor, case_id=open_case.key, terms=TERMS),
                        print_annex(session, actor, contract_id=waits.key, terms=TERMS),
                        sign_contract(session, actor, contract_id=waits.key, signing=SIGNED),
                        cancel_contract(session, actor, contract_id=waits.key)):  # fmt: skip
                with pytest.raises(refusal):
                    await act
    async with people.database.unit(people.staff(people.elena)) as session:
        with pytest.raises(NotFound):
            await contracts_of(session, people.staff(people.elena), case_id=open_case.key)
    for member in (people.head, people.admin):
        actor = people.staff(member)
        async with people.database.unit(actor) as session:
            with pytest.raises(NotFound):
                await print_contract(session, actor, case_id=childs.key, terms=TERMS)
    head, lawyer = people.staff(people.head), people.staff(people.lawyer)
    async with people.database.unit(head) as session:
        await enter_in_emergency(session, head, number=childs.number, reason="Детето е в опасност сега.")
        assert (await contracts_of(session, head, case_id=childs.key)).rows == []
        with pytest.raises(NotFound):
            await print_contract(session, head, case_id=childs.key, terms=TERMS)
    async with people.database.unit(lawyer) as session:
        assert (await print_contract(session, lawyer, case_id=childs.key, terms=TERMS)).case_id == childs.id


async def test_what_cannot_be_agreed_is_said_by_field(sqlite_people: Cast):
    people, anna = sqlite_people, sqlite_people.staff(sqlite_people.anna)
    async with people.database.unit(anna) as session:
        case = await case_of(session, people, people.maria, people.assistance, status=CaseStatus.APPROVED)
        await planned(session, people, case)
        wrongs = {
            "starts_on": (Terms(None), Terms(date(2026, 11, 15))),
            "ends_on": (Terms(TODAY, TODAY), Terms(TODAY, date(2029, 11, 25))),
            "words": (Terms(TODAY, words="а" * 2001),),
            "fee_words": (Terms(TODAY, fee_words="а" * 2001),),
        }
        for name, terms in wrongs.items():
            for one in terms:
                with pytest.raises(WrongInput) as refused:
                    await print_contract(session, anna, case_id=case.key, terms=one)
                assert sorted(refused.value.fields) == [name]


async def test_who_signs_may_sign_and_shows_by_what_right(sqlite_people: Cast):
    people, anna = sqlite_people, sqlite_people.staff(sqlite_people.anna)
    parent, guardian = Signatory(Signer.PARENT, "Стоянка"), Signatory(Signer.GUARDIAN, "Стоянка")
    trustee = Signatory(Signer.TRUSTEE, "Стоянка Иванова", "7", TODAY)
    async with people.database.unit(anna) as session:
        case = await case_of(session, people, people.maria, people.lunch)
        maria = await session.get_one(Person, people.maria.key)

        async def wrong(signatory: Signatory) -> list[str]:
            with pytest.raises(WrongInput) as refused:
                await print_contract(session, anna, case_id=case.key, terms=Terms(TODAY, signatory=signatory))
            return sorted(refused.value.fields)

        assert await wrong(parent) == ["signer"], "of somebody of age"
        assert await wrong(replace(trustee, name=" ")) == ["signer_name"]
        assert await wrong(guardian) == ["signer_document", "signer_document_on"]
        assert await wrong(replace(trustee, document_on=TODAY + timedelta(days=1))) == ["signer_document_on"]
        maria.born = date(2010, 5, 1)
        assert await wrong(Signatory()) == ["signer"], "a child"
        assert (await contracts_of(session, anna, case_id=case.key)).signatory == Signatory(Signer.PARENT)
        maria.born = date(1944, 3, 8)
        rows = sa.select(Kinship).where(col(Kinship.relative_id) == people.stoyanka.key)
        (await session.scalars(rows)).one().kind = KinshipKind.GUARDIAN
        assert (await contracts_of(session, anna, case_id=case.key)).signatory.name == people.stoyanka.name
        assert await wrong(Signatory()) == ["signer"], "somebody who has a guardian"
        made = await print_contract(session, anna, case_id=case.key, terms=Terms(TODAY, signatory=trustee))
        printed = await text(session, anna, made)
        assert "със съгласието на Стоянка Иванова (попечител, документ № 7 от 24 ноември 2026 г.)" in printed
        assert "Потребител и попечител:" in printed
        assert (await contracts_of(session, anna, case_id=case.key)).signatory == trustee, "who signed, signs again"


async def test_a_paper_that_waits_for_signatures_too_long_stands_out(sqlite_people: Cast):
    people, anna = sqlite_people, sqlite_people.staff(sqlite_people.anna)
    async with people.database.unit(anna) as session:
        case = await case_of(session, people, people.maria, people.lunch)
        made = await print_contract(session, anna, case_id=case.key, terms=TERMS)
        for days, late in ((7, None), (8, made)):
            with clock.frozen(clock.now() + timedelta(days=days)):
                rows = (await contracts_of(session, anna, case_id=case.key)).rows
                assert (await waits_too_long(session, case.key), rows[0].late) == (late, late is not None)
        await sign_contract(session, anna, contract_id=made.key, signing=SIGNED)
        with clock.frozen(clock.now() + timedelta(days=30)):
            assert await waits_too_long(session, case.key) is None


async def test_what_is_printed_keeps_its_edition_and_a_service_may_have_its_own(people: Cast):
    anna, admin = people.staff(people.anna), people.staff(people.admin)
    async with people.database.unit(admin) as session:
        case = await case_of(session, people, people.maria, people.lunch)
        first = await print_contract(session, admin, case_id=case.key, terms=TERMS)
        shipped = await template_for(session, people.lunch, PaperKind.CONTRACT)
        await cancel_contract(session, admin, contract_id=first.key)
        own = await add_template(
            session, admin, kind=PaperKind.CONTRACT, rules=RuleSet.NONE, programme_id=people.lunch.key,
            name="Наш договор.docx", content=document("{{ paper.number }}: {{ person.names }}"),
        )  # fmt: skip
        second = await print_contract(session, admin, case_id=case.key, terms=TERMS)
        assert await text(session, admin, second) == "P02-Д-2026-00002: Мария Иванова"
        assert [row.edition for row in (await contracts_of(session, admin, case_id=case.key)).rows] == [1, 1]
        assert (first.template_id, second.template_id, own.rules) == (shipped.id, own.id, RuleSet.MUNICIPAL)
        await cancel_contract(session, admin, contract_id=second.key)
        for one in (own, shipped):
            await retire_template(session, admin, template_id=one.key)
    async with people.database.unit(anna) as session:
        with pytest.raises(NoTemplate):
            await print_contract(session, anna, case_id=case.key, terms=TERMS)
        assert (await text(session, anna, first)).startswith("ДОГОВОР № P02-Д-2026-00001\n")


async def test_a_decision_is_printed_when_it_is_made(people: Cast):
    anna = people.staff(people.anna)
    async with people.database.unit(anna) as session:
        case = await case_of(session, people, people.maria, people.lunch, status=CaseStatus.REFUSED)
        decision = Decision(
            organisation_id=case.organisation_id, case_id=case.key, verdict=Verdict.REFUSE,
            reason=RefusalReason.OUTSIDE, words="Живеете в друга община.", appeal="В 14-дневен срок.",
            minutes="Протокол 3", proposed_by=people.anna.key, proposed_at=clock.now(),
        )  # fmt: skip
        session.add(decision)
        await session.flush()
        with pytest.raises(NotDecided):
            await print_decision(session, anna, decision_id=decision.key)
        decision.status, decision.decided_by, decision.decided_at = DecisionStatus.DECIDED, people.head.key, clock.now()
        await session.flush()
        paper = await print_decision(session, anna, decision_id=decision.key)
        assert text_of((await open_file(session, anna, file_id=paper.key))[1]) == [
            "РЕШЕНИЕ",
            f"по случай № {case.number} от 24 ноември 2026 г.",
            "Социален патронаж, Столична община, Служба Младост",
            (
                "Мария Иванова, с адрес: София, ж.к. Младост 1, бл. 312, вх. Б, ет. 4, ап. 17, пожела на 16 ноември "
                "2026 г. да ползва услугата „Храна у дома“. След като потребностите бяха оценени,"
            ),
            "услугата „Храна у дома“ СЕ ОТКАЗВА.",
            "Причина: живее извън общината.",
            "Живеете в друга община.",
            "Как можете да обжалвате",
            "В 14-дневен срок.",
            "Протокол на комисията",
            "Протокол 3",
            "Предложил: Анна Костова",
            (
                "Решил: Христо Малинов\n\n..................................\n(име, подпис) | Получих решението на "
                ".......................\n\n..................................\n(име, подпис)"
            ),
        ]
    for member, refusal in ((people.elena, NotFound), (people.nurse, NotAllowed)):
        async with people.database.unit(people.staff(member)) as session:
            with pytest.raises(refusal):
                await print_decision(session, people.staff(member), decision_id=decision.key)
