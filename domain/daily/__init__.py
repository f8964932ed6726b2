"""What happens every day by itself: which jobs there are, when they are due, and that each runs once."""

from domain.daily.all_jobs import JOBS
from domain.daily.due import Entry, When, missed_runs
from domain.daily.job import CatchUp, Job, JobIsRunning, NoSuchJob, Policy
from domain.daily.reading import JobRunRow, job_runs
from domain.daily.running import run_by_hand, run_job

__all__ = [
    "JOBS",
    "CatchUp",
    "Entry",
    "Job",
    "JobIsRunning",
    "JobRunRow",
    "NoSuchJob",
    "Policy",
    "When",
    "job_runs",
    "missed_runs",
    "run_by_hand",
    "run_job",
]
