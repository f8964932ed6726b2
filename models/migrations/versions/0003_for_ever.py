"""The database refuses to change or delete links of the audit, notes, steps of cases and news of referrals.

One thing it lets through: the text of a note, a step or a news may be emptied, with nothing else of the row changed.
That is how somebody's file is made anonymous when its time is over; nobody can put other words there. A migration that
adds a column to one of these tables must make the triggers of SQLite anew, for they name every column.
"""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

#: The column that may be emptied, and every other one, which may not be touched.
FOR_EVER = {
    "audit_link": ("", ("id", "entry_id", "hash")),
    "note": (
        "text",
        ("id", "organisation_id", "case_id", "kind", "audience", "written_by", "written_at", "corrects_id"),
    ),
    "case_step": ("words", ("id", "organisation_id", "case_id", "step", "status", "at", "by")),
    "referral_news": ("text", ("id", "organisation_id", "referral_id", "by_partner", "written_by", "written_at")),
}


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        _postgresql()
        return
    for table, (emptied, others) in FOR_EVER.items():
        same = " AND ".join([f"OLD.{emptied} <> '' AND NEW.{emptied} = ''", *(f'NEW."{name}" IS OLD."{name}"' for name in others)])
        unless = f"WHEN NOT ({same})" if emptied else ""
        op.execute(
            f"""CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {unless}
            BEGIN SELECT RAISE(ABORT, '{table} can only be added to'); END"""
        )
        op.execute(
            f"""CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table}
            BEGIN SELECT RAISE(ABORT, '{table} can only be added to'); END"""
        )


def _postgresql() -> None:
    op.execute(
        """CREATE FUNCTION is_for_ever() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN
            IF TG_OP = 'UPDATE' AND TG_NARGS = 1 THEN
                IF to_jsonb(OLD) ->> TG_ARGV[0] <> '' AND to_jsonb(NEW) ->> TG_ARGV[0] = ''
                    AND to_jsonb(NEW) - TG_ARGV[0] = to_jsonb(OLD) - TG_ARGV[0] THEN
                    RETURN NEW;
                END IF;
            END IF;
            RAISE EXCEPTION '% can only be added to', TG_TABLE_NAME;
        END $$"""
    )
    for table, (emptied, _others) in FOR_EVER.items():
        may_be_emptied = f"'{emptied}'" if emptied else ""
        op.execute(
            f"""CREATE TRIGGER {table}_for_ever BEFORE UPDATE OR DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION is_for_ever({may_be_emptied})"""
        )
        op.execute(
            f"""CREATE TRIGGER {table}_not_emptied BEFORE TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION is_for_ever()"""
        )


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table in FOR_EVER:
            op.execute(f"DROP TRIGGER {table}_not_emptied ON {table}")
            op.execute(f"DROP TRIGGER {table}_for_ever ON {table}")
        op.execute("DROP FUNCTION is_for_ever()")
        return
    for table in FOR_EVER:
        for deed in ("update", "delete"):
            op.execute(f"DROP TRIGGER {table}_no_{deed}")
