"""Documents over HTTP: uploads, what is known of a document, its content, and what was extracted from it."""

from fastapi import APIRouter

from nexus.documents.routes import content, documents, extractions, pictures, uploads

router = APIRouter()
for subject in (uploads, documents, content, pictures, extractions):
    router.include_router(subject.router)
