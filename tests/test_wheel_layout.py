"""What the wheel is made of, and that the program finds its data wherever it is laid out."""

import json
import os
import shutil
import subprocess
import sys
import tomllib
from fnmatch import fnmatch
from pathlib import Path

import pytest

from workflow.definition import shipped

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "workflow"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
TARGETS = PROJECT["tool"]["hatch"]["build"]["targets"]
SHIPPED = sorted(
    one.name for one in (ROOT / "definitions").glob("*.yaml") if one.stem.isidentifier()
)

# Asked of the program wherever it is laid out.
QUESTIONS = """\
import json, sys
import workflow
from workflow.cli.program import complaints
from workflow.definition import shipped
from workflow.definition.parse import load
from workflow.store.schema import MIGRATIONS, REVISIONS
from workflow.translation import gettext, language
with language("zh"):
    refusal = gettext("There is no case {case}.")
definitions = {name: load(shipped.path(name)).workflow for name in shipped.names()}
with workflow.Workflow.create(sys.argv[1], zone="Asia/Shanghai") as flow:
    published = sorted(one.definition for one in flow.definitions())
print(json.dumps({
    "package": workflow.__file__,
    "folder": str(shipped.folder()),
    "definitions": definitions,
    "published": published,
    "refusal": refusal,
    "revisions": sorted(one.name for one in (MIGRATIONS / "versions").glob("0*.py")),
}))
"""


def asked(layout: Path, database: Path) -> dict[str, object]:
    """Ask the program that is laid out in a folder, from somewhere else."""
    result = subprocess.run(
        [sys.executable, "-B", "-c", QUESTIONS, str(database)],
        cwd=database.parent,
        env={**os.environ, "PYTHONPATH": str(layout), "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=100,
    )
    assert (result.returncode, result.stderr) == (0, "")
    answer: dict[str, object] = json.loads(result.stdout)
    return answer


@pytest.fixture
def laid_out(tmp_path: Path) -> Path:
    """The files of the wheel, as its configuration says where they go."""
    site = tmp_path / "site-packages"
    for package in TARGETS["wheel"]["packages"]:
        shutil.copytree(
            ROOT / package, site / package, ignore=shutil.ignore_patterns("__pycache__")
        )
    for source, target in TARGETS["wheel"]["force-include"].items():
        shutil.copytree(ROOT / source, site / target)
    return site


def test_the_wheel_holds_the_package_and_the_definitions_and_nothing_else() -> None:
    assert TARGETS["wheel"] == {
        "packages": ["workflow"],
        "force-include": {"definitions": "workflow/definitions"},
    }
    assert not (PACKAGE / "definitions").exists(), "it would be found before the folder beside it"


def test_the_program_works_as_the_wheel_lays_it_out(laid_out: Path, tmp_path: Path) -> None:
    answer = asked(laid_out, tmp_path / "wheel.db")
    assert answer["package"] == str(laid_out / "workflow" / "__init__.py")
    assert answer["folder"] == str(laid_out / "workflow" / "definitions")
    check(answer)


def test_the_program_works_in_a_checkout(tmp_path: Path) -> None:
    answer = asked(ROOT, tmp_path / "checkout.db")
    assert answer["package"] == str(PACKAGE / "__init__.py")
    assert answer["folder"] == str(ROOT / "definitions")
    assert shipped.folder() == ROOT / "definitions"
    check(answer)


def check(answer: dict[str, object]) -> None:
    names = [name.removesuffix(".yaml") for name in SHIPPED]
    assert "complaint" in names
    assert answer["definitions"] == {name: name for name in names}
    assert answer["published"] == names
    assert answer["refusal"] != "There is no case {case}."
    revisions = sorted(one.name for one in (PACKAGE / "store/migrations/versions").glob("0*.py"))
    assert answer["revisions"] == revisions != []


def test_nothing_of_the_wheel_stands_at_the_top_but_the_package(laid_out: Path) -> None:
    assert [one.name for one in laid_out.iterdir()] == ["workflow"]


def test_the_command_is_in_the_package(laid_out: Path) -> None:
    module, _colon, name = PROJECT["project"]["scripts"]["complaints"].partition(":")
    assert module.split(".")[0] == "workflow"
    folder = laid_out.joinpath(*module.split("."))
    assert name in (folder / "__init__.py").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "file",
    [
        "py.typed",
        "locale/zh/LC_MESSAGES/complaints.mo",
        "locale/en/LC_MESSAGES/complaints.mo",
        "store/migrations/env.py",
        "store/migrations/script.py.mako",
        "definitions/complaint.yaml",
        "definitions/complaint.scenarios.yaml",
        "definitions/repair.scenarios.yaml",
        "definitions/calendars/office-cn.yaml",
        "definitions/fragments/chasing_notice.yaml",
        "definitions/schema/definition.schema.json",
        "definitions/schema/fragment.schema.json",
        "definitions/schema/calendar.schema.json",
    ],
)
def test_the_data_the_program_needs_is_in_the_package(laid_out: Path, file: str) -> None:
    assert (laid_out / "workflow" / file).is_file()


def test_no_data_of_the_package_is_left_out_of_version_control() -> None:
    """The build leaves out what version control ignores: compiled catalogues, say."""
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    data = [one.relative_to(ROOT) for one in PACKAGE.rglob("*") if one.is_file()]
    assert [
        (str(one), pattern)
        for one in data
        for pattern in ignored
        if any(fnmatch(part, pattern.strip("/")) for part in one.parts)
        and "__pycache__" not in one.parts
    ] == []


def test_the_source_distribution_holds_what_the_wheel_is_built_from() -> None:
    included = TARGETS["sdist"]["include"]
    needed = {
        *TARGETS["wheel"]["packages"],
        *TARGETS["wheel"]["force-include"],
        PROJECT["project"]["readme"],
        *PROJECT["project"]["license-files"],
    }
    assert needed <= set(included)


@pytest.mark.parametrize("name", TARGETS["sdist"]["include"])
def test_what_the_source_distribution_holds_exists(name: str) -> None:
    assert (ROOT / name).exists()
