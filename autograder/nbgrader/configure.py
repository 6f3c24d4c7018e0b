"""Sets nbgrader's options so that this package releases, grades and makes the pages: for a course's configuration."""

from __future__ import annotations

import os
import sys
from typing import Any

from autograder.nbgrader.pages import FORMGRADER


def configure(c: Any) -> None:
    """Set the options in the configuration `c`; what a course wants otherwise it sets below.

    Args:
        c: what ``get_config()`` gives in ``nbgrader_config.py``.
    """
    # nbgrader starts `alembic` by name, so the environment it lives in must be on the path, activated or not.
    os.environ["PATH"] = os.path.join(sys.prefix, "bin") + os.pathsep + os.environ.get("PATH", "")
    c.CourseDirectory.ignore = [
        ".ipynb_checkpoints",
        "*.pyc",
        "__pycache__",
        "feedback",
        "*-ubyte",
        ".hypothesis",
        ".pytest_cache",
    ]

    # A release holds all that a student needs, in the course's language.
    c.GenerateAssignment.preprocessors = [
        "autograder.nbgrader.release.Release",
        "nbgrader.preprocessors.IncludeHeaderFooter",
        "nbgrader.preprocessors.LockCells",
        "nbgrader.preprocessors.ClearSolutions",
        "nbgrader.preprocessors.ClearOutput",
        "nbgrader.preprocessors.CheckCellMetadata",
        "nbgrader.preprocessors.ComputeChecksums",
        "nbgrader.preprocessors.SaveCells",
        "nbgrader.preprocessors.ClearHiddenTests",
        "nbgrader.preprocessors.ClearMarkScheme",
        "nbgrader.preprocessors.ComputeChecksums",
        "nbgrader.preprocessors.CheckCellMetadata",
        "autograder.nbgrader.release.NoteCells",
    ]
    c.GenerateAssignment.post_convert_hook = "autograder.authoring.hook.warn_of_faults"
    c.ClearSolutions.text_stub = "*Your answer here. – Die Antwort steht hier.*"

    # Read submissions safely, run them isolated, judge them outside their process. See docs/grading.md.
    c.Autograde.exporter_class = "autograder.nbgrader.plugin.SubmissionExporter"
    c.Autograde.pre_convert_hook = "autograder.nbgrader.plugin.set_surplus_aside"
    c.Autograde.post_convert_hook = "autograder.nbgrader.plugin.share_released_files"
    c.Autograde.sanitize_preprocessors = [
        "autograder.nbgrader.plugin.CheckOutputs",
        "nbgrader.preprocessors.DeduplicateIds",
        "nbgrader.preprocessors.OverwriteKernelspec",
        "nbgrader.preprocessors.OverwriteCells",
        "nbgrader.preprocessors.CheckCellMetadata",
    ]
    c.Autograde.autograde_preprocessors = [
        "autograder.nbgrader.plugin.IsolatedExecute",
        "nbgrader.preprocessors.IgnorePattern",
        "nbconvert.preprocessors.ClearMetadataPreprocessor",
        "nbgrader.preprocessors.LimitOutput",
        "autograder.nbgrader.plugin.SaveGrades",
        "nbgrader.preprocessors.AssignLatePenalties",
        "nbgrader.preprocessors.CheckCellMetadata",
    ]

    # Feedback and formgrader's pages with a summary on top and without a network.
    c.GenerateFeedback.exporter_class = "autograder.nbgrader.pages.FeedbackExporter"
    c.GenerateFeedback.post_convert_hook = "autograder.nbgrader.plugin.share_released_files"
    c.HTMLExporter.template_file = FORMGRADER
    c.HTMLExporter.preprocessors = ["autograder.nbgrader.pages.Summarize"]
    c.HTMLExporter.filters = {"markdown2html": "autograder.nbgrader.pages.markdown2html"}
