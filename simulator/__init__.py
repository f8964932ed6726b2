"""A stand-in for Telegram on this machine: its Bot API over HTTP, and a chat page in the browser."""
