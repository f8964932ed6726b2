"""Who signs a contract for the person, and by what document. Contracts of before were signed as their papers say.

The columns are added in their place: SQLite makes no table anew to which rows of others point.
"""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

COLUMNS = {
    "signer": """VARCHAR(24) DEFAULT 'person' NOT NULL CONSTRAINT ck_contract_signer
        CHECK (signer IN ('person', 'parent', 'guardian', 'trustee', 'proxy'))""",
    "signer_name": "VARCHAR(200) DEFAULT '' NOT NULL",
    "signer_document": "VARCHAR(100) DEFAULT '' NOT NULL",
    "signer_document_on": "DATE",
}


def upgrade() -> None:
    for name, kind in COLUMNS.items():
        op.execute(f"ALTER TABLE contract ADD COLUMN {name} {kind}")


def downgrade() -> None:
    for name in reversed(COLUMNS):
        op.execute(f"ALTER TABLE contract DROP COLUMN {name}")
