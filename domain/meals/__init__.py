"""Meals: what each day offers a person, ordering and cancelling, the weekly order, pauses, and where the food is."""
