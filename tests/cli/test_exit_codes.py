import inspect

import pytest

from workflow import errors
from workflow.cli import exit_codes

ERRORS = [
    one
    for _name, one in inspect.getmembers(errors, inspect.isclass)
    if issubclass(one, errors.WorkflowError) and one is not errors.WorkflowError
]


def code_of(kind: type[Exception]) -> int:
    return exit_codes.exit_code(kind.__new__(kind))


@pytest.mark.parametrize("kind", ERRORS)
def test_every_error_of_ours_has_a_code_of_its_own_kind(kind: type[Exception]) -> None:
    assert 2 <= code_of(kind) <= 8


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (errors.ActorMissing, 2),
        (errors.InputInvalid, 2),
        (errors.CaseNotFound, 3),
        (errors.SiteUnknown, 3),
        (errors.GuardRejected, 4),
        (errors.DataMissing, 4),
        (errors.NotAuthorised, 5),
        (errors.AnotherPersonNeeded, 5),
        (errors.StaleCase, 6),
        (errors.KeyReused, 6),
        (errors.DefinitionError, 7),
        (errors.StoreBusy, 8),
        (FileNotFoundError, 2),
        (KeyboardInterrupt, 130),
        (KeyError, 70),
    ],
)
def test_the_code_says_what_kind_of_error_it_was(kind: type[Exception], code: int) -> None:
    assert code_of(kind) == code


def test_the_documentation_lists_every_code() -> None:
    codes = {value for value in vars(exit_codes).values() if isinstance(value, int)}
    listed = {
        int(line.split()[0])
        for line in (exit_codes.__doc__ or "").splitlines()
        if line[:1].isdigit() and line.split()[0].isdigit() and "  " in line
    }
    assert codes == listed
    assert 1 not in codes
