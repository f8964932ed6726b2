"""Referrals both ways: a limited preview, one answer, all of it after acceptance, and nothing for strangers."""

import asyncio
from collections.abc import Awaitable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import col

from domain import clock
from domain.access import Actor
from domain.consents import ParentsHaveNotAgreed, PersonHasNotAgreed
from domain.people.numbers import NumberInWords
from domain.referrals import answering, news, reading, sending
from domain.referrals.details import Details, gives_away
from domain.referrals.reading import Act, Box
from domain.refusals import NotAllowed, NotFound, WrongInput
from models.applications import Application, ApplicationChannel
from models.audit import AuditAction, AuditEntry
from models.cases import Secrecy
from models.people import Person
from models.referrals import ConsentGiver, Direction, Purpose, Referral, ReferralBasis, ReferralDecline, ReferralStatus
from models.staff import Role, Staff
from tests.case_work import case_of
from tests.cast import Cast
from tests.domain.applications.forms import registered
from tests.domain.referrals.letters import CHILD, STEFKA, agreed, letter, referred_from_us, referred_to_us

pytestmark = pytest.mark.usefixtures("tuesday")
PATIENCE_S = 30
AN_EGN = "6101057509"  # invented


async def do(cast: Cast, member: Staff, deed: Any, number: int | None, **facts: Any) -> Any:
    """Let a member of staff act on a referral."""
    actor = cast.staff(member)
    return await cast.database.run(actor, lambda session: deed(session, actor, referral_id=number, **facts))


async def sheet(cast: Cast, member: Staff, number: int | None) -> reading.ReferralSheet:
    found: reading.ReferralSheet = await do(cast, member, reading.referral_sheet, number)
    return found


async def box(cast: Cast, member: Staff, which: Box) -> list[int | None]:
    actor = cast.staff(member)
    async with cast.database.reading(actor) as session:
        return [row.referral.id for row in (await reading.referrals_in(session, actor, box=which)).rows]


async def test_a_referral_to_us_opens_when_accepted_and_becomes_an_application(people: Cast):
    sent = await referred_to_us(people)
    clock.set_to(clock.now() + timedelta(days=1))
    before = await sheet(people, people.head, sent.id)
    assert (before.details, before.acts, before.row.institution) == (None, {Act.ANSWER}, "Болница „Надежда“")
    theirs = await sheet(people, people.partner, sent.id)
    assert (theirs.acts, theirs.row.direction, before.row.direction) == ({Act.WITHDRAW}, Direction.OUT, Direction.IN)
    await do(people, people.head, answering.accept, sent.id)
    after = await sheet(people, people.anna, sent.id)
    assert after.details == replace(STEFKA, phone="+359888777111")
    assert (after.acts, after.decided_by) == ({Act.FINISH, Act.TELL}, "Христо Малинов")
    theirs = await sheet(people, people.partner, sent.id)
    assert (theirs.referral.status, theirs.decided_by, theirs.acts) == (ReferralStatus.ACCEPTED, "", {Act.TELL})
    async with people.database.reading(people.job) as session:
        application = (await session.scalars(sa.select(Application))).one()
        openings = sa.select(col(AuditEntry.actor)).where(
            col(AuditEntry.record) == "referral", col(AuditEntry.action) == AuditAction.OPENED
        )
        readers = list(await session.scalars(openings.order_by(col(AuditEntry.id))))
        sealed = await session.scalar(sa.select(col(Referral.details_sealed)))
    assert (application.first_name, application.phone, application.channel, application.basis) == (
        "Стефка", "+359888777111", ApplicationChannel.INSTITUTION, "17 / 23.11.2026",
    )  # fmt: skip
    assert (application.wished_on, application.referral_id, after.application_id, application.guarded) == (
        date(2026, 11, 24), sent.id, application.id, False,
    )  # fmt: skip
    assert readers == [f"staff:{one.id}" for one in (people.partner, people.anna, people.partner)]
    assert sealed is not None
    assert "Стефка".encode() not in sealed
    await do(people, people.anna, answering.finish, sent.id, outcome="Обслужва се у дома")
    done = await sheet(people, people.partner, sent.id)
    assert (done.referral.status, done.referral.outcome) == (ReferralStatus.DONE, "Обслужва се у дома")


