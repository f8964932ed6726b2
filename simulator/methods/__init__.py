"""The methods of the Bot API that really work in the simulator; all others are checked and answer 501."""

from simulator.methods import account, editing, fetching, sending

HANDLERS = {**sending.HANDLERS, **editing.HANDLERS, **account.HANDLERS, **fetching.HANDLERS}

__all__ = ["HANDLERS"]
