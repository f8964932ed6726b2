"""Sending what stands in the outbox: claiming rows, keeping Telegram's pace, and settling each result by its cause."""
