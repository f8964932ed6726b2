"""Whatever both sides do in whatever order, a referral is only ever in a state that the procedure knows."""

from collections.abc import Awaitable, Callable
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.referrals import answering, news
from domain.refusals import Refusal
from models.referrals import ConsentGiver, Purpose, Referral, ReferralDecline, ReferralStatus
from models.staff import Staff
from tests.cast import Cast
from tests.conftest import Template
from tests.domain.referrals.letters import agreed, letter, referred_from_us, referred_to_us
from tests.walks import so_many, walking

S = ReferralStatus
#: Which deed leads where, and which facts a referral in each state has: answered, with a reason, with an outcome.
LEADS = {
    ("accept", S.SENT): S.ACCEPTED,
    ("decline", S.SENT): S.DECLINED,
    ("withdraw", S.SENT): S.WITHDRAWN,
    ("finish", S.ACCEPTED): S.DONE,
}
KNOWN = {
    S.SENT: (False, False, False),
    S.ACCEPTED: (True, False, False),
    S.DECLINED: (True, True, False),
    S.WITHDRAWN: (True, False, False),
    S.DONE: (True, False, True),
}
DEEDS: dict[str, tuple[Callable[..., Awaitable[Any]], dict[str, Any]]] = {
    "accept": (answering.accept, {}),
    "decline": (answering.decline, {"reason": ReferralDecline.OTHER, "words": "няма логопед"}),
    "withdraw": (answering.withdraw, {}),
    "finish": (answering.finish, {"outcome": "настанена"}),
    "tell": (news.tell, {"text": "има новини"}),
}


async def _play(cast: Cast, number: str, *, inward: bool, presses: list[tuple[str, bool]]) -> None:
    """Press what was drawn, by the partner or by the head, and look at the referral after each."""
    if inward:
        sent = await referred_to_us(cast, letter(cast, number))
    else:
        sent = await referred_from_us(cast, cast.maria, sender=cast.staff(cast.head), number=number)
    before = S.SENT
    for name, by_partner in presses:
        member: Staff = cast.partner if by_partner else cast.head
        before = await _pressed(cast, member, sent.key, name, before, is_sender=by_partner is inward)


async def _pressed(cast: Cast, member: Staff, number: int, name: str, before: S, *, is_sender: bool) -> S:
    actor, (deed, facts) = cast.staff(member), DEEDS[name]
    refused = False
    try:
        async with cast.database.unit(actor) as session:
            await deed(session, actor, referral_id=number, **facts)
    except Refusal:
        refused = True
    async with cast.database.reading(cast.job) as session:
        now = await session.get_one(Referral, number)
    leads = LEADS.get((name, before)) if is_sender is (name == "withdraw") else None
    assert now.status is (leads or before)
    if name != "tell":
        assert refused is (leads is None)
    facts_known = (now.decided_at is not None, now.decline_reason is not None, now.outcome != "")
    assert facts_known == KNOWN[now.status]
    return now.status


@pytest.mark.usefixtures("tuesday")
def test_no_sequence_of_presses_leads_to_an_unknown_state(sqlite_template: Template, tmp_path: Path) -> None:
    numbers = count()
    with walking(sqlite_template, tmp_path) as (cast, run):
        run(agreed(cast, cast.maria, Purpose.SHARING, ConsentGiver.PERSON))

        @so_many(25)
        @given(
            inward=st.booleans(), presses=st.lists(st.tuples(st.sampled_from(sorted(DEEDS)), st.booleans()), max_size=6)
        )
        def played(inward: bool, presses: list[tuple[str, bool]]) -> None:
            run(_play(cast, str(next(numbers)), inward=inward, presses=presses))

        played()
