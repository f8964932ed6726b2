"""A case: its procedure, its file, and the work on it."""
