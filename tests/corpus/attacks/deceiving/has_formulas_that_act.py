"""notebook: formulas in Markdown cells use what MathJax turns into links, styles and page elements.

Status: graded
Points: full
Says: HTML that is not allowed here is shown as text
"""

import json
from pathlib import Path

TEXTS = [
    r"$\href{javascript:EVIL()}{x}$",
    r"$$\href{https://evil.example/}{\text{Your grade}}$$",
    r"\(\href{javascript:EVIL()}{x}\)",
    r"\begin{align}\href{javascript:EVIL()}{x}\end{align}",
    r"\\[\href{javascript:EVIL()}{x}\\]",
    r"$\require{html}\style{position:fixed}{EVIL}\class{EVIL}{x}\cssId{EVIL}{x}$",
    r"$\def\x{\href{javascript:EVIL()}}\x{x}$",
    r"$\newcommand{\x}{\hre}\x f{javascript:EVIL()}{x}$",
    r"$\let\y\href \y{javascript:EVIL()}{x}$",
    r"$\unicode[x; background: url(https://evil.example/)]{x1}$",
    r"$\mmlToken{mi}[href='javascript:EVIL()']{x}$",
    r"$\bbox[position:fixed;background:url(https://evil.example/)]{x}$",
    r"$\texttip{x}{EVIL}\toggle{a}{b}\endtoggle\data{EVIL=1}{x}$",
    r"$\color{red;background:url(https://evil.example/)}{x} \href {javascript:EVIL()} {x}$",
    "$\\href%\n{javascript:EVIL()}{x}$",
    "<b>$</b>\\href{javascript:EVIL()}{x}<b>$</b>",
    r"$\csname href\endcsname{javascript:EVIL()}{x}$",
    r"$\def\x#1{\csname #1ef\endcsname}\x{hr}{javascript:EVIL()}{x}$",
    r"$\begin{CD} A @>\href{javascript:EVIL()}{x}>> B \end{CD}$",
    r"$\Gdef\x{\gdef\y{x}}\global\def\z{\href}\z{javascript:EVIL()}{x}$",
]


def make(released: dict, folder: Path) -> None:
    for number, text in enumerate(TEXTS):
        released["cells"].append({"cell_type": "markdown", "metadata": {}, "source": text, "id": f"evil{number}"})
    (folder / "regularization.ipynb").write_text(json.dumps(released), encoding="utf-8")
