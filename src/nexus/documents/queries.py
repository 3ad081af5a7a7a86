"""The hot reads of documents: one SQL statement each, answered with the JSON that PostgreSQL builds."""

from datetime import datetime
from typing import Annotated, Any, NamedTuple, TypeAlias

import msgspec

from nexus.documents.ids import DocumentId
from nexus.documents.rules.statuses import DocumentStatus
from nexus.identity.public import Actor
from nexus.platform.db import Readable
from nexus.platform.errors import NotFound
from nexus.platform.pages import PageRequest, cursor_of

MOST_CORRECTIONS = 500

_Key: TypeAlias = Annotated[int, msgspec.Meta(ge=0, le=2**63 - 1)]

_LINKS = """
coalesce((select json_agg(json_build_object('kind', l.kind, 'id', l.target_id, 'label', l.label) order by l.id)
          from document_links l where l.tenant_id = d.tenant_id and l.document_id = d.id), '[]') as links,
(select max(l.target_id) from document_links l
 where l.tenant_id = d.tenant_id and l.document_id = d.id and l.kind = 'quote') as quote_id
"""

# Doubled names hold the same value: the old clients disagree on them.
_COLUMNS = """
d.id, d.name, d.name as filename, d.document_type as type, d.document_type, d.media_type as content_type,
d.media_type as mime_type, d.category, d.storage_key as file_path, d.size, d.size as file_size, d.customer_id,
d.customer_name, d.uploaded_at as upload_date, d.uploaded_at, d.uploaded_by, d.status, d.status as ai_status,
d.progress, d.reason, d.reason_code, d.pages, d.pages_read, d.pages_failed, d.confidence as ai_confidence_score,
d.metadata, LINKS
""".replace("LINKS", _LINKS)

# What is not asked for does not restrict. Spelling mistakes in names are forgiven by their trigrams.
_PAGE = """
select d.uploaded_at, d.id, to_json(r)::text as row
from (
    select * from documents d
    where d.tenant_id = $1
      and ($2::text is null or d.document_type = $2)
      and ($3::text is null or d.status = $3)
      and ($4::bigint is null or d.customer_id = $4)
      and ($5::text is null or d.name ilike $6 or d.customer_name ilike $6 or d.category ilike $6
           or d.plain ->> 'rfq_number' ilike $6 or d.plain ->> 'project' ilike $6
           or word_similarity($5, d.name) >= 0.5 or word_similarity($5, d.customer_name) >= 0.5)
      and ($7::timestamptz is null or (d.uploaded_at, d.id) < ($7, $8::bigint))
    order by d.uploaded_at desc, d.id desc
    limit $9 offset $10
) d
cross join lateral (select COLUMNS, d.plain - 'line_items' as ai_extracted_data) r
order by d.uploaded_at desc, d.id desc
""".replace("COLUMNS", _COLUMNS)

_ONE = """
select to_json(r)::text from (
    select COLUMNS, d.plain as ai_extracted_data, d.sha256, d.flags,
        (select json_agg(json_build_object('before', m.before, 'after', m.after, 'by', m.moved_by, 'at', m.moved_at,
                                           'reason', m.reason) order by m.id)
         from document_moves m where m.tenant_id = d.tenant_id and m.document_id = d.id) as history,
        coalesce((
            select json_agg(json_build_object(
                'number', n.number, 'reader_version', n.reader_version, 'pages', n.pages, 'pages_read', n.pages_read,
                'pages_failed', n.pages_failed, 'seconds', n.seconds, 'at', n.read_at) order by n.number)
            from document_runs n where n.tenant_id = d.tenant_id and n.document_id = d.id), '[]') as runs
    from documents d where d.tenant_id = $1 and d.id = $2
) r
""".replace("COLUMNS", _COLUMNS)

_EXTRACTION = """
select r.version, to_json(r)::text as body from (
    select d.id as document_id, d.status, d.version, n.number as run, n.reader_version, d.document_type,
        d.extraction -> 'type_confidence' as type_confidence, d.extraction ->> 'language' as language,
        coalesce(d.extraction -> 'header', '{}') as header, coalesce(d.extraction -> 'lines', '[]') as lines,
        coalesce(d.extraction -> 'checks', '[]') as checks, d.flags, coalesce(n.page_list, '[]') as pages,
        coalesce((
            select json_agg(json_build_object('kind', c.kind, 'field', c.field, 'line', c.line, 'old', c.old,
                'new', c.new, 'by', c.corrected_by, 'at', c.corrected_at) order by c.id desc)
            from (select * from document_corrections c where c.tenant_id = d.tenant_id and c.document_id = d.id
                  order by c.id desc limit $3) c), '[]') as corrections
    from documents d
    left join lateral (
        select n.number, n.reader_version, n.page_list from document_runs n
        where n.tenant_id = d.tenant_id and n.document_id = d.id order by n.number desc limit 1) n on true
    where d.tenant_id = $1 and d.id = $2
) r
"""

