"""The dashboard: counts from real queries."""

from datetime import datetime

from nexus.platform.types import Amount, JsonNumber, Wire
from nexus.sales.schemas.quotes import QuoteRow


class Figures(Wire):
    """What happened this month. Revenue is of approved quotes in the tenant's own currency."""

    documents_this_month: int
    quotations_this_month: int
    revenue_this_month: Amount
    currency: str
    conversion_rate: JsonNumber


class RecentDocument(Wire):
    """A document as the dashboard shows it."""

    id: int
    name: str
    filename: str
    document_type: str | None
    status: str
    customer_id: int | None
    customer_name: str | None
    uploaded_at: datetime
    upload_date: datetime


class DashboardOut(Wire):
    """The state of sales at one glance."""

    total_customers: int
    total_quotes: int
    total_quotations: int
    total_documents: int
    active_quotes: int
    pending_documents: int
    active_sessions: int
    recent_quotes: list[QuoteRow] | int
    recent_quotations: list[QuoteRow] | int
    recent_documents: list[RecentDocument] | int
    metrics: Figures
    timestamp: datetime