async def test_of_two_answers_at_once_one_holds_and_the_other_is_told(people: Cast):
    sent = await referred_to_us(people)
    answers: list[Awaitable[Any]] = [
        do(people, people.head, answering.accept, sent.id),
        do(people, people.admin, answering.decline, sent.id, reason=ReferralDecline.NO_PLACE),
        do(people, people.partner, answering.withdraw, sent.id),
    ]
    found = await asyncio.wait_for(asyncio.gather(*answers, return_exceptions=True), PATIENCE_S)
    held = [one for one in found if isinstance(one, Referral)]
    refused = [one for one in found if isinstance(one, answering.AlreadyAnswered)]
    assert (len(held), len(refused)) == (1, 2)
    async with people.database.reading(people.job) as session:
        applications = await session.scalar(sa.select(sa.func.count()).select_from(Application))
    assert applications == (1 if held[0].status is ReferralStatus.ACCEPTED else 0)


async def test_a_declined_one_stays_and_the_second_try_names_the_first(sqlite_people: Cast):
    cast = sqlite_people
    first = await referred_to_us(cast)
    with pytest.raises(WrongInput):
        await do(cast, cast.head, answering.decline, first.id, reason=ReferralDecline.OTHER)
    with pytest.raises(NumberInWords):
        await do(cast, cast.head, answering.decline, first.id, reason=ReferralDecline.OTHER, words=f"ЕГН {AN_EGN}")
    declined = await do(cast, cast.head, answering.decline, first.id, reason=ReferralDecline.NO_PLACE, words="тайно")
    assert (declined.decline_words, declined.status) == ("", ReferralStatus.DECLINED)
    assert await box(cast, cast.partner, Box.DECIDED) == await box(cast, cast.anna, Box.DECIDED) == [first.id]
    assert (await sheet(cast, cast.partner, first.id)).acts == {Act.TRY_ANEW}
    assert (await sheet(cast, cast.head, first.id)).details is None
    with pytest.raises(WrongInput) as same:
        await referred_to_us(cast)
    assert set(same.value.fields) == {"document_number"}
    second = await referred_to_us(cast, letter(cast, "18", follows_id=first.id))
    assert (await sheet(cast, cast.head, first.id)).tried_anew == [second.id]
    with pytest.raises(sending.NothingToTryAnew):
        await referred_to_us(cast, letter(cast, "19", follows_id=second.id))


@pytest.mark.parametrize(
    "preview",
    [
        "Стефка живее сама.",
        "Г-жа БОЖИНОВА е сама.",
        "За Stefka Bozhinova",
        "Тел. 0888 777-111",
        "Тел. 777 111 (мобилен 888777111)",
        "Синът ѝ е на 0899 000 000.",
        "ЕГН 6101 047 500",
    ],
)
async def test_a_preview_that_names_the_person_is_refused(sqlite_people: Cast, preview: str):
    with pytest.raises(WrongInput) as refused:
        await referred_to_us(sqlite_people, letter(sqlite_people, preview=preview))
    assert set(refused.value.fields) == {"preview"}


def test_a_preview_of_ordinary_words_and_days_passes():
    person = Details("Ана", "Ли", phone="0888777111")
    assert not gives_away("Анализ от 24.11.2026 г., направление № 01-574, литературен кръжок, на 82 години.", person)
    assert gives_away("За Ана", person)


async def test_what_is_wrong_is_said_beside_each_field(sqlite_people: Cast):
    wrong = letter(
        sqlite_people, number=" ", details=Details("", "", egn="1", phone="12"), document_date=None, preview="",
        office_id=sqlite_people.cook.id, programme_id=None,
    )  # fmt: skip
    with pytest.raises(WrongInput) as refused:
        await referred_to_us(sqlite_people, wrong)
    assert set(refused.value.fields) == {
        "document_number", "document_date", "preview", "first_name", "last_name", "egn", "phone", "office_id",
        "programme_id",
    }  # fmt: skip


async def test_from_us_nothing_goes_without_the_consent_nor_after_it_ends(people: Cast):
    with pytest.raises(PersonHasNotAgreed):
        await referred_from_us(people, people.maria)
    ordered = await referred_from_us(people, people.maria, number="1", basis=ReferralBasis.ORDER)
    consent = await agreed(people, people.maria, Purpose.SHARING, ConsentGiver.PERSON)
    taken = await referred_from_us(people, people.maria, number="2")
    late = await referred_from_us(people, people.maria, number="3")
    await do(people, people.partner, answering.accept, taken.id)
    opened = await sheet(people, people.partner, taken.id)
    assert opened.details is not None
    assert (opened.details.name, opened.details.egn) == ("Мария Иванова", "")
    async with people.database.unit(people.job) as session:
        (await session.merge(consent)).withdrawn_at = clock.now()
    closed = await sheet(people, people.partner, taken.id)
    assert (closed.details, closed.consent_ended) == (None, True)
    with pytest.raises(PersonHasNotAgreed):
        await do(people, people.partner, answering.accept, late.id)
    with pytest.raises(PersonHasNotAgreed):
        await do(people, people.anna, news.tell, taken.id, text="По-добре е")
    await do(people, people.partner, answering.accept, ordered.id)
    assert (await sheet(people, people.partner, ordered.id)).details is not None


