"""Documents over HTTP: uploads, what is known of a document, its content, and what was extracted from it."""

from nexus.documents.routes import content, documents, extractions, pictures, uploads

routers = (uploads.router, documents.router, content.router, pictures.router, extractions.router)
