"""The database refuses to change or delete the audit; PostgreSQL searches names by parts, and keeps the board's order."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

SEARCHED = ("person", "relative")
#: Letter by letter what `domain/cases/board.py` puts the cases in order by.
NEXT_DAY = """coalesce(CASE WHEN status = 'applied' THEN assess_by
    WHEN status = 'active' OR status = 'suspended' THEN review_on
    WHEN status = 'closed' THEN follow_up_on END, DATE '9999-01-01')"""


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            """CREATE FUNCTION audit_is_for_ever() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION 'the audit can only be added to'; END $$"""
        )
        op.execute(
            """CREATE TRIGGER audit_entry_for_ever BEFORE UPDATE OR DELETE ON audit_entry
            FOR EACH ROW EXECUTE FUNCTION audit_is_for_ever()"""
        )
        op.execute(
            """CREATE TRIGGER audit_entry_not_emptied BEFORE TRUNCATE ON audit_entry
            FOR EACH STATEMENT EXECUTE FUNCTION audit_is_for_ever()"""
        )
        op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        for table in SEARCHED:
            op.execute(f"CREATE INDEX ix_{table}_search_parts ON {table} USING gin (search_text gin_trgm_ops)")
        op.execute(f'CREATE INDEX ix_case_next_day ON "case" (organisation_id, ({NEXT_DAY}), id)')
        return
    for deed in ("UPDATE", "DELETE"):
        op.execute(
            f"""CREATE TRIGGER audit_entry_no_{deed.lower()} BEFORE {deed} ON audit_entry
            BEGIN SELECT RAISE(ABORT, 'the audit can only be added to'); END"""
        )


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP INDEX ix_case_next_day")
        for table in SEARCHED:
            op.execute(f"DROP INDEX ix_{table}_search_parts")
        op.execute("DROP TRIGGER audit_entry_not_emptied ON audit_entry")
        op.execute("DROP TRIGGER audit_entry_for_ever ON audit_entry")
        op.execute("DROP FUNCTION audit_is_for_ever()")
        return
    for deed in ("UPDATE", "DELETE"):
        op.execute(f"DROP TRIGGER audit_entry_no_{deed.lower()}")
