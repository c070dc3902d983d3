"""JSON Schemas (2020-12) of the files of the language, for editors that check while one types.

They are made from the tables of keys the reader goes by, and say what can be written where. Whether
it makes sense (a name is declared, a state is reached) the checker says.
"""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Literal

from workflow.definition import shipped
from workflow.definition.schema.calendars import calendar_schema
from workflow.definition.schema.definitions import definition_schema, fragment_schema
from workflow.definition.schema.parts import Schema

Kind = Literal["definition", "fragment", "calendar"]
SCHEMAS: Mapping[Kind, Callable[[], Schema]] = {
    "definition": definition_schema,
    "fragment": fragment_schema,
    "calendar": calendar_schema,
}


def schema_text(kind: Kind) -> str:
    """Return a schema as the text of its file."""
    return json.dumps(SCHEMAS[kind](), ensure_ascii=False, indent=2) + "\n"


def schema_path(kind: Kind) -> Path:
    """Return the file of a schema, beside the shipped definitions, whose first lines name it."""
    return shipped.folder() / "schema" / f"{kind}.schema.json"
