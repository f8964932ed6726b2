"""Referrals in the panel: the boxes, a new one, one sheet, and the tab of a case. A partner sees nothing else."""

from admin.referrals import boxes, case_tab, new, sheet

__all__ = ["boxes", "case_tab", "new", "sheet"]
