"""What must be true of every table, key, policy, function and role: each check a query for what is wrong."""

SHARED = {
    "tenants": "one row per tenant: where a caller signs in is looked up before the tenant is known",
    "alembic_version": "the revision of the schema",
}
"""Tables that belong to no single tenant, each with its reason. Every other table of `public` is a tenant's."""

SERVICE_SCHEMAS = {"dbos": "the job engine's own tables, reached by the API through two functions only"}
"""Schemas that are not ours, each with its reason; the API role may not even look into them."""

WIDE_POLICIES = {
    ("outbox", "relay", "nexus_worker"): "the relay hands on the events of all tenants",
    ("tenants", "found", "public"): "a tenant is found by its name before anybody is signed in",
    ("tenants", "opened", "public"): "a new tenant is of nobody yet",
    ("tenants", "changed", "public"): "a tenant changes only within itself",
}
FREE_KEYS = {"outbox": "the relay goes through the events of all tenants in their order"}
DEFINERS = {
    "enqueue_job": "the API may enqueue for its own tenant and nothing else of the engine",
    "audit_append": "the trail can be appended to, and in no other way changed",
    "count_jobs": "numbers of jobs over all tenants, and nothing else of them, for those who run the installation",
    "cancel_job": "the API may cancel its own tenant's runs and nothing else of the engine",
}

ROLES = {
    # name: (may sign in, bypasses row security)
    "nexus_owner": (False, False),
    "nexus_migrator": (True, True),
    "nexus_app": (True, False),
    "nexus_worker": (True, False),
}


def listed(names: object) -> str:
    """Return names of this file as a list of SQL."""
    return ", ".join(f"'{name}'" for name in names)


RUNTIME = "('nexus_app', 'nexus_worker')"
CANONICAL = "(tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::bigint)"

TABLES = f"""
select c.oid, c.relname as name, c.relrowsecurity as secured, c.relforcerowsecurity as forced, c.relowner
from pg_class c
where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and c.relname not in ({listed(SHARED)})
"""

