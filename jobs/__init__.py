"""The clock door: one timetable, and the sender of the outbox."""
