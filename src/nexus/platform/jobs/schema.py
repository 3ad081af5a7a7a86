"""The job engine's tables, and the functions through which the API may use them and nothing more of them."""

import asyncio
from urllib.parse import urlencode

import asyncpg
from dbos import DBOS

from nexus.platform.db import plain_url
from nexus.platform.roles import OWNER

APPLICATION = "nexus"

FUNCTIONS = """
create or replace function public.enqueue_job(kind text, queue text, tenant bigint, payload json, key text)
returns text language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    id text := kind || ':' || tenant || ':' || coalesce(key, gen_random_uuid()::text);
begin
    -- The worker relays events and schedules of all tenants; everybody else acts for one.
    if session_user <> 'nexus_worker'
       and tenant is distinct from nullif(current_setting('app.tenant_id', true), '')::bigint then
        raise exception 'a job for tenant % was asked for in a transaction of another tenant', tenant
            using errcode = 'insufficient_privilege';
    end if;
    perform pg_notify('nexus_jobs', queue);
    return dbos.enqueue_workflow(
        workflow_name => kind,
        queue_name => queue,
        positional_args => array[payload],
        workflow_id => id,
        queue_partition_key => tenant::text,
        application_name => 'nexus'
    );
end $$;

create or replace function public.cancel_job(id text)
returns boolean language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    moment bigint := extract(epoch from clock_timestamp()) * 1000;
begin
    update dbos.workflow_status
       set status = 'CANCELLED', owner_xid = null, queue_name = null, started_at_epoch_ms = null,
           updated_at = moment, completed_at = moment
     where workflow_uuid = id
       and queue_partition_key = current_setting('app.tenant_id', true)
       and status in ('ENQUEUED', 'PENDING', 'DELAYED');
    return found;
end $$;

-- Numbers over all tenants and nothing else of them, for those who run Nexus.
create or replace function public.count_jobs()
returns table (queue text, waiting bigint, running bigint)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select queue_name,
           count(*) filter (where status in ('ENQUEUED', 'DELAYED')),
           count(*) filter (where status = 'PENDING')
      from dbos.workflow_status
     where status in ('ENQUEUED', 'PENDING', 'DELAYED') and queue_name is not null
     group by queue_name
$$;

revoke execute on function public.enqueue_job, public.cancel_job, public.count_jobs from public;
grant execute on function public.enqueue_job, public.cancel_job, public.count_jobs to nexus_app, nexus_worker;
"""


async def prepare(migrator_url: str) -> None:
    """Bring the engine's tables and functions up to what this version needs, as the role that may migrate."""
    url = plain_url(migrator_url)
    as_owner = urlencode({"options": f"-c role={OWNER}"})
    await asyncio.to_thread(DBOS.migrate, f"{url}{'&' if '?' in url else '?'}{as_owner}")
    connection = await asyncpg.connect(url, server_settings={"role": OWNER})
    try:
        await connection.execute("grant usage on schema dbos to nexus_worker")
        await connection.execute("grant select, insert, update, delete on all tables in schema dbos to nexus_worker")
        await connection.execute("grant usage on all sequences in schema dbos to nexus_worker")
        await connection.execute(FUNCTIONS)
    finally:
        await connection.close()
