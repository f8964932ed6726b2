"""What a meeting is called: a session, a visit, an errand."""

from domain.phrases import Phrase, _
from models.plans import ActivityKind

KIND_WORDS: dict[ActivityKind, Phrase] = {
    ActivityKind.SESSION: _("a session"),
    ActivityKind.VISIT: _("a visit"),
    ActivityKind.ERRAND: _("an errand"),
}
TITLES: dict[ActivityKind, Phrase] = {
    ActivityKind.SESSION: _("Session with {name}"),
    ActivityKind.VISIT: _("Visit to {name}"),
    ActivityKind.ERRAND: _("Errand for {name}"),
}
