"""The course in a real browser: JupyterLab as a student has it, formgrader as an instructor does, feedback as both do.

Playwright drives the system's Chromium, and axe-core looks for what shuts people out. Screenshots for a person to look
at are written to ``build/screenshots``.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import nbformat
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from autograder.cli import main
from tests.kit.conftest import REPO, MiniCourse, run
from tests.kit.made_class import make_class

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
SHOTS = REPO / "build" / "screenshots"
QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
MINUTES = 60_000  # milliseconds

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium: apt-get install chromium"),
]

RIGHT = "def l1_penalty(model, beta):\n    return beta * sum(p.abs().sum() for p in model.parameters())\n"
WRONG = (
    "def l2_penalty(model, beta):\n    return beta * sum(p.square().sum() for p in model.parameters() if p.ndim > 1)\n"
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


ANSWERS = {
    "l1_penalty": RIGHT,
    "l2_penalty": WRONG,
    "l2_optimizer": "def l2_optimizer(model, lr, beta):\n    raise ValueError('<b>no</b>')\n",
    "add_batchnorm": "def add_batchnorm(model):\n    import os\n    os.abort()\n",
}
LOOKS: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "narrow": {"viewport": {"width": 360, "height": 740}},
    "print": {"viewport": {"width": 794, "height": 1123}},  # A4
}


def new_course(folder: Path, language: str) -> Path:
    """Make a course in `folder` whose assignment is released in that language."""
    for name in ("source", "locale"):
        shutil.copytree(REPO / "assignments" / name, folder / name)
    config = (REPO / "assignments" / "nbgrader_config.py").read_text()
    config = config.replace('"../tests/hidden"', repr(str(REPO / "tests" / "hidden")))
    (folder / "nbgrader_config.py").write_text(f'{config}\nc.Grading.language = "{language}"\nc.Grading.seed = 0\n')
    nbgrader(folder, "generate_assignment")
    return folder


def nbgrader(folder: Path, command: str) -> None:
    """Run one of nbgrader's commands on the assignment."""
    made = run([f"{sys.prefix}/bin/nbgrader", command, "regularization"], folder)
    assert made.returncode == 0, made.stderr


def hand_in(folder: Path, answers: dict[str, str]) -> None:
    """Hand in the released notebook with these functions."""
    notebook = nbformat.read(folder / "release" / "regularization" / "regularization.ipynb", as_version=4)
    for cell in notebook.cells:
        cell.source = answers.get(cell.metadata.get("nbgrader", {}).get("grade_id"), cell.source)
    handed_in = folder / "submitted" / "anna" / "regularization"
    handed_in.mkdir(parents=True)
    nbformat.write(notebook, handed_in / "regularization.ipynb")


def feedback_of(folder: Path) -> Path:
    return folder / "feedback" / "anna" / "regularization" / "regularization.html"


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return new_course(tmp_path_factory.mktemp("course"), "de")


@pytest.fixture(scope="module", params=["en", "de"])
def feedback(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """A language, and the feedback page in it on a submission with outcomes of several kinds."""
    folder = new_course(tmp_path_factory.mktemp("feedback"), request.param)
    hand_in(folder, ANSWERS)
    nbgrader(folder, "autograde")
    nbgrader(folder, "generate_feedback")
    return request.param, feedback_of(folder)


def expect_no_barriers(page: Page, context: str | None = None) -> None:
    """See that axe-core finds nothing serious."""
    found = Axe().run(page, context).response["violations"]
    serious = [rule for rule in found if rule["impact"] in ("serious", "critical")]
    assert not serious, [(rule["id"], [node["html"] for node in rule["nodes"]][:3]) for rule in serious]


@contextmanager
def jupyter(folder: Path, home: Path) -> Iterator[str]:
    """Serve JupyterLab in `folder`; yield its address."""
    settings = home / "settings" / "@jupyterlab"
    for name, values in {
        "notebook-extension/tracker": {"windowingMode": "none"},  # so that all cells are there to be looked at
        "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    }.items():
        path = settings / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(values))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        **os.environ,
        "HOME": str(home),
        "OMP_NUM_THREADS": "1",  # two threads that wait for each other are slow where others are at work
        "JUPYTERLAB_SETTINGS_DIR": str(home / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(home / "workspaces"),
        "PATH": f"{sys.prefix}/bin{os.pathsep}{os.environ['PATH']}",
    }
    command = [
        f"{sys.prefix}/bin/jupyter", "lab", "--no-browser", "--allow-root", "--ip=127.0.0.1", f"--port={port}",
        "--IdentityProvider.token=", f"--ServerApp.root_dir={folder}",
    ]  # fmt: skip
    with (home / "log").open("w") as log:
        server = subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=subprocess.STDOUT)
        try:
            for _ in range(120):
                with socket.socket() as probe:
                    if probe.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.5)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(30)


