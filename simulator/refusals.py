"""The refusals of the Bot API, in Telegram's own words."""

from typing import Any


class Refused(Exception):
    """A call that is answered with ok=false; `parameters` carry retry_after or migrate_to_chat_id."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def answer(self) -> dict[str, Any]:
        """The body that Telegram sends with this refusal."""
        body: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters:
            body["parameters"] = self.parameters
        return body


def bad_request(words: str) -> Refused:
    """A 400: the call itself is wrong and will be wrong again."""
    return Refused(400, f"Bad Request: {words}")


def forbidden(words: str) -> Refused:
    """A 403: this chat does not take messages of the bot."""
    return Refused(403, f"Forbidden: {words}")


def conflict(words: str) -> Refused:
    """A 409: two ways of fetching updates at once."""
    return Refused(409, f"Conflict: {words}")


def too_many(seconds: int) -> Refused:
    """A 429: flood control; the answer says how long to wait."""
    return Refused(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)


def migrated(new_chat_id: int) -> Refused:
    """A 400 that tells the new id of a group that became a supergroup."""
    words = "Bad Request: group chat was upgraded to a supergroup chat"
    return Refused(400, words, migrate_to_chat_id=new_chat_id)
