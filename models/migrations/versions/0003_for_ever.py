"""The database refuses to change or delete links of the audit, notes, steps of cases and news of referrals."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

FOR_EVER = ("audit_link", "note", "case_step", "referral_news")


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            """CREATE FUNCTION is_for_ever() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION '% can only be added to', TG_TABLE_NAME; END $$"""
        )
        for table in FOR_EVER:
            op.execute(
                f"""CREATE TRIGGER {table}_for_ever BEFORE UPDATE OR DELETE ON {table}
                FOR EACH ROW EXECUTE FUNCTION is_for_ever()"""
            )
            op.execute(
                f"""CREATE TRIGGER {table}_not_emptied BEFORE TRUNCATE ON {table}
                FOR EACH STATEMENT EXECUTE FUNCTION is_for_ever()"""
            )
        return
    for table in FOR_EVER:
        for deed in ("UPDATE", "DELETE"):
            op.execute(
                f"""CREATE TRIGGER {table}_no_{deed.lower()} BEFORE {deed} ON {table}
                BEGIN SELECT RAISE(ABORT, '{table} can only be added to'); END"""
            )


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table in FOR_EVER:
            op.execute(f"DROP TRIGGER {table}_not_emptied ON {table}")
            op.execute(f"DROP TRIGGER {table}_for_ever ON {table}")
        op.execute("DROP FUNCTION is_for_ever()")
        return
    for table in FOR_EVER:
        for deed in ("UPDATE", "DELETE"):
            op.execute(f"DROP TRIGGER {table}_no_{deed.lower()}")
