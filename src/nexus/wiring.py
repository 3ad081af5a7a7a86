"""Who is wired to whom: routers, events and their handlers, jobs, schedules, and the old clients' paths."""

from datetime import timedelta

from fastapi import APIRouter

from nexus.catalog import jobs as catalog_jobs
from nexus.catalog import routes as catalog
from nexus.catalog.work import EmbedProducts, RunImport
from nexus.documents import jobs as document_jobs
from nexus.documents import routes as documents
from nexus.documents.public import DocumentRead, DocumentTaken
from nexus.documents.work import ForgetFiles, ReadDocument
from nexus.identity import jobs as identity_jobs
from nexus.identity import routes as identity
from nexus.identity.work import MailProof
from nexus.manufacturing import jobs as manufacturing_jobs
from nexus.manufacturing import routes as manufacturing
from nexus.platform.http import health, operations
from nexus.platform.http.limits import FREE, RESET, SIGN_IN
from nexus.platform.jobs import Schedule, Work
from nexus.platform.jobs.housekeeping import forget_old_runs
from nexus.platform.mail import sending
from nexus.platform.mail.sending import SendMail
from nexus.reports import routes as reports
from nexus.sales import jobs as sales_jobs
from nexus.sales import routes as sales

ROUTERS: tuple[APIRouter, ...] = (
    health.router,
    operations.router,
    *identity.routers,
    catalog.router,
    *documents.routers,
    *sales.routers,
    *manufacturing.routers,
    reports.router,
)

WORK = Work(
    jobs={
        SendMail: sending.send,
        MailProof: identity_jobs.mail_proof,
        EmbedProducts: catalog_jobs.embed,
        RunImport: catalog_jobs.run_import,
        ReadDocument: document_jobs.read,
        ForgetFiles: document_jobs.forget_files,
    },
    on_dead={RunImport: catalog_jobs.give_up, ReadDocument: document_jobs.give_up},
    events={DocumentTaken: [sales_jobs.name_customer], DocumentRead: [sales_jobs.quote_rfq]},
    schedules={
        "expire-quotes": Schedule(timedelta(minutes=10), sales_jobs.expire_quotes),
        "keep-indexes": Schedule(timedelta(minutes=15), catalog_jobs.keep_indexes),
        "resume-readings": Schedule(timedelta(minutes=5), document_jobs.resume_left_behind),
        "forget-unfinished-uploads": Schedule(timedelta(hours=6), document_jobs.forget_unfinished_uploads),
        "close-forgotten-clocks": Schedule(timedelta(minutes=15), manufacturing_jobs.close_forgotten_clocks),
        "forget-old-runs": Schedule(timedelta(hours=1), forget_old_runs),
        "forget-sign-ins": Schedule(timedelta(hours=6), identity_jobs.forget),
        "forget-idempotency-keys": Schedule(timedelta(hours=6), sales_jobs.forget_keys),
    },
)
"""Job -> handler; job -> what happens when it fails for good; event -> handlers; name -> schedule."""

ALIASES: dict[str, str] = {
    "/api/auth": "/api/v1/auth",
    "/v1/auth": "/api/v1/auth",
    "/auth": "/api/v1/auth",
    "/users": "/api/v1/users",
    "/api/users": "/api/v1/users",
    "/api/user/profile": "/api/v1/auth/me",
    "/api/user/preferences": "/api/v1/auth/me/preferences",
    "/api/customers": "/api/v1/customers",
    "/api/quotes": "/api/v1/quotes",
    "/api/documents": "/api/v1/documents",
    "/api/files/upload": "/api/v1/files",
    "/v1/files": "/api/v1/files",
    "/api/dashboard": "/api/v1/dashboard",
    "/api/metrics": "/api/v1/dashboard?recent=counts",
    "/api/health": "/api/v1/health",
    "/travelers": "/api/v1/travelers?names=old",
    "/reports": "/api/v1/reports",
    "/api/reports": "/api/v1/reports",
    "/api/travelers": "/api/v1/travelers?names=old",
}
"""Old path -> canonical path, for the path itself and everything below it. An alias has no logic of its own."""

PUBLIC = frozenset(
    {
        "/",
        "/health",
        "/healthz",
        "/health/ready",
        "/api/v1/health",
        "/metrics",
        "/docs",
        "/redoc",
        "/openapi.json",
        "/api/v1/openapi.json",
        "/api/v1/auth/login",
        "/api/v1/auth/refresh",
        "/api/v1/auth/request-code",
        "/api/v1/auth/verify-code",
        "/api/v1/auth/register",
        "/api/v1/auth/verify-email",
        "/api/v1/auth/forgot-password",
        "/api/v1/auth/reset-password",
        "/api/v1/auth/accept-invitation",
        "/verify-email",
        "/reset-password",
        "/accept-invitation",
    }
)
"""Paths that answer without signing in."""

PUBLIC_IN_DEVELOPMENT = frozenset({"/health/detailed", "/status"})
"""What Nexus stands on: elsewhere shown to administrators only."""

PUBLIC_FOLDERS = ("/reference-static/",)

UPLOADS = frozenset({"/api/v1/files", "/api/v1/products/import", "/api/v1/travelers/bom-import"})
"""Paths whose body may be as large as an upload."""

SIGNING_IN = "/api/v1/auth/"
"""Below it bodies are small."""

RATES: dict[str, str] = {
    "/api/v1/auth/login": SIGN_IN,
    "/api/v1/auth/register": SIGN_IN,
    "/api/v1/auth/request-code": SIGN_IN,
    "/api/v1/auth/verify-code": SIGN_IN,
    "/api/v1/auth/verify-email": SIGN_IN,
    "/api/v1/auth/forgot-password": RESET,
    "/api/v1/auth/reset-password": RESET,
    "/api/v1/auth/change-password": RESET,
    "/api/v1/auth/accept-invitation": RESET,
    "/verify-email": SIGN_IN,
    "/reset-password": RESET,
    "/accept-invitation": RESET,
    "/health": FREE,
    "/healthz": FREE,
    "/health/ready": FREE,
    "/health/detailed": FREE,
    "/api/v1/health": FREE,
    "/metrics": FREE,
}
"""Canonical path -> the rate that it is counted at; every other path is counted at the general one."""

GUEST_PATHS = frozenset({"/api/v1/dashboard", "/api/v1/documents/recent"})
"""What the default tenant shows to all where NEXUS_PUBLIC_DASHBOARD says so."""
