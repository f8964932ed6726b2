"""Cards that may be of one person, to be judged once."""

from functools import partial

from admin.pages import Answer, page
from admin.people.form import choices_of
from admin.reading import number_typed, one_typed
from admin.visit import Visit
from domain.access import Deed
from domain.addresses import address_line
from domain.applications.pairs import judge_pair, open_pairs, pairs_to_join
from domain.phrases import _
from models.applications import PairVerdict

_VERDICTS = (PairVerdict.SAME, PairVerdict.LINKED, PairVerdict.NOT_SAME)
_NOTED = {
    PairVerdict.SAME: _("Noted. The head of the office joins the two cards."),
    PairVerdict.LINKED: _("Noted: one family or household."),
    PairVerdict.NOT_SAME: _("Noted: two people. This pair will not come back."),
}


@page("/applications/pairs", deed=Deed.TAKE_APPLICATIONS, title=_("One person or two?"))
async def pairs(visit: Visit) -> Answer:
    return visit.show(
        "applications/pairs.html",
        pairs=await open_pairs(visit.session, visit.actor),
        to_join=await pairs_to_join(visit.session, visit.actor) if visit.actor.may(Deed.JOIN_CARDS) else [],
        verdicts=choices_of(visit.language, _VERDICTS),
        address_line=partial(address_line, visit.language),
    )


@pairs.post()
async def judge(visit: Visit) -> Answer:
    verdict, number = one_typed(visit, PairVerdict, "verdict"), number_typed(visit, "pair_id")
    await judge_pair(
        visit.session,
        visit.actor,
        pair_id=number,
        verdict=verdict,
        words=visit.typed("words"),
    )
    if verdict is PairVerdict.SAME and visit.actor.may(Deed.JOIN_CARDS):
        return visit.go(f"/applications/pairs/{number}/join", _("Noted. Now the two cards can be joined."))
    return visit.go("/applications/pairs", _NOTED[verdict])
