"""The studio's own tables. The engine knows nothing of them."""

from sqlmodel import Field, SQLModel


class User(SQLModel, table=True):
    """Somebody who signs in."""

    __tablename__ = "users"

    name: str = Field(primary_key=True)
    role: str
    superior: str | None = Field(default=None, foreign_key="users.name")
    deputy: str | None = Field(default=None, foreign_key="users.name")
    away: bool = False


class Booking(SQLModel, table=True):
    """Photographs that were ordered. ``price`` is in cents."""

    __tablename__ = "bookings"

    id: int | None = Field(default=None, primary_key=True)
    customer: str
    price: int
    status: str = "ordered"


class BookingComplaint(SQLModel, table=True):
    """Which case is about which booking: at most one each."""

    __tablename__ = "booking_complaints"

    booking: int = Field(primary_key=True, foreign_key="bookings.id")
    case: str = Field(unique=True)


class Call(SQLModel, table=True):
    """A telephone call somebody of the studio made."""

    __tablename__ = "calls"

    id: int | None = Field(default=None, primary_key=True)
    case: str
    caller: str
