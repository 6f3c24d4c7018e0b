"""The pictures in the README and in docs/: what students see, taken in a real browser. Writes docs/pictures.

python -m tests.kit.pictures
"""

from __future__ import annotations

import io
import shutil
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, expect, sync_playwright

from tests.kit.conftest import REPO
from tests.kit.test_browser import (
    ANSWERS,
    CHROMIUM,
    MINUTES,
    QUIET,
    feedback_of,
    hand_in,
    jupyter,
    nbgrader,
    new_course,
    shorten,
    write_into,
)

FOLDER = REPO / "docs" / "pictures"
FORGETS_BIASES = (
    "def l1_penalty(model, beta):\n    return beta * sum(p.abs().sum() for p in model.parameters() if p.ndim > 1)\n"
)


def main() -> int:
    """Take all pictures."""
    if CHROMIUM is None:
        sys.exit("needs Chromium: apt-get install chromium")
    with tempfile.TemporaryDirectory() as made, sync_playwright() as playwright:
        course = new_course(Path(made) / "course", "en")
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        take_checks(browser, course, Path(made))
        take_feedback(browser, course)
        browser.close()
    return 0


def take_checks(browser: Browser, course: Path, home: Path) -> None:
    """Take an answer in JupyterLab, and below it the table of its visible checks."""
    work = home / "regularization"
    shutil.copytree(course / "release" / "regularization", work)
    shorten(work / "regularization.ipynb")
    with jupyter(work, home) as address:
        page = browser.new_page(viewport={"width": 1000, "height": 1100})
        page.goto(f"{address}/lab/tree/regularization.ipynb")
        expect(page.locator(".jp-NotebookPanel h1").first).to_be_visible(timeout=4 * MINUTES)
        write_into(page, "def l1_penalty(", FORGETS_BIASES)
        page.keyboard.press("Control+b")  # away with the list of files
        page.get_by_text("Run", exact=True).first.click()
        page.get_by_text("Run All Cells", exact=True).click()
        tables = page.locator(".jp-CodeCell", has=page.locator(".jp-OutputArea-output table"))
        expect(tables).to_have_count(6, timeout=8 * MINUTES)
        answer = page.locator(".jp-CodeCell", has=page.locator(".cm-content", has_text="def l1_penalty(")).first
        answer.evaluate("cell => cell.scrollIntoView({block: 'start'})")
        above, below = answer.bounding_box(), tables.first.bounding_box()
        assert above is not None
        assert below is not None
        clip = {**above, "height": below["y"] + below["height"] - above["y"]}
        write(page.screenshot(clip=clip), "checks")  # type: ignore[arg-type]
        page.close()


def take_feedback(browser: Browser, course: Path) -> None:
    """Take the top of a feedback page, with outcomes of several kinds."""
    right = "def l2_penalty(model, beta):\n    return beta * sum(p.square().sum() for p in model.parameters())\n"
    hand_in(course, {**ANSWERS, "l1_penalty": FORGETS_BIASES, "l2_penalty": right})
    nbgrader(course, "autograde")
    nbgrader(course, "generate_feedback")
    page = browser.new_page(viewport={"width": 900, "height": 535})
    page.goto(feedback_of(course).as_uri())
    write(page.screenshot(), "feedback")
    page.close()


def write(picture: bytes, name: str) -> None:
    """Write a picture with few colours, which makes it small."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / f"{name}.png"
    Image.open(io.BytesIO(picture)).convert("RGB").quantize(64).save(path, optimize=True)
    print(f"{path.relative_to(REPO)}: {path.stat().st_size >> 10} kB")


if __name__ == "__main__":
    sys.exit(main())