CHECKS = {
    "every schema is known": f"""
        select nspname from pg_namespace
        where nspname !~ '^pg_' and nspname not in ('public', 'information_schema', {listed(SERVICE_SCHEMAS)})""",
    "no list is stale": f"""
        select name from unnest(array[{listed([*SHARED, *FREE_KEYS])}]) name
        where to_regclass('public.' || name) is null
        union all
        select name from unnest(array[{listed(DEFINERS)}]) name
        where not exists (select 1 from pg_proc where proname = name and prosecdef)""",
    "a tenant's table names its tenant": f"""
        select t.name from ({TABLES}) t
        left join pg_attribute a on a.attrelid = t.oid and a.attname = 'tenant_id' and not a.attisdropped
        where a.attnum is null or not a.attnotnull or a.atthasdef or a.atttypid <> 'bigint'::regtype""",
    "the tenant is one that exists": f"""
        select t.name from ({TABLES}) t where t.name not in ({listed(FREE_KEYS)}) and not exists (
            select 1 from pg_constraint k where k.conrelid = t.oid and k.contype = 'f' and k.convalidated
            and k.conkey[1] = (select attnum from pg_attribute where attrelid = t.oid and attname = 'tenant_id'))""",
    "row security is on": f"select name from ({TABLES}) t where not secured",
    "row security is forced": f"select name from ({TABLES}) t where not forced",
    "the tenant's policy is the one we know": f"""
        select t.name from ({TABLES}) t where not exists (
            select 1 from pg_policies p where p.schemaname = 'public' and p.tablename = t.name
            and p.policyname = 'tenant' and p.cmd = 'ALL' and p.roles = '{{public}}'
            and p.qual = $canonical${CANONICAL}$canonical$ and p.with_check = p.qual)""",
    "there is no other policy": f"""
        select tablename, policyname from pg_policies where schemaname = 'public' and policyname <> 'tenant'
        and (tablename, policyname, roles::text) not in
            ({", ".join(f"('{table}', '{policy}', '{{{role}}}')" for table, policy, role in WIDE_POLICIES)})""",
    "keys begin with the tenant": f"""
        select t.name, i.indexrelid::regclass from ({TABLES}) t join pg_index i on i.indrelid = t.oid
        where i.indisunique and t.name not in ({listed(FREE_KEYS)}) and i.indkey[0] is distinct from (
            select attnum from pg_attribute where attrelid = t.oid and attname = 'tenant_id')""",
    "every table has a key": f"""
        select t.name from ({TABLES}) t
        where not exists (select 1 from pg_index where indrelid = t.oid and indisprimary)""",
    "references stay within the tenant": f"""
        select t.name, k.conname from ({TABLES}) t join pg_constraint k on k.conrelid = t.oid and k.contype = 'f'
        where k.confrelid <> 'tenants'::regclass and (
            k.conkey[1] is distinct from
                (select attnum from pg_attribute where attrelid = k.conrelid and attname = 'tenant_id')
            or k.confkey[1] is distinct from
                (select attnum from pg_attribute where attrelid = k.confrelid and attname = 'tenant_id'))""",
    "the runtime roles may read and write rows, and nothing more": f"""
        select c.relname, g.grantee::regrole, g.privilege_type
        from pg_class c cross join lateral aclexplode(c.relacl) g
        where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'f')
        and g.grantee <> c.relowner
        and (g.grantee::regrole::text not in {RUNTIME} or g.is_grantable
             or g.privilege_type not in ('SELECT', 'INSERT', 'UPDATE', 'DELETE'))
        and not exists (select 1 from pg_depend d where d.objid = c.oid and d.deptype = 'e')""",
    "new objects are given to nobody": "select defaclrole::regrole, defaclacl from pg_default_acl",
    "the API does not reach into other schemas": f"""
        select nspname from pg_namespace
        where nspname in ({listed(SERVICE_SCHEMAS)}) and has_schema_privilege('nexus_app', oid, 'USAGE')""",
    "the runtime roles make no objects": f"""
        select r.rolname, n.nspname from pg_roles r, pg_namespace n
        where r.rolname in {RUNTIME} and n.nspname !~ '^pg_' and has_schema_privilege(r.oid, n.oid, 'CREATE')
        union all
        select rolname, 'database' from pg_roles
        where rolname in {RUNTIME} and has_database_privilege(oid, current_database(), 'CREATE')""",
    "the runtime roles make no temporary tables": f"""
        select rolname from pg_roles
        where rolname in {RUNTIME} and has_database_privilege(oid, current_database(), 'TEMPORARY')""",
    "functions with their owner's rights are listed, and look names up in a safe place": f"""
        select p.oid::regprocedure from pg_proc p
        where p.prosecdef and p.pronamespace in (
            select oid from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema')
        and (p.proname not in ({listed(DEFINERS)}) or not coalesce(
             p.proconfig @> array['search_path=pg_catalog, pg_temp'], false)
             or has_function_privilege('public', p.oid, 'EXECUTE'))""",
    "no function of ours calls itself leakproof": """
        select p.oid::regprocedure from pg_proc p where p.pronamespace = 'public'::regnamespace and p.proleakproof
        and not exists (select 1 from pg_depend d where d.objid = p.oid and d.deptype = 'e')""",
    "views look with the eyes of the one who asks": """
        select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'v'
        and not coalesce(reloptions && array['security_invoker=true', 'security_invoker=on'], false)""",
    "there are no copies that escape row security": """
        select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('m', 'f')""",
    "roles have just the attributes they should": f"""
        select rolname from pg_roles where rolname like 'nexus%' and (
            rolsuper or rolcreaterole or rolcreatedb or rolreplication or (rolname, rolcanlogin, rolbypassrls) not in
            ({", ".join(f"('{role}', {login}, {bypass})" for role, (login, bypass) in ROLES.items())}))
        union all
        select name from unnest(array[{listed(ROLES)}]::name[]) name
        where name not in (select rolname from pg_roles)""",
    "the runtime roles own nothing": f"""
        select d.classid::regclass, d.objid from pg_shdepend d join pg_roles r on r.oid = d.refobjid
        where d.refclassid = 'pg_authid'::regclass and d.deptype = 'o' and r.rolname in {RUNTIME}""",
    "the runtime roles are member of nothing": f"""
        select r.rolname, m.roleid::regrole from pg_auth_members m join pg_roles r on r.oid = m.member
        where r.rolname in {RUNTIME}""",
    "no foreign servers, no languages that leave the database": """
        select fdwname::text from pg_foreign_data_wrapper
        union all select lanname::text from pg_language where lanname not in ('internal', 'c', 'sql', 'plpgsql')
        union all select extname::text from pg_extension
        where extname not in ('plpgsql', 'pg_trgm', 'unaccent', 'vector', 'btree_gin', 'btree_gist')""",
}
"""A rule in words -> a query that returns what breaks it."""

