"""A workflow engine for complaints and repairs: the public names.

Importing this costs next to nothing; what a name needs is imported when it is first used.

>>> import workflow
>>> workflow.__version__
'0.1.0'
"""

from importlib import import_module
from typing import TYPE_CHECKING

from workflow.version import __version__

if TYPE_CHECKING:
    from workflow.definition.parse import load as load_definition
    from workflow.engine.directory import Directory
    from workflow.engine.sight import ANYBODY
    from workflow.errors import WorkflowError
    from workflow.service.attachments import attachment
    from workflow.service.facade import Workflow
    from workflow.service.registry import GuardContext, ReactionContext, Registry
    from workflow.store.database import prepare

__all__ = [
    "ANYBODY",
    "Directory",
    "GuardContext",
    "ReactionContext",
    "Registry",
    "Workflow",
    "WorkflowError",
    "__version__",
    "attachment",
    "load_definition",
    "prepare",
]

_PLACES = {
    "ANYBODY": ("workflow.engine.sight", "ANYBODY"),
    "Directory": ("workflow.engine.directory", "Directory"),
    "GuardContext": ("workflow.service.registry", "GuardContext"),
    "ReactionContext": ("workflow.service.registry", "ReactionContext"),
    "Registry": ("workflow.service.registry", "Registry"),
    "Workflow": ("workflow.service.facade", "Workflow"),
    "WorkflowError": ("workflow.errors", "WorkflowError"),
    "attachment": ("workflow.service.attachments", "attachment"),
    "load_definition": ("workflow.definition.parse", "load"),
    "prepare": ("workflow.store.database", "prepare"),
}


def __getattr__(name: str) -> object:
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, attribute = _PLACES[name]
    return getattr(import_module(module), attribute)
