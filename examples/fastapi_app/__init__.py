"""A photo studio's own application, with complaints about bookings as a part of it.

From the folder ``examples``, with FastAPI and an ASGI server installed::

    python -m fastapi_app
    complaints --db studio.db --app fastapi_app.house:house daemon

The first sets up two users and a booking and serves requests, the second keeps the deadlines.
Both use ``studio.db`` in the present folder, or the file that ``STUDIO_DB`` names.
"""
