"""What is only added to may be emptied of its words, and of nothing else: the database itself says so."""

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlmodel import SQLModel

from domain import clock
from models.cases import CaseStatus, CaseStep
from models.referrals import Direction, Referral, ReferralBasis, ReferralNews
from models.work import Note
from tests.case_work import case_of
from tests.cast import Cast

pytestmark = pytest.mark.usefixtures("tuesday")
WORDS = {"note": "text", "case_step": "words", "referral_news": "text"}


async def _one_of_each(people: Cast) -> None:
    anna, now = people.anna.key, clock.now()
    async with people.database.unit(people.job) as session:
        case = await case_of(session, people, people.maria, people.assistance)
        own = {"organisation_id": people.sofia.key, "case_id": case.key}
        session.add(Note(**own, text="Мария е добре", written_by=anna, written_at=now))
        session.add(CaseStep(**own, step="close", status=CaseStatus.CLOSED, words="По желание", at=now, by=anna))
        referral = Referral(
            organisation_id=people.sofia.key, direction=Direction.IN, institution_id=people.hospital.key,
            document_number="1", document_date=clock.today(), basis=ReferralBasis.OWN_WISH, preview="", sent_at=now,
        )  # fmt: skip
        session.add(referral)
        await session.flush()
        news = {"organisation_id": people.sofia.key, "referral_id": referral.key, "written_by": anna}
        session.add(ReferralNews(**news, text="Обадихме се", written_at=now))


async def _do(people: Cast, deed: str) -> None:
    async with people.database.unit(people.job) as session:
        await session.execute(sa.text(deed))


async def test_words_can_be_emptied_and_never_written_anew_nor_anything_else_changed(people: Cast) -> None:
    await _one_of_each(people)
    for name, words in WORDS.items():
        others = [column.name for column in SQLModel.metadata.tables[name].columns if column.name not in (words, "id")]
        refused = [
            f"UPDATE {name} SET {words} = 'друго'",
            f"UPDATE {name} SET id = id",
            f"DELETE FROM {name}",
            f"UPDATE {name} SET {words} = '', id = id + 1000",
            *(f"UPDATE {name} SET {words} = '', \"{other}\" = {_another(name, other)}" for other in others),
        ]
        for deed in refused:
            with pytest.raises(DBAPIError, match=f"{name} can only be added to"):
                await _do(people, deed)
        await _do(people, f"UPDATE {name} SET {words} = ''")
        with pytest.raises(DBAPIError, match=f"{name} can only be added to"):
            await _do(people, f"UPDATE {name} SET {words} = 'отново'")
        async with people.database.reading(people.job) as session:
            assert list(await session.scalars(sa.text(f"SELECT {words} FROM {name}"))) == [""]


def _another(table: str, column: str) -> str:
    """SQL for a value that is another one than stands there; nothing is checked before the triggers are."""
    kind = SQLModel.metadata.tables[table].c[column].type
    if isinstance(kind, sa.Boolean):
        return f'NOT "{column}"'
    if isinstance(kind, (sa.String, sa.Enum)):
        return "'another'"
    if isinstance(kind, sa.Integer):
        return f'COALESCE("{column}", 0) + 1000'
    return "'2001-01-01 00:00:00+00:00'"
