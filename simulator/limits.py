"""The lengths and times that Telegram's Bot API promises or is known to keep."""

import re
from typing import Final

TEXT_LENGTH: Final = 4096
CAPTION_LENGTH: Final = 1024
ENTITIES: Final = 100
CALLBACK_DATA_BYTES: Final = 64
COPY_TEXT_LENGTH: Final = 256
PLACEHOLDER_LENGTH: Final = 64
CALLBACK_ANSWER_LENGTH: Final = 200
INLINE_BUTTONS: Final = 100
INLINE_BUTTONS_A_ROW: Final = 8
REPLY_BUTTONS_A_ROW: Final = 12
REPLY_BUTTONS: Final = 300
BUTTON_STYLES: Final = frozenset({"danger", "success", "primary"})

COMMANDS: Final = 100
COMMAND: Final = re.compile(r"[a-z0-9_]{1,32}")
COMMAND_DESCRIPTION_LENGTH: Final = 256
DESCRIPTION_LENGTH: Final = 512
SHORT_DESCRIPTION_LENGTH: Final = 120
START_CODE: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")

UPLOAD_BYTES: Final = 50 * 1024 * 1024
PHOTO_BYTES: Final = 10 * 1024 * 1024
DOWNLOAD_BYTES: Final = 20 * 1024 * 1024
JSON_BYTES: Final = 1024 * 1024

SECRET_TOKEN: Final = re.compile(r"[A-Za-z0-9_-]{1,256}")
WEBHOOK_CONNECTIONS: Final = 40
WEBHOOK_MOST_CONNECTIONS: Final = 100
WEBHOOK_ANSWER_SECONDS: Final = 60.0
WEBHOOK_RETRY_AFTER_MOST: Final = 3600.0

POLL_LIMIT: Final = 100
POLL_SECONDS: Final = 50

MESSAGE_UPDATE_SECONDS: Final = 24 * 3600
PRESS_UPDATE_SECONDS: Final = 150
PRESS_ANSWER_SECONDS: Final = 300
DELETE_SECONDS: Final = 48 * 3600

REAL_BOT: Final = re.compile(r"\d{8,10}:[A-Za-z0-9_-]{35}")
REAL_BOT_WORDS: Final = (
    "This is the SIMULATOR. It refuses a token of the form that real Telegram bots have, so that a real "
    "token never lies in a test's log. Use the token the simulator was started with, for example 1:simulator."
)
