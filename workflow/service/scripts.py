"""What to say in a case, and what not to: made for whoever may read the case, kept nowhere."""

from workflow.definition.model import NEW, Definition, Transition
from workflow.definition.near import nearest
from workflow.engine.sight import Reader, name_of
from workflow.errors import TriggerUnknown
from workflow.service.editions import edition_in_effect, edition_of
from workflow.service.filling import Sheet, personal_of
from workflow.service.house import House
from workflow.service.reading import readable
from workflow.service.saying import script_view
from workflow.service.views import ScriptView
from workflow.store.events import personal


def script(house: House, name: str | int, *, trigger: str | None, actor: Reader) -> ScriptView:
    """Return what to say in a case now, or with one of its steps.

    Raises ``CaseNotFound``, ``NotAuthorised``, ``TriggerUnknown``.
    """
    now = house.now()
    with house.transactions.reading() as connection:
        stored, edition, hidden = readable(house, connection, name, actor)
        case = stored.case
        values = personal_of(case, personal(connection, case.serial))
    definition = edition.definition
    step = _step(definition, case.number, trigger)
    sheet = Sheet(definition, case, case.zone, now, values, name_of(actor), hidden=hidden)
    return script_view(sheet, case.state, step)


def opening_script(house: House, name: str, *, actor: Reader) -> ScriptView:
    """Return what to say before there is a case of a definition: with each step that opens one.

    Raises ``DefinitionNotFound``.
    """
    now = house.now()
    with house.transactions.reading() as connection:
        stored = edition_in_effect(connection, name, now.date().isoformat())
        definition = edition_of(connection, stored.hash, stored.wording).definition
    return script_view(Sheet(definition, None, "UTC", now, me=name_of(actor)), NEW, None)


def _step(definition: Definition, case: str, trigger: str | None) -> Transition | None:
    if trigger is None:
        return None
    if trigger not in definition.transitions:
        known = tuple(definition.transitions)
        raise TriggerUnknown(case, trigger, known=known, suggestion=nearest(trigger, known))
    return definition.transitions[trigger]