async def test_a_child_is_referred_with_the_parents_consent_and_seen_by_the_team_alone(people: Cast):
    async with people.database.unit(people.job) as session:
        (await session.get_one(Person, people.maria.key)).born = date(2016, 5, 2)
        case = await case_of(
            session, people, people.maria, people.assistance, secrecy=Secrecy.CHILD, team=(people.anna,)
        )
    with pytest.raises(ParentsHaveNotAgreed):
        await referred_from_us(people, people.maria, case_id=case.key)
    await agreed(people, people.maria, Purpose.CHILD_DATA, ConsentGiver.PARENT)
    sent = await referred_from_us(people, people.maria, case_id=case.key)
    for member in (people.anna, people.inspector, people.partner):
        assert (await sheet(people, member, sent.id)).referral.is_about_child is True
    for member in (people.head, people.admin, people.elena):
        assert await box(people, member, Box.OUTBOX) == []
        with pytest.raises(NotFound):
            await sheet(people, member, sent.id)


async def test_a_child_referred_to_us_is_for_the_head_until_it_has_a_case(sqlite_people: Cast):
    cast = sqlite_people
    sent = await referred_to_us(cast, letter(cast, details=CHILD, basis=ReferralBasis.ORDER))
    assert [await box(cast, one, Box.INBOX) for one in (cast.head, cast.anna, cast.admin, cast.inspector)] == [
        [sent.id], [], [], [sent.id],
    ]  # fmt: skip
    await do(cast, cast.head, answering.accept, sent.id)
    assert await box(cast, cast.head, Box.INBOX) == [sent.id]
    async with cast.database.unit(cast.job) as session:
        application = (await session.scalars(sa.select(Application))).one()
        assert application.guarded is True
        case = await case_of(session, cast, cast.maria, cast.assistance, secrecy=Secrecy.CHILD, team=(cast.anna,))
        await answering.note_case(session, referral_id=sent.key, case_id=case.key, person_id=cast.maria.key)
    assert [await box(cast, one, Box.INBOX) for one in (cast.head, cast.anna)] == [[], [sent.id]]


async def test_of_a_child_the_institution_hears_nothing_without_the_consent(sqlite_people: Cast):
    cast = sqlite_people
    sent = await referred_to_us(cast, letter(cast, details=CHILD))
    await do(cast, cast.head, answering.accept, sent.id)
    async with cast.database.unit(cast.job) as session:
        (await session.get_one(Person, cast.maria.key)).born = date(2016, 5, 2)
        case = await case_of(session, cast, cast.maria, cast.assistance, secrecy=Secrecy.CHILD, team=(cast.anna,))
        await answering.note_case(session, referral_id=sent.key, case_id=case.key, person_id=cast.maria.key)
    with pytest.raises(ParentsHaveNotAgreed):
        await do(cast, cast.anna, news.tell, sent.id, text="Посетихме семейството")
    with pytest.raises(ParentsHaveNotAgreed):
        await do(cast, cast.anna, answering.finish, sent.id, outcome="Ходи на училище")
    await agreed(cast, cast.maria, Purpose.CHILD_DATA, ConsentGiver.PARENT)
    await do(cast, cast.anna, news.tell, sent.id, text="Посетихме семейството")
    assert (await do(cast, cast.anna, answering.finish, sent.id, outcome="Ходи на училище")).done_at is not None


async def test_the_case_that_is_opened_from_it_is_named_on_the_referral(sqlite_people: Cast):
    cast = sqlite_people
    sent = await referred_to_us(cast)
    await do(cast, cast.head, answering.accept, sent.id)
    async with cast.database.reading(cast.job) as session:
        application = (await session.scalars(sa.select(Application))).one()
    case = await registered(cast, cast.staff(cast.anna), application)
    async with cast.database.reading(cast.staff(cast.anna)) as session:
        rows = await reading.referrals_of_case(session, cast.staff(cast.anna), case_id=case.key)
    assert [(row.referral.id, row.referral.person_id) for row in rows] == [(sent.id, case.person_id)]
    assert (await sheet(cast, cast.anna, sent.id)).case_id == case.id
    assert (await sheet(cast, cast.partner, sent.id)).case_id is None


