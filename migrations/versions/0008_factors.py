"""Second factors: the sealed secret of somebody's device, recovery codes, and sessions that were begun with one."""

import sqlalchemy as sa
from alembic import op

from nexus.platform.migrations import protect

revision = "0008_factors"
down_revision = "0007_keys"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("sessions", sa.Column("second_factor", sa.Boolean, nullable=False, server_default=sa.false()))
    op.create_table(
        "second_factors",
        sa.Column("tenant_id", sa.BigInteger, nullable=False),
        sa.Column("user_id", sa.BigInteger, nullable=False),
        sa.Column("sealed", sa.Text, nullable=False),
        sa.Column("last_step", sa.BigInteger, nullable=False, server_default="0"),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("confirmed_at", MOMENT),
        sa.PrimaryKeyConstraint("tenant_id", "user_id", name="pk_second_factors"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_second_factors_tenant_id"),
        _of_user("second_factors"),
    )
    op.create_table(
        "recovery_codes",
        sa.Column("tenant_id", sa.BigInteger, nullable=False),
        sa.Column("id", sa.BigInteger, sa.Identity(), nullable=False),
        sa.Column("user_id", sa.BigInteger, nullable=False),
        sa.Column("digest", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_recovery_codes"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_recovery_codes_tenant_id"),
        _of_user("recovery_codes"),
    )
    op.create_index("ix_recovery_codes_user", "recovery_codes", ["tenant_id", "user_id"])
    protect(op, "second_factors", "recovery_codes")


def downgrade() -> None:
    op.drop_table("recovery_codes")
    op.drop_table("second_factors")
    op.drop_column("sessions", "second_factor")


def _of_user(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["tenant_id", "user_id"],
        ["users.tenant_id", "users.id"],
        name=f"fk_{table}_tenant_id_user_id",
        ondelete="CASCADE",
    )
