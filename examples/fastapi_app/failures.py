"""What the engine's errors are in HTTP."""

from fastapi import Request
from fastapi.responses import JSONResponse

from workflow import errors

# The first that fits counts: the special stand before the general.
STATUS: tuple[tuple[type[Exception], int], ...] = (
    (errors.NotAuthorised, 403),
    (errors.CaseNotFound, 404),
    (errors.StaleCase, 409),
    (errors.KeyReused, 409),
    (errors.ActRefused, 422),
    (errors.InputInvalid, 422),
    (errors.StoreBusy, 503),
)


def explain(_request: Request, error: Exception) -> JSONResponse:
    """Answer with the error's own message: it says what to do and holds nothing personal."""
    status = next((status for kind, status in STATUS if isinstance(error, kind)), 500)
    body = {"error": type(error).__name__, "message": str(error)}
    return JSONResponse(body, status_code=status)
