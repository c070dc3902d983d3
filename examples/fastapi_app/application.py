"""The web application. Each request is one transaction: the studio's rows and the case's."""

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated

from fastapi import Depends, FastAPI, Header, HTTPException, Request
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, SQLModel

from fastapi_app.directory import SITE, ZONE
from fastapi_app.failures import explain
from fastapi_app.house import House, house
from fastapi_app.messages import Answer, Callback, Complaint, Done, Due, Shown
from fastapi_app.tables import Booking, BookingComplaint, Call, User
from workflow import Workflow, WorkflowError
from workflow.service.views import CaseView, DueRow, Receipt

DEFINITION = Path(__file__).with_name("booking_complaint.yaml")


def create_application(used: House = house) -> FastAPI:
    """Return the application on the database of a house."""

    @asynccontextmanager
    async def lifespan(application: FastAPI) -> AsyncIterator[None]:
        with Workflow.create(
            str(used.database),
            site=SITE,
            zone=ZONE,
            directory=used.directory,
            registry=used.registry,
        ) as flow:
            SQLModel.metadata.create_all(used.engine)
            flow.publish(DEFINITION)
            application.state.engine = used.engine
            application.state.flow = flow
            yield
        used.close()

    application = FastAPI(title="Studio", lifespan=lifespan)
    application.add_exception_handler(WorkflowError, explain)
    application.post("/bookings/{number}/complaint", status_code=201, response_model=Done)(complain)
    application.post("/complaints/{case}/answer", response_model=Done)(answer)
    application.post("/complaints/{case}/callback", response_model=Done)(record_callback)
    application.get("/complaints/{case}", response_model=Shown)(show)
    application.get("/due", response_model=Sequence[Due])(list_due)
    return application


def begin(request: Request) -> Iterator[Session]:
    """Begin a transaction; commit it after the endpoint, roll it back after any error."""
    with Session(request.app.state.engine) as session, session.begin():
        yield session


# With the scope "function" the commit comes before the answer is sent, not after.
Transaction = Annotated[Session, Depends(begin, scope="function")]


def sign_in(session: Transaction, x_user: Annotated[str, Header()]) -> User:
    """Take the user from a header. A real application would check a password or a token."""
    user = session.get(User, x_user)
    if user is None:
        raise HTTPException(401, "Sign in first.")
    return user


def join(request: Request, session: Transaction) -> Workflow:
    """Return the workflow inside the transaction of the request."""
    flow: Workflow = request.app.state.flow
    return flow.on(session)


SignedIn = Annotated[User, Depends(sign_in)]
Flow = Annotated[Workflow, Depends(join)]


def complain(
    *,
    number: int,
    complaint: Complaint,
    session: Transaction,
    flow: Flow,
    user: SignedIn,
    idempotency_key: Annotated[str | None, Header()] = None,
) -> Receipt:
    """Open a complaint about a booking. A booking has at most one."""
    booking = session.get(Booking, number)
    if booking is None:
        raise HTTPException(404, f"There is no booking {number}.")
    data = {"booking": number, "price": f"{booking.price / 100:.2f}", "content": complaint.content}
    receipt = flow.open("booking_complaint", data, actor=user.name, key=idempotency_key)
    if receipt.repeated:
        return receipt
    booking.status = "disputed"
    session.add(BookingComplaint(booking=number, case=receipt.case))
    try:
        session.flush()
    except IntegrityError as error:
        raise HTTPException(409, f"There is a complaint about booking {number}.") from error
    return receipt


def answer(case: str, given: Answer, flow: Flow, user: SignedIn) -> Receipt:
    """Record what the customer was answered."""
    data = given.model_dump(include={"remedy", "refund"}, exclude_none=True)
    return flow.trigger(
        case, "answer", data, actor=user.name, expected_version=given.expected_version
    )


def record_callback(
    case: str, given: Callback, session: Transaction, flow: Flow, user: SignedIn
) -> Receipt:
    """Record that the customer was called back, in the studio's own list of calls too."""
    session.add(Call(case=case, caller=user.name))
    session.flush()
    return flow.trigger(case, "record_callback", given.model_dump(), actor=user.name)


def show(case: str, flow: Flow, user: SignedIn) -> CaseView:
    """Return a complaint as it is now."""
    return flow.show(case, actor=user.name)


def list_due(flow: Flow, user: SignedIn) -> Sequence[DueRow]:
    """Return what the signed-in user has to do, the earliest due first."""
    return flow.due(actor=user.name, owner=user.name)
