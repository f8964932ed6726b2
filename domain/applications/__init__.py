"""Applications: how a wish for a service comes in, what it lacks, and how it becomes a case."""
