"""notebook: formulas paint over what stands beside them, and give other meanings to those that follow.

Status: graded
Points: full
Says: HTML that is not allowed here is shown as text
"""

import json
from pathlib import Path

TEXTS = [
    r"$\rule{100em}{50em} EVIL$",
    r"$\raise 50em{EVIL}$",
    r"$\lower-50em\hbox{EVIL}$",
    r"$\rlap{EVIL}\llap{EVIL}$",
    r"$\smash{\rlap{\raise 50em{EVIL}}}$",
    r"$\hskip -50em EVIL$",
    r"$\kern-50em EVIL$",
    r"$\mkern-999mu EVIL$",
    r"$\hspace{-50em} EVIL$",
    r"$\moveleft 50em{EVIL}$",
    r"$\mathrlap{EVIL}\Space{-50em}{50em}{0em}$",
    r"$" + r"\!" * 500 + r"EVIL$",
    r"$$x\\[-50em] EVIL$$",
    r"\begin{align}x\\[ -50em ]EVIL\end{align}",
    r"$\renewcommand{\sum}{EVIL}$",
    r"$\newcommand{\beta}{EVIL}$",
    r"$\def\lambda{EVIL}$",
    r"$\let\le\ge EVIL$",
    r"$\DeclareMathOperator{\sin}{EVIL}$",
    r"$\newenvironment{align}{EVIL}{}$",
    r"\begin{equation}\label{eq:1}EVIL\end{equation}",
    r"$x\tag{EVIL 10 / 10 points}$",
    r"$\colorbox{white}{EVIL}\fcolorbox{red}{white}{EVIL}$",
    r"$\color{white}{EVIL}$",
    r"$\Huge{EVIL}$",
    r"$\require{enclose}\enclose{roundedbox}[mathbackground=white]{EVIL}$",
    "<wbr>$\\ru<wbr>le{50em}{50em} EVIL$",
    "<b>a</b> \\\\(\\ru&#108;e{50em}{50em} EVIL\\\\)",
    "<table>$\\ru<tr><td>x</td></tr>le{50em}{50em} EVIL$</table>",
]


def make(released: dict, folder: Path) -> None:
    for number, text in enumerate(TEXTS):
        released["cells"].append({"cell_type": "markdown", "metadata": {}, "source": text, "id": f"evil{number}"})
    (folder / "regularization.ipynb").write_text(json.dumps(released), encoding="utf-8")
