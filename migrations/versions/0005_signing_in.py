"""Signing in: sessions that are refreshed, mailed codes and links, lockouts; and the audit trail."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from nexus.platform.migrations import RUNTIME_ROLES, protect

revision = "0005_signing_in"
down_revision = "0004_sales"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
PURPOSES = ("sign-in", "verify-email", "reset-password", "invitation")


def upgrade() -> None:
    op.add_column("tenants", sa.Column("policy", JSONB, nullable=False, server_default=sa.text("'{}'::jsonb")))
    op.add_column("users", sa.Column("email_verified_at", MOMENT))
    op.alter_column("users", "password_hash", nullable=True)
    _sessions()
    _proofs()
    _lockouts()
    _audit()


def downgrade() -> None:
    op.execute("drop function audit_append(jsonb)")
    op.execute("drop function audit_text(audit_entries)")
    op.drop_table("audit_entries")
    op.drop_table("lockouts")
    op.drop_table("proofs")
    for column in ("method", "address", "device", "renewed_at", "ended_why", "generation", "refresh_key"):
        op.drop_column("sessions", column)
    op.execute("update users set password_hash = '!' where password_hash is null")
    op.alter_column("users", "password_hash", nullable=False)
    op.drop_column("users", "email_verified_at")
    op.drop_column("tenants", "policy")


def _sessions() -> None:
    for column in (
        sa.Column("method", sa.Text, nullable=False, server_default="password"),
        sa.Column("address", sa.Text, nullable=False, server_default=""),
        sa.Column("device", sa.Text, nullable=False, server_default=""),
        sa.Column("renewed_at", MOMENT, nullable=False, server_default=sa.text("now()")),
        sa.Column("ended_why", sa.Text),
        sa.Column("generation", sa.BigInteger, nullable=False, server_default="0"),
        sa.Column("refresh_key", sa.LargeBinary, nullable=False, server_default=sa.text("''::bytea")),
    ):
        op.add_column("sessions", column)


def _proofs() -> None:
    op.create_table(
        "proofs",
        sa.Column("tenant_id", sa.BigInteger, nullable=False),
        sa.Column("id", sa.BigInteger, sa.Identity(), nullable=False),
        sa.Column("purpose", sa.String, nullable=False),
        sa.Column("email", sa.Text, nullable=False),
        sa.Column("user_id", sa.BigInteger),
        sa.Column("digest", sa.LargeBinary, nullable=False),
        sa.Column("tries", sa.BigInteger, nullable=False, server_default="0"),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_proofs"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_proofs_tenant_id"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "user_id"],
            ["users.tenant_id", "users.id"],
            name="fk_proofs_tenant_id_user_id",
            ondelete="CASCADE",
        ),
        sa.CheckConstraint(f"purpose in {PURPOSES}", name="ck_proofs_purpose"),
    )
    op.create_index(
        "ix_proofs_open", "proofs", ["tenant_id", "email", "purpose"], postgresql_where=sa.text("used_at is null")
    )
    protect(op, "proofs")


def _lockouts() -> None:
    op.create_table(
        "lockouts",
        sa.Column("tenant_id", sa.BigInteger, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("failures", sa.BigInteger, nullable=False),
        sa.Column("failed_at", MOMENT, nullable=False),
        sa.Column("locked_until", MOMENT),
        sa.PrimaryKeyConstraint("tenant_id", "subject", name="pk_lockouts"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_lockouts_tenant_id"),
    )
    op.create_index("ix_lockouts_age", "lockouts", ["tenant_id", "failed_at"])
    protect(op, "lockouts")


def _audit() -> None:
    """Make the trail that can only be appended to: the runtime roles may read it and call `audit_append`."""
    op.create_table(
        "audit_entries",
        sa.Column("tenant_id", sa.BigInteger, nullable=False),
        sa.Column("number", sa.BigInteger, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("actor", sa.BigInteger),
        sa.Column("actor_name", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("subject_id", sa.BigInteger),
        sa.Column("detail", JSONB, nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("request", sa.Text, nullable=False),
        sa.Column("hash", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "number", name="pk_audit_entries"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_audit_entries_tenant_id"),
    )
    op.create_index("ix_audit_entries_subject", "audit_entries", ["tenant_id", "subject", "subject_id"])
    protect(op, "audit_entries")
    op.execute(f"revoke insert, update, delete on audit_entries from {RUNTIME_ROLES}")
    op.execute(
        "create function audit_text(e audit_entries) returns text language sql stable "
        "return jsonb_build_array(e.tenant_id, e.number, extract(epoch from e.at), e.action, e.actor, e.actor_name, "
        "e.subject, e.subject_id, e.detail, e.address, e.request)::text"
    )
    op.execute(
        """
        create function audit_append(entries jsonb) returns void language plpgsql security definer
        set search_path = pg_catalog, pg_temp as $$
        declare
            mine constant bigint := current_setting('app.tenant_id')::bigint;
            before bytea;
            last bigint;
            e public.audit_entries;
        begin
            -- One after another for each tenant; asked for last in a transaction, so that nobody waits long.
            perform pg_advisory_xact_lock(1635083369, (mine % 2147483647)::int);
            select a.number, a.hash into last, before from public.audit_entries a
             where a.tenant_id = mine order by a.number desc limit 1;
            for e in select * from jsonb_populate_recordset(null::public.audit_entries, entries) loop
                last := coalesce(last, 0) + 1;
                e.tenant_id := mine;
                e.number := last;
                e.hash := sha256(coalesce(before, ''::bytea) || convert_to(public.audit_text(e), 'UTF8'));
                insert into public.audit_entries select (e).*;
                before := e.hash;
            end loop;
        end $$
        """
    )
    op.execute("revoke execute on function audit_append(jsonb) from public")
    op.execute(f"grant execute on function audit_append(jsonb) to {RUNTIME_ROLES}")
