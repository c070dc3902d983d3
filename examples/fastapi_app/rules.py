"""What the definition asks of this application by name: a guard and a reaction."""

from decimal import Decimal

from sqlalchemy import update
from sqlmodel import col

from fastapi_app.tables import Booking
from workflow import Registry
from workflow.service.registry import GuardContext, ReactionContext

registry = Registry()


@registry.guard("refund_permitted")
def refund_permitted(context: GuardContext) -> bool:
    """At most half of the price may be refunded. Arithmetic is beyond the definition language."""
    return Decimal(context.fields["refund"]) * 2 <= Decimal(context.fields["price"])


@registry.reaction("settle_booking")
def settle_booking(context: ReactionContext) -> None:
    """A complaint that is closed settles its booking, in the same transaction."""
    if not context.case.final:
        return
    booking = col(Booking.id) == context.case.fields["booking"]
    context.connection.execute(update(Booking).where(booking).values(status="settled"))
