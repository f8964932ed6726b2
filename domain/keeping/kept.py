"""What stays as it is, with the reason: the other half of the declarations in `parts`."""

_NUMBERS = "numbers, days and values of closed lists, from which nobody can be known once the names are gone"
#: Tables in which nobody who is served stands.
OF_NOBODY: dict[str, str] = {
    **dict.fromkeys(
        ("organisation", "day_exception", "dish", "institution", "kitchen", "office", "programme", "district", "site",
         "vehicle", "places", "required_paper", "series", "timeline_step", "opening_hours", "contract_template",
         "course", "usual_route", "route", "day_plan"),
        "what the municipality is and offers",
    ),
    **dict.fromkeys(
        ("staff", "driver", "panel_session", "recovery_code", "sign_in_attempt"),
        "members of staff: their files are kept by the law on labour, and technical traces are cleared up at night",
    ),
    **dict.fromkeys(
        ("job_run", "lease", "handled_update", "retention_rule", "retention_run"),
        "what the program notes of itself: numbers only",
    ),
    **dict.fromkeys(
        ("audit_entry", "audit_link"),
        "the audit is only added to: what was done must be provable as long as it can be asked for",
    ),
}  # fmt: skip

#: Columns of tables that hang on somebody which are no words of anybody: a number of ours, a label such as "staff:5".
COLUMNS: dict[tuple[str, str], str] = {
    **dict.fromkeys(
        (("case", "number"), ("application", "number"), ("contract", "number"), ("case_step", "step"),
         ("case_file", "media_type"), ("consent", "text_version"), ("plan_goal", "life_domain"),
         ("person", "language"), ("relative", "language"), ("address", "settlement"), ("assessment", "members")),
        _NUMBERS,
    ),
    **dict.fromkeys(
        (("offer", "answered_by"), ("stop_report", "reported_by")),
        "a label with a number, such as staff:5",
    ),
    ("erased_person", "basis"): "why somebody was made anonymous, in words about nobody",
}  # fmt: skip
