"""A photo studio's own application, with complaints about bookings as a part of it.

From the folder above, with FastAPI and an ASGI server installed::

    uvicorn --factory fastapi_app.application:create_application
    complaints --db studio.db --app fastapi_app.house:house daemon

The first serves requests, the second keeps the deadlines. Both use ``studio.db`` in the present
folder, or the file that ``STUDIO_DB`` names.
"""