def shoot(target: Page | Locator, name: str) -> None:
    SHOTS.mkdir(parents=True, exist_ok=True)
    target.screenshot(path=SHOTS / f"{name}.png")


def write_into(page: Page, stub: str, source: str) -> None:
    """Replace the text of the cell that holds `stub`, as a student would."""
    cell = page.locator(".jp-CodeCell", has=page.locator(".cm-content", has_text=stub)).first
    cell.locator(".cm-content").first.click()
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    page.keyboard.insert_text(source)


def shorten(path: Path) -> None:
    """Leave out of a released notebook what trains and plots, but for its first plot: here the pages are looked at."""
    notebook = nbformat.read(path, as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    kept = [code[0], next(cell for cell in code if "plt." in cell.source)]
    notebook.cells = [c for c in notebook.cells if c.cell_type == "markdown" or "nbgrader" in c.metadata or c in kept]
    nbformat.write(notebook, path)


def test_a_student_works_checks_and_validates(browser: Browser, course: Path, tmp_path: Path) -> None:
    work = tmp_path / "regularization"
    shutil.copytree(course / "release" / "regularization", work)
    shorten(work / "regularization.ipynb")
    with jupyter(work, tmp_path) as address:
        page = browser.new_page(viewport={"width": 1300, "height": 1000})
        page.goto(f"{address}/lab/tree/regularization.ipynb")
        expect(page.locator(".jp-NotebookPanel h1").first).to_contain_text("Regulari", timeout=2 * MINUTES)
        shoot(page, "student-1-opened")

        write_into(page, "def l1_penalty(", RIGHT)
        write_into(page, "def l2_penalty(", WRONG)
        shoot(page, "student-2-written")
        page.get_by_text("Run", exact=True).first.click()
        page.get_by_text("Run All Cells", exact=True).click()

        tables = page.locator(".jp-OutputArea-output table")
        expect(tables).to_have_count(6, timeout=4 * MINUTES)
        reports = page.locator(".jp-OutputArea-output", has=page.locator("table"))
        right, wrong, left_out = reports.nth(0), reports.nth(1), reports.nth(2)
        for report, name in ((right, "right"), (wrong, "wrong"), (left_out, "not-attempted")):
            report.scroll_into_view_if_needed()
            shoot(report, f"student-3-{name}")
        expect(right).to_contain_text("✓ stimmt")
        expect(right).not_to_contain_text("✗")
        expect(wrong).to_contain_text("✗ stimmt nicht")
        expect(wrong).to_contain_text("erwartet:")
        expect(left_out).to_contain_text("noch nicht bearbeitet")
        expect(left_out).not_to_contain_text("✗")
        figures = page.locator(".jp-OutputArea-output img")
        expect(figures.first).to_be_visible(timeout=4 * MINUTES)  # cells with plots may still be running
        for i in range(figures.count()):
            figures.nth(i).scroll_into_view_if_needed()
            shoot(figures.nth(i), f"student-figure-{i + 1:02}")

        overwrite = page.get_by_role("button", name="Overwrite")  # asked for where two saves overlap
        page.add_locator_handler(overwrite, lambda: overwrite.click())
        page.keyboard.press("Control+s")
        page.get_by_role("button", name="Validate").first.click()
        dialog = page.locator(".jp-Dialog")
        expect(dialog).to_contain_text("Validation", timeout=5 * MINUTES)
        expect(dialog).to_contain_text("l2_penalty")
        shoot(page, "student-4-validated")
        page.close()


def test_an_instructor_grades_and_reads_the_feedback(browser: Browser, course: Path, tmp_path: Path) -> None:
    hand_in(course, {"l1_penalty": RIGHT, "l2_penalty": WRONG})
    with jupyter(course, tmp_path) as address:
        page = browser.new_page(viewport={"width": 1300, "height": 900})
        page.goto(f"{address}/formgrader/manage_submissions/regularization")
        row = page.locator("tr", has_text="anna")
        expect(row).to_be_visible(timeout=MINUTES)
        shoot(page, "instructor-1-submissions")
        row.locator(".autograde a").click()
        expect(page.locator(".modal-body", has_text="Successfully")).to_be_visible(timeout=5 * MINUTES)
        shoot(page, "instructor-2-autograded")

        page.goto(f"{address}/formgrader/manage_submissions/regularization")
        expect(row.locator(".score")).to_contain_text(re.compile(r"\d"), timeout=MINUTES)
        shoot(page, "instructor-3-scores")
        row.locator(".generate-feedback a").click()
        expect(page.locator(".modal-body", has_text="Successfully")).to_be_visible(timeout=2 * MINUTES)

        elsewhere: list[str] = []
        page.on("request", lambda request: None if request.url.startswith(address) else elsewhere.append(request.url))
        page.goto(f"{address}/formgrader/gradebook/regularization/regularization")
        page.get_by_role("link", name="Submission #1").click()
        summary = page.get_by_role("region", name="Ergebnisse")
        expect(summary.get_by_role("listitem")).to_have_count(6, timeout=MINUTES)
        expect(summary.get_by_role("listitem").nth(1)).to_contain_text("Nächster Schritt:")
        expect(page.locator("#test_l1_penalty")).to_have_attribute("placeholder", "10", timeout=MINUTES)
        lecture = page.locator("details.fold").first
        expect(lecture.locator("h1")).to_be_hidden()
        shoot(page, "instructor-4-formgrader")
        expect_no_barriers(page, ".summary")
        lecture.locator("summary").click()
        expect(lecture.locator("math").first).to_be_visible()
        shoot(lecture, "instructor-4-lecture")
        summary.get_by_role("link", name="l2_penalty").click()
        expect(page.locator("#test_l2_penalty")).to_be_in_viewport()
        assert not [url for url in elsewhere if not url.startswith("data:")]

        page.goto(feedback_of(course).as_uri())
        results = page.locator("table", has_text="✗")
        expect(results.first).to_contain_text("erwartet:")
        results.first.scroll_into_view_if_needed()
        shoot(page, "instructor-5-feedback")
        page.close()


@pytest.mark.parametrize("look", LOOKS)
def test_everybody_can_read_the_feedback(browser: Browser, feedback: tuple[str, Path], look: str) -> None:
    language, path = feedback
    context = browser.new_context(**{"viewport": {"width": 1100, "height": 900}, **LOOKS[look]})
    page = context.new_page()
    elsewhere: list[str] = []
    page.on("request", lambda request: elsewhere.append(request.url))
    page.goto(path.as_uri())
    if look == "print":
        page.emulate_media(media="print")
    shoot(page, f"feedback-{language}-{look}")

    lines = page.get_by_role("region", name={"en": "Results", "de": "Ergebnisse"}[language]).get_by_role("listitem")
    expect(lines).to_have_count(6)
    expect(lines.nth(0)).to_contain_text({"en": "passed", "de": "bestanden"}[language])
    expect(lines.nth(1)).to_contain_text({"en": "Biases count as well", "de": "Auch Biases zählen"}[language])
    expect(page.locator("details.fold h1").first).to_be_hidden()
    page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
    expect(page.locator("math").first).to_be_visible()
    expect_no_barriers(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert not [url for url in elsewhere if not url.startswith(("file:", "data:"))]
    page.screenshot(path=SHOTS / f"feedback-{language}-{look}-opened.png", full_page=True)
    context.close()


def test_the_keyboard_is_enough_for_the_feedback(browser: Browser, feedback: tuple[str, Path]) -> None:
    page = browser.new_page()
    page.goto(feedback[1].as_uri())
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="l1_penalty")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#test_l2_penalty table")).to_be_in_viewport()
    page.goto("about:blank")
    page.goto(feedback[1].as_uri())
    lecture = page.locator("details.fold").first
    for _ in range(7):
        page.keyboard.press("Tab")
    expect(lecture.locator("> summary")).to_be_focused()
    page.keyboard.press("Enter")
    expect(lecture.locator("h1")).to_be_visible()
    page.close()


@pytest.fixture(scope="module", params=["en", "de"])
def report(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """A language, and the instructor's report in it."""
    mini = MiniCourse(tmp_path_factory.mktemp("report"))
    make_class(mini, language=request.param)
    assert main(["report", "mini", "--course", str(mini.folder)]) == 0
    return request.param, mini.folder / "report-mini.html"


@pytest.mark.parametrize("look", LOOKS)
def test_everybody_can_read_the_report(browser: Browser, report: tuple[str, Path], look: str) -> None:
    language, path = report
    context = browser.new_context(**{"viewport": {"width": 1100, "height": 900}, **LOOKS[look]})
    page = context.new_page()
    elsewhere: list[str] = []
    page.on("request", lambda request: elsewhere.append(request.url))
    page.goto(path.as_uri())
    if look == "print":
        page.emulate_media(media="print")
    page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
    expect(page.get_by_role("img")).to_have_count(2)
    found = page.get_by_role("region", name={"en": "Misconceptions", "de": "Fehlvorstellungen"}[language])
    expect(found.get_by_role("listitem").first).to_contain_text("biases left out")
    expect_no_barriers(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert [url for url in elsewhere if not url.startswith("data:")] == [path.as_uri()]
    page.screenshot(path=SHOTS / f"report-{language}-{look}.png", full_page=True)
    context.close()


def test_the_keyboard_is_enough_for_the_report(browser: Browser, report: tuple[str, Path]) -> None:
    page = browser.new_page()
    page.goto(report[1].as_uri())
    page.keyboard.press("Tab")
    expect(page.locator("a[href='#scores']")).to_be_focused()
    for _ in range(6):
        page.keyboard.press("Tab")
    numbers = page.locator("details").first
    expect(numbers.locator("> summary")).to_be_focused()
    page.keyboard.press("Enter")
    expect(numbers.locator("table")).to_be_visible()
    page.close()
