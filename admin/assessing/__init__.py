"""The tabs of a case on which its needs are found out: the survey, the assessments, the decision."""

from admin.assessing import assessments, decision, surveys

__all__ = ["assessments", "decision", "surveys"]
