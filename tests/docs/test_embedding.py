"""What docs/embedding.md shows is run as it stands."""

from pathlib import Path

import pytest
from documents import DOCUMENTS, blocks, first_cells

from workflow import errors

EMBEDDING = DOCUMENTS / "embedding.md"


def test_the_code_runs_as_it_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    namespace: dict[str, object] = {"__name__": "embedding"}
    for block in blocks(EMBEDDING, "python"):
        # Lines are counted as in the document, for the traceback.
        lines = "\n" * (block.line - 1) + block.text
        exec(compile(lines, str(EMBEDDING), "exec"), namespace)
    namespace["flow"].close()
    namespace["engine"].dispose()
    assert "judge by" in capsys.readouterr().out


def test_every_error_is_in_the_table() -> None:
    listed = {cell.strip("`") for cell in first_cells(EMBEDDING) if cell.startswith("`")}
    raised = {
        name
        for name, one in vars(errors).items()
        if isinstance(one, type) and issubclass(one, errors.WorkflowError)
    }
    assert listed == raised - {"WorkflowError"}
