"""Who signs a contract for the person, and by what document. Contracts of before were signed as their papers say."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

SIGNERS = ("person", "parent", "guardian", "trustee", "proxy")


def upgrade() -> None:
    among = ", ".join(f"'{one}'" for one in SIGNERS)
    with op.batch_alter_table("contract", schema=None) as batch_op:
        batch_op.add_column(sa.Column("signer", sa.String(length=24), nullable=False, server_default="person"))
        batch_op.add_column(sa.Column("signer_name", sa.String(length=200), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("signer_document", sa.String(length=100), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("signer_document_on", sa.Date(), nullable=True))
        batch_op.create_check_constraint(op.f("ck_contract_signer"), f"signer IN ({among})")


def downgrade() -> None:
    with op.batch_alter_table("contract", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_contract_signer"), type_="check")
        for name in ("signer_document_on", "signer_document", "signer_name", "signer"):
            batch_op.drop_column(name)