_FILE = """
select d.name, d.media_type, d.size, d.sha256, d.storage_key from documents d where d.tenant_id = $1 and d.id = $2
"""

# A page is found by its number; its place within its part is how many pages of that part come before it.
_PAGE_SPOT = """
select d.name, d.media_type, d.size, d.sha256, d.storage_key, n.page ->> 'part' as part, n.page ->> 'source' as source,
    (n.page ->> 'width')::float8 as width, coalesce((n.page ->> 'turn')::float8, 0) as turn,
    (select count(*) from jsonb_array_elements(n.page_list) p
     where p ->> 'part' = n.page ->> 'part' and (p ->> 'number')::int < $3) as index
from documents d
left join lateral (
    select n.page_list, (select p from jsonb_array_elements(n.page_list) p where (p ->> 'number')::int = $3) as page
    from document_runs n where n.tenant_id = d.tenant_id and n.document_id = d.id order by n.number desc limit 1
) n on true
where d.tenant_id = $1 and d.id = $2
"""


class Wanted(NamedTuple):
    """Which documents are asked for; what is None or empty does not restrict."""

    document_type: str | None = None
    status: DocumentStatus | None = None
    customer_id: int | None = None
    search: str = ""


class StoredFile(NamedTuple):
    """Where a document's file is, and what it is."""

    name: str
    media_type: str
    size: int
    sha256: str
    storage_key: str


class PageSpot(NamedTuple):
    """A page of a document, and where its file is."""

    file: StoredFile
    part: str
    source: str
    width: float
    turn: float
    within: int
    """From 0, within its part."""


async def list_documents(driver: Readable, actor: Actor, page: PageRequest, wanted: Wanted) -> tuple[str, str | None]:
    """Return one page of the tenant's documents as JSON, newest first, and the cursor that leads to the next."""
    pattern = wanted.search.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    rows = await driver.fetch(
        _PAGE,
        actor.tenant,
        wanted.document_type,
        wanted.status and wanted.status.value,
        wanted.customer_id,
        wanted.search or None,
        f"%{pattern}%",
        *(page.key(datetime, _Key) or (None, None)),  # pyright: ignore[reportArgumentType] - msgspec takes annotated types
        page.limit + 1,
        page.skip,
    )
    shown = rows[: page.limit]
    cursor = cursor_of(shown[-1]["uploaded_at"], shown[-1]["id"]) if len(rows) > page.limit else None
    return f"[{','.join(row['row'] for row in shown)}]", cursor


async def read_document(driver: Readable, actor: Actor, id: DocumentId) -> str:
    """Return one document with its history and runs as JSON; NotFound when the tenant has none such."""
    return _there(await driver.fetchval(_ONE, actor.tenant, id))


async def read_extraction(driver: Readable, actor: Actor, id: DocumentId) -> tuple[int, str]:
    """Return the version of a document's extraction and the extraction as JSON."""
    row = _there(await driver.fetchrow(_EXTRACTION, actor.tenant, id, MOST_CORRECTIONS))
    return row["version"], row["body"]


async def file_of(driver: Readable, actor: Actor, id: DocumentId) -> StoredFile:
    """Return where a document's file is."""
    return StoredFile(*_there(await driver.fetchrow(_FILE, actor.tenant, id)))


async def page_of(driver: Readable, actor: Actor, id: DocumentId, number: int) -> PageSpot:
    """Return where a page is; NotFound when the document, or the page in its last reading, is not there."""
    row = _there(await driver.fetchrow(_PAGE_SPOT, actor.tenant, id, number))
    if row["part"] is None:
        raise NotFound("page")
    return PageSpot(StoredFile(*row[:5]), row["part"], row["source"], row["width"], row["turn"], row["index"])


def _there(found: Any) -> Any:
    if found is None:
        raise NotFound("document")
    return found
