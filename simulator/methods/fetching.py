"""How the bot gets its updates: long polling or a webhook."""

from simulator import limits
from simulator.methods.call import Call, Handler
from simulator.refusals import bad_request
from simulator.world import Json


async def get_updates(call: Call) -> list[Json]:
    """getUpdates: 1 to 100 updates after `offset`, waiting at most 50 seconds for the first."""
    call.updates.allow(call.get("allowed_updates"))
    limit = min(max(call.get("limit", limits.POLL_LIMIT), 1), limits.POLL_LIMIT)
    seconds = min(max(call.get("timeout", 0), 0), limits.POLL_SECONDS)
    return await call.updates.poll(call.get("offset", 0), limit, seconds)


def set_webhook(call: Call) -> bool:
    """setWebhook; an empty address removes it."""
    if not call.params["url"]:
        return delete_webhook(call)
    secret = call.get("secret_token") or ""
    if secret and not limits.SECRET_TOKEN.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    connections = call.get("max_connections", limits.WEBHOOK_CONNECTIONS)
    if not 1 <= connections <= limits.WEBHOOK_MOST_CONNECTIONS:
        raise bad_request("max_connections must be in the range 1-100")
    call.updates.allow(call.get("allowed_updates"))
    if call.get("drop_pending_updates"):
        call.updates.clear()
    call.webhook.set(call.params["url"], secret, connections)
    call.updates.interrupt("terminated by setWebhook request")
    return True


def delete_webhook(call: Call) -> bool:
    """deleteWebhook."""
    call.webhook.stop()
    if call.get("drop_pending_updates"):
        call.updates.clear()
    return True


def get_webhook_info(call: Call) -> Json:
    """getWebhookInfo."""
    return {**call.webhook.info(), **call.updates.info()}


HANDLERS: dict[str, Handler] = {
    "getUpdates": get_updates,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
}
