"""The ground: tenants, users, sessions and the outbox."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from nexus.platform.migrations import RUNTIME_ROLES, protect

revision = "0001_ground"
down_revision = None
branch_labels = None
depends_on = None

ROLES = ("admin", "manager", "operator", "quality", "purchasing", "assembly", "engineer")


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "tenants",
        sa.Column("id", sa.BigInteger, sa.Identity(), nullable=False),
        sa.Column("slug", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("status", sa.String, nullable=False),
        sa.Column("currency", sa.Text, nullable=False),
        sa.Column("tax_rate", sa.Numeric(9, 6), nullable=False),
        sa.Column("locale", sa.Text, nullable=False),
        sa.Column("profile", JSONB, nullable=False, server_default=sa.text("'{}'::jsonb")),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("updated_at", moment, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_tenants"),
        sa.UniqueConstraint("slug", name="uq_tenants_slug"),
        sa.CheckConstraint("status in ('active', 'suspended')", name="ck_tenants_status"),
    )
    op.create_table(
        "users",
        sa.Column("tenant_id", sa.BigInteger, nullable=False),
        sa.Column("id", sa.BigInteger, sa.Identity(), nullable=False),
        sa.Column("email", sa.Text, nullable=False),
        sa.Column("username", sa.Text, nullable=False),
        sa.Column("first_name", sa.Text, nullable=False),
        sa.Column("last_name", sa.Text, nullable=False),
        sa.Column("role", sa.String, nullable=False),
        sa.Column("password_hash", sa.Text, nullable=False),
        sa.Column("is_active", sa.Boolean, nullable=False),
        sa.Column("preferences", JSONB, nullable=False, server_default=sa.text("'{}'::jsonb")),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("updated_at", moment, nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_users"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_users_tenant_id"),
        sa.UniqueConstraint("tenant_id", "email", name="uq_users_tenant_id_email"),
        sa.UniqueConstraint("tenant_id", "username", name="uq_users_tenant_id_username"),
        sa.CheckConstraint(f"role in {ROLES}", name="ck_users_role"),
    )
    op.create_table(
        "sessions",
        sa.Column("tenant_id", sa.BigInteger, nullable=False),
        sa.Column("id", sa.BigInteger, sa.Identity(), nullable=False),
        sa.Column("user_id", sa.BigInteger, nullable=False),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("expires_at", moment, nullable=False),
        sa.Column("ended_at", moment),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_sessions"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_sessions_tenant_id"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "user_id"],
            ["users.tenant_id", "users.id"],
            name="fk_sessions_tenant_id_user_id",
            ondelete="CASCADE",
        ),
    )
    op.create_index(
        "ix_sessions_live", "sessions", ["tenant_id", "user_id"], postgresql_where=sa.text("ended_at is null")
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.BigInteger, sa.Identity(), nullable=False),
        sa.Column("tenant_id", sa.BigInteger, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("payload", JSONB, nullable=False),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("relayed_at", moment),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
    )
    op.create_index("ix_outbox_waiting", "outbox", ["id"], postgresql_where=sa.text("relayed_at is null"))
    op.execute(f"grant select, insert, update on tenants to {RUNTIME_ROLES}")
    protect(op, "users", "sessions", "outbox")
    _relay_sees_all_events()


def _relay_sees_all_events() -> None:
    """Let the worker take events of all tenants, and wake it as soon as one is committed."""
    op.execute("grant delete on outbox to nexus_worker")
    op.execute("create policy relay on outbox to nexus_worker using (true) with check (true)")
    op.execute(
        "create function wake_relay() returns trigger language plpgsql as "
        "$$ begin perform pg_notify('nexus_outbox', ''); return null; end $$"
    )
    op.execute("create trigger wake_relay after insert on outbox for each statement execute function wake_relay()")


def downgrade() -> None:
    op.drop_table("outbox")
    op.execute("drop function wake_relay()")
    op.drop_table("sessions")
    op.drop_table("users")
    op.drop_table("tenants")
