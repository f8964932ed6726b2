"""What the audit leaves out, as data: it says that a thing was changed, never what somebody's case says."""

#: Columns whose content the audit must not repeat, whatever the table: it says only that they changed.
SEALED = frozenset({"egn_sealed", "egn_hash", "password_hash", "code_hash", "totp_sealed", "details_sealed"})

#: The same for each table of case work: the words stand in the record itself, for those who may read it.
SEALED_OF: dict[str, frozenset[str]] = {
    "application": frozenset(
        {
            "first_name", "middle_name", "last_name", "born", "phone", "address_words", "applicant", "basis",
            "answers", "chat",
        }
    ),
    "person_pair": frozenset({"words"}),
    "case": frozenset({"outcome_words"}),
    "emergency_entry": frozenset({"reason"}),
    "case_step": frozenset({"words"}),
    "suspension": frozenset({"words"}),
    "note": frozenset({"text"}),
    "case_file": frozenset({"name", "words"}),
    "survey": frozenset({"answers", "draft"}),
    "assessment": frozenset({"scores", "words", "conclusion", "comment"}),
    "decision": frozenset({"words", "appeal", "minutes", "comment"}),
    "support_plan": frozenset({"words", "comment"}),
    "plan_goal": frozenset({"words"}),
    "plan_activity": frozenset({"words", "who"}),
    # An exception from the order of entry may say that there was violence.
    "waiting_entry": frozenset({"reason", "reason_words", "left_words"}),
    "offer": frozenset({"words"}),
    "referral": frozenset({"preview", "decline_words", "outcome"}),
    "referral_news": frozenset({"text"}),
    "consent": frozenset({"giver_name", "facts"}),
    "contract": frozenset({"words", "fee_words", "signer_name", "signer_document"}),
    "case_task": frozenset({"words", "outcome", "moved_why"}),
    "sign_up": frozenset({"name", "phone", "chat"}),
    "meeting": frozenset({"place", "topic", "words"}),
    "attendance": frozenset({"words"}),
    "data_request": frozenset({"words", "answer", "asked_by"}),
    "restriction": frozenset({"reason", "lift_reason"}),
}  # fmt: skip

#: Columns that follow from others.
DERIVED = frozenset({"search_text", "version", "building", "totp_step"})


def is_sealed(table: str, column: str) -> bool:
    """Whether the audit says only that the column changed."""
    return column in SEALED or column in SEALED_OF.get(table, ())
