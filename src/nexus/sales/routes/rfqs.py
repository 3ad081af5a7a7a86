"""RFQs over HTTP."""

from fastapi import APIRouter

router = APIRouter(prefix="/api/v1/rfqs", tags=["rfqs"])
