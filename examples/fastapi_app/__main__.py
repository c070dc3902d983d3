"""Try the studio: ``python -m fastapi_app`` in the folder ``examples``.

Sets up ``studio.db`` there with two users and a booking, and serves it to this machine only.
"""

import asyncio

import uvicorn
from sqlmodel import Session

from fastapi_app.application import create_application
from fastapi_app.house import house
from fastapi_app.tables import Booking, User


async def furnish() -> None:
    """Make the tables, and put Mei, who manages, An at the front desk and booking 7 into them."""
    application = create_application()
    async with application.router.lifespan_context(application):
        with Session(house.engine) as session, session.begin():
            if session.get(User, "mei") is None:
                session.add(User(name="mei", role="manager"))
                session.flush()
                session.add(User(name="an", role="front_desk", superior="mei"))
                session.add(Booking(id=7, customer="王芳", price=200_000))


def main() -> None:
    """Furnish the studio and serve it."""
    asyncio.run(furnish())
    uvicorn.run(create_application(), host="127.0.0.1")


if __name__ == "__main__":
    main()
