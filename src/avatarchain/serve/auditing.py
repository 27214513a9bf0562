"""An audit of the registry by `/api`: all that can be known of it from its address alone.

It reads the whole chain, so one is made at a time. What was read stays in the home's index: after
an audit that took too long the next one goes on from there.
"""

from threading import Lock
from typing import Any

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException

from avatarchain.serve import outcomes

router = APIRouter(prefix="/api")

_TURN = {"Retry-After": "5"}


@router.get("/audit", response_model=outcomes.Audit)
def audit(request: Request) -> Any:
    """All that can be known of the registry: code, issuer, promises, draws, births, holders.

    One is made at a time: meanwhile the answer to others is 503.
    """
    turn: Lock = request.app.state.audits
    if not turn.acquire(blocking=False):
        raise HTTPException(503, "an audit is under way", _TURN)
    try:
        with request.app.state.readers.reading() as collection:
            findings = collection.audit()
    finally:
        turn.release()
    records = [
        {
            "name": finding.name,
            "ok": finding.ok,
            "detail": finding.detail,
            "rows": [dict(row.facts) for row in finding.rows],
        }
        for finding in findings
    ]
    return {"ok": all(finding.ok is not False for finding in findings), "findings": records}