async def test_who_does_not_sign_in_is_answered_for_by_the_office(sqlite_people: Cast):
    cast = sqlite_people
    await agreed(cast, cast.maria, Purpose.SHARING, ConsentGiver.PERSON)
    first = await referred_from_us(cast, cast.maria)
    with pytest.raises(answering.OtherSideActs):
        await do(cast, cast.anna, answering.accept, first.id)
    async with cast.database.unit(cast.job) as session:
        (await session.get_one(Staff, cast.partner.key)).active = False
    assert (await sheet(cast, cast.anna, first.id)).acts == {Act.ANSWER, Act.WITHDRAW}
    await do(cast, cast.anna, answering.accept, first.id)
    on_paper = await referred_to_us(cast, letter(cast, "21"), sender=cast.staff(cast.anna))
    with pytest.raises(NotAllowed):
        await do(cast, cast.anna, answering.accept, on_paper.id)
    assert (await do(cast, cast.head, answering.accept, on_paper.id)).status is ReferralStatus.ACCEPTED


async def test_news_is_told_after_acceptance_and_both_sides_read_it_newest_first(sqlite_people: Cast):
    cast = sqlite_people
    sent = await referred_to_us(cast)
    with pytest.raises(news.NotAcceptedYet):
        await do(cast, cast.partner, news.tell, sent.id, text="Изписана е")
    await do(cast, cast.head, answering.accept, sent.id)
    for deed, facts in ((news.tell, {"text": f"ЕГН {AN_EGN}"}), (answering.finish, {"outcome": f"ЕГН {AN_EGN}"})):
        with pytest.raises(NumberInWords):
            await do(cast, cast.anna, deed, sent.id, **facts)
    await do(cast, cast.partner, news.tell, sent.id, text="Изписана е")
    await do(cast, cast.anna, news.tell, sent.id, text="Посетихме я")
    ours, theirs = await sheet(cast, cast.anna, sent.id), await sheet(cast, cast.partner, sent.id)
    assert [(one.text, one.writer) for one in ours.news] == [("Посетихме я", "Анна Костова"), ("Изписана е", "")]
    assert [(one.text, one.writer) for one in theirs.news] == [("Посетихме я", ""), ("Изписана е", "Партньорка")]


async def test_an_unanswered_one_is_marked_after_a_week(sqlite_people: Cast):
    sent = await referred_to_us(sqlite_people)
    clock.set_to(clock.now() + timedelta(days=7, minutes=1))
    found = (await sheet(sqlite_people, sqlite_people.head, sent.id)).row
    assert (found.days, found.stalled) == (7, True)
    await do(sqlite_people, sqlite_people.head, answering.accept, sent.id)
    assert (await sheet(sqlite_people, sqlite_people.head, sent.id)).row.stalled is False


async def test_someone_else_s_referral_is_not_found_whatever_is_tried(sqlite_people: Cast):
    cast = sqlite_people
    sent = await referred_to_us(cast)
    other = replace(cast.staff(cast.partner), institution_id=(cast.hospital.key + 1))
    adrift = replace(other, institution_id=None)
    strangers: tuple[Actor, ...] = (cast.staff(cast.elena), cast.staff(cast.burgas_admin), other, adrift)
    deeds: tuple[tuple[Any, dict[str, Any]], ...] = (
        (reading.referral_sheet, {}),
        (answering.accept, {}),
        (answering.decline, {"reason": ReferralDecline.NO_PLACE}),
        (answering.withdraw, {}),
        (answering.finish, {"outcome": "…"}),
        (news.tell, {"text": "…"}),
    )
    for actor in strangers:
        for deed, facts in deeds:
            async with cast.database.reading(actor) as session:
                for which in Box:
                    assert (await reading.referrals_in(session, actor, box=which)).rows == []
                with pytest.raises((NotFound, NotAllowed) if actor.role is Role.SOCIAL_WORKER else NotFound):
                    await deed(session, actor, referral_id=sent.id, **facts)
    for actor in (cast.person(cast.maria), cast.relative(cast.petar), cast.driver(cast.ivan)):
        async with cast.database.reading(actor) as session:
            with pytest.raises(NotAllowed):
                await reading.referrals_in(session, actor, box=Box.INBOX)
            with pytest.raises(NotAllowed):
                await answering.accept(session, actor, referral_id=sent.key)