SABOTAGES = [
    ("every schema is known", "create schema forgotten"),
    ("no list is stale", "alter function enqueue_job security invoker"),
    ("a tenant's table names its tenant", "create table forgotten (id bigint primary key)"),
    ("a tenant's table names its tenant", "alter table outbox alter tenant_id drop not null"),
    ("a tenant's table names its tenant", "alter table customers alter tenant_id set default 1"),
    ("the tenant is one that exists", "create table forgotten (tenant_id bigint not null, id bigint)"),
    ("row security is on", "alter table customers disable row level security"),
    ("row security is forced", "alter table customers no force row level security"),
    ("the tenant's policy is the one we know", "drop policy tenant on quotes"),
    ("the tenant's policy is the one we know", "alter policy tenant on quotes using (true)"),
    ("the tenant's policy is the one we know", "alter policy tenant on quotes with check (true)"),
    ("there is no other policy", "create policy friendly on quotes using (tenant_id is null or true)"),
    ("there is no other policy", "alter policy relay on outbox to nexus_app"),
    ("keys begin with the tenant", "create unique index forgotten on customers (name)"),
    ("every table has a key", "create table forgotten (tenant_id bigint not null)"),
    (
        "references stay within the tenant",
        "create table aim (tenant_id bigint, id bigint unique); create table forgotten (id bigint references aim (id))",
    ),
    ("the runtime roles may read and write rows, and nothing more", "grant truncate on quotes to nexus_app"),
    ("the runtime roles may read and write rows, and nothing more", "grant select on quotes to public"),
    (
        "the runtime roles may read and write rows, and nothing more",
        "grant select on quotes to nexus_app with grant option",
    ),
    ("new objects are given to nobody", "alter default privileges grant select on tables to public"),
    ("the API does not reach into other schemas", "grant usage on schema dbos to nexus_app"),
    ("the runtime roles make no objects", "create schema forgotten; grant create on schema forgotten to nexus_app"),
    ("the runtime roles make no temporary tables", "grant temporary on database {database} to nexus_app"),
    (
        "functions with their owner's rights are listed, and look names up in a safe place",
        "create schema forgotten; create function forgotten.f() returns int language sql security definer return 1",
    ),
    (
        "functions with their owner's rights are listed, and look names up in a safe place",
        "alter function cancel_job reset search_path",
    ),
    ("views look with the eyes of the one who asks", "create view forgotten as select * from quotes"),
    ("there are no copies that escape row security", "create materialized view forgotten as select * from quotes"),
]
"""The rule that must go red -> the fault, made as the tables' owner."""

POWERFUL_SABOTAGES = [
    ("roles have just the attributes they should", "alter role nexus_app bypassrls"),
    ("roles have just the attributes they should", "alter role nexus_worker createrole"),
    ("roles have just the attributes they should", "alter role nexus_migrator superuser"),
    ("roles have just the attributes they should", "alter role nexus_owner login"),
    ("the runtime roles own nothing", "alter table quotes owner to nexus_app"),
    ("the runtime roles are member of nothing", "grant nexus_owner to nexus_worker"),
    ("no function of ours calls itself leakproof", "alter function major_units leakproof"),
    ("no foreign servers, no languages that leave the database", "create foreign data wrapper forgotten"),
]
"""The same for faults that only a superuser can make."""
