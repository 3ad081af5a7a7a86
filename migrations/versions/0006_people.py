"""People: versions and invitations of users, who crosses tenants, and tenants that only they themselves change."""

import sqlalchemy as sa
from alembic import op

revision = "0006_people"
down_revision = "0005_signing_in"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("users", sa.Column("version", sa.BigInteger, nullable=False, server_default="1"))
    op.add_column("users", sa.Column("invited_at", sa.DateTime(timezone=True)))
    op.add_column("users", sa.Column("is_platform", sa.Boolean, nullable=False, server_default=sa.false()))
    op.execute("alter table tenants enable row level security")
    op.execute("alter table tenants force row level security")
    # Everybody has to find a tenant by its name, and a new one is of nobody yet; it changes only within itself.
    op.execute("create policy found on tenants for select using (true)")
    op.execute("create policy opened on tenants for insert with check (true)")
    op.execute(
        "create policy changed on tenants for update "
        "using (id = nullif(current_setting('app.tenant_id', true), '')::bigint)"
    )


def downgrade() -> None:
    for policy in ("found", "opened", "changed"):
        op.execute(f"drop policy {policy} on tenants")
    op.execute("alter table tenants no force row level security")
    op.execute("alter table tenants disable row level security")
    for column in ("is_platform", "invited_at", "version"):
        op.drop_column("users", column)
