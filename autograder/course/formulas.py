"""Says which formulas of a student's Markdown may be typeset: those of commands that draw signs in their place.

MathJax, which typesets a notebook and nbgrader's own pages, knows commands that act, that draw over what stands beside
the formula, and that give commands of later formulas another meaning. So what is not known here to be
plain is not plain.
"""

from __future__ import annotations

import re

_COMMANDS = frozenset(
    r"""
    alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa varkappa lambda mu nu xi omicron pi
    varpi rho varrho sigma varsigma tau upsilon phi varphi chi psi omega digamma Gamma Delta Theta Lambda Xi Pi
    Sigma Upsilon Phi Psi Omega aleph beth hbar hslash ell imath jmath wp Re Im partial nabla infty emptyset
    varnothing forall exists nexists neg lnot top bot angle prime backprime surd flat natural sharp square Box
    blacksquare Diamond triangle triangledown blacktriangle bigstar star checkmark complement eth mho S P dagger
    ddagger copyright degree

    arccos arcsin arctan arg cos cosh cot coth csc deg det dim exp gcd hom inf injlim ker lg lim liminf limsup ln
    log max min Pr projlim sec sin sinh sup tan tanh operatorname argmax argmin softmax

    sum prod coprod int iint iiint oint bigcap bigcup bigsqcup bigvee bigwedge bigodot bigotimes bigoplus biguplus
    limits nolimits pm mp times div cdot ast circ bullet oplus ominus otimes oslash odot cap cup uplus sqcap sqcup
    vee wedge lor land setminus smallsetminus wr amalg ltimes rtimes boxplus boxtimes circledast intercal

    le leq leqq leqslant ge geq geqq geqslant lt gt ll gg lll ggg ne neq equiv sim simeq approx approxeq cong propto
    varpropto asymp doteq doteqdot triangleq prec succ preceq succeq subset supset subseteq supseteq subsetneq
    supsetneq sqsubseteq sqsupseteq in notin ni owns vdash dashv models vDash Vdash mid nmid parallel nparallel perp
    bowtie smile frown lesssim gtrsim lessgtr not therefore because colon coloneqq eqqcolon nleq ngeq nless ngtr
    nsubseteq nsim

    gets to leftarrow rightarrow leftrightarrow Leftarrow Rightarrow Leftrightarrow uparrow downarrow updownarrow
    Uparrow Downarrow Updownarrow longleftarrow longrightarrow longleftrightarrow Longleftarrow Longrightarrow
    Longleftrightarrow mapsto longmapsto hookleftarrow hookrightarrow nearrow searrow swarrow nwarrow rightharpoonup
    leftharpoonup rightleftharpoons leftrightharpoons rightsquigarrow implies impliedby iff xrightarrow xleftarrow
    nrightarrow nleftarrow circlearrowleft circlearrowright

    dots ldots cdots vdots ddots dotsb dotsc dotsi dotsm dotso quad qquad enspace thinspace medspace thickspace

    hat widehat check tilde widetilde acute grave dot ddot dddot breve bar vec mathring overline underline overbrace
    underbrace overrightarrow overleftarrow underrightarrow underleftarrow overset underset stackrel substack
    sideset

    frac dfrac tfrac cfrac binom dbinom tbinom over atop choose sqrt boxed phantom pmod bmod mod pod left right
    middle big Big bigg Bigg bigl Bigl biggl Biggl bigr Bigr biggr Biggr bigm Bigm biggm Biggm lbrace rbrace lbrack
    rbrack langle rangle lvert rvert lVert rVert vert Vert lfloor rfloor lceil rceil lgroup rgroup ulcorner urcorner
    llcorner lrcorner backslash

    text textbf textit textrm textsf texttt textnormal mbox mathrm mathbf mathit mathsf mathtt mathcal mathscr
    mathfrak mathbb mathnormal boldsymbol bm pmb rm bf it sf tt cal displaystyle textstyle scriptstyle
    scriptscriptstyle mathop mathbin mathrel mathord mathopen mathclose mathpunct mathinner

    begin end hline nonumber notag
    """.split()
)
_ENVIRONMENTS = frozenset(
    "equation align aligned alignat alignedat gather gathered multline eqnarray split cases array matrix pmatrix "
    "bmatrix Bmatrix vmatrix Vmatrix smallmatrix subarray".split()
)
_MAX_BACKSPACES = 40  # of a sixth of the type's size each; more would pull a formula over what stands before it

_OPENING = re.compile(r"\$|\\[(\[]|\\begin")
_CLOSING = re.compile(r"\$|\\[)\]]|\\end(?:\s*\{[a-zA-Z]*\*?\})?")
_CONTROL = re.compile(r"\\(?:([a-zA-Z]+)|[^a-zA-Z])")  # from left to right, as TeX does: \\x is a new line and an x
_NAMED = re.compile(r"\\(?:begin|end)(?![a-zA-Z])(?:\s*\{([a-zA-Z]+)\*?\})?")
_LINE_SKIP = re.compile(r"\\\\[\s*]*\[(?!\d?(?:\.\d)?(?:em|ex)\]|\d?\dpt\])")


def are_plain(text: str) -> bool:
    """Say whether the formulas in a page's text are made of plain commands only.

    What stands between two formulas counts as one as well: browsers and MathJax decide what belongs together.
    """
    opening, closing = _OPENING.search(text), max((found.end() for found in _CLOSING.finditer(text)), default=0)
    if opening is None or closing <= opening.end():
        return True
    formula = text[opening.start() : closing]
    return (
        all(name in _COMMANDS for name in _CONTROL.findall(formula) if name)
        and all(name in _ENVIRONMENTS for name in _NAMED.findall(formula))
        and formula.count(r"\!") <= _MAX_BACKSPACES
        and not _LINE_SKIP.search(formula)
    )
