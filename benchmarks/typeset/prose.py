"""Sentences that no paper has: a grammar over words of the sciences, with what such prose is full of.

A text is a list of pieces, each with its LaTeX and the words that it prints; a formula, a citation, a reference or a footnote's
mark prints no known words (None), and cuts the text into fragments, as the truth files of the corpus have them.
"""

import random
from typing import NamedTuple

FRAGMENT_WORDS = 8

NOUNS = """algorithm|amplitude|approximation|assumption|boundary|calibration|coefficient|configuration|constraint|convergence
|correlation|covariance|decomposition|degeneracy|density|derivative|detector|diffusion|dimension|discrepancy|distribution|eigenvalue
|embedding|ensemble|equilibrium|estimator|excitation|expansion|fluctuation|functional|generator|geometry|gradient|hierarchy
|homomorphism|hypothesis|implementation|inequality|instability|interaction|interpolation|kernel|lattice|likelihood|luminosity
|manifold|measurement|mechanism|membrane|morphology|network|normalization|observation|operator|optimizer|orbit|oscillator|parameter
|partition|permutation|perturbation|polynomial|population|potential|probability|procedure|propagation|quantity|reconstruction
|regularization|representation|resolution|resonance|sampler|scattering|sequence|simulation|singularity|solution|spectrum|stability
|subspace|susceptibility|symmetry|temperature|threshold|topology|trajectory|transformation|transition|uncertainty|vector|velocity
|wavelength""".replace("\n", "").split("|")
ADJECTIVES = """accurate|adaptive|adiabatic|algebraic|analytical|anisotropic|approximate|asymptotic|bounded|canonical|causal|coherent
|compact|complementary|computational|conditional|conservative|continuous|convex|critical|deterministic|differentiable|discrete|efficient
|elementary|empirical|exponential|finite|generic|global|hierarchical|homogeneous|independent|infinitesimal|intermediate|intrinsic
|invariant|irreducible|iterative|linear|logarithmic|macroscopic|marginal|microscopic|minimal|numerical|observable|orthogonal|parametric
|periodic|polynomial|preliminary|probabilistic|quantitative|random|relativistic|representative|rigorous|robust|semantic|sequential
|spherical|stationary|statistical|stochastic|supersymmetric|symmetric|systematic|thermodynamic|topological|transient|uniform|universal
|variational""".replace("\n", "").split("|")
COMPOUNDS = """state-of-the-art|low-rank|high-dimensional|non-linear|self-consistent|long-range|short-lived|well-posed|time-dependent|two-dimensional
|three-point|large-scale|fine-grained|data-driven|mean-field|first-order|non-trivial|semi-classical|post-processed|cross-validated
|quasi-periodic|rate-limiting|model-free|end-to-end|signal-to-noise|tree-level|finite-size|multi-scale|pre-trained|open-source""".replace(
    "\n", ""
).split("|")
VERBS = """approximates|bounds|characterizes|compensates|complements|constrains|contradicts|controls|corresponds to|determines|diagonalizes
|dominates|enhances|estimates|exceeds|factorizes|generalizes|governs|illustrates|improves|influences|interpolates|minimizes|modifies
|outperforms|parametrizes|preserves|quantifies|reduces to|regularizes|reproduces|resembles|satisfies|simplifies|stabilizes|suppresses
|transforms|underestimates|validates""".replace("\n", "").split("|")
ADVERBS = """additionally|approximately|asymptotically|automatically|consequently|conventionally|effectively|equivalently|essentially
|explicitly|independently|interestingly|locally|nevertheless|numerically|occasionally|particularly|predominantly|qualitatively|rigorously
|significantly|simultaneously|subsequently|sufficiently|surprisingly|systematically|typically|unfortunately""".replace(
    "\n", ""
).split("|")
NAMES = "Poincaré|Schrödinger|Hölder|Erdős|Gödel|Čebyšev|Kovačević|Ångström|Bézier|Rényi|Møller|Göttingen|Markov|Fourier|Nakamura|O'Hara|Zürich|São Paulo".split(
    "|"
)
FORMULAS = r"\alpha|x_i|\lambda_{\max}|\mathcal{O}(n^2)|p(x\mid y)|\lVert f\rVert_{L^2}|N\to\infty|\beta=0.5|\hat{\theta}|\mathbb{R}^d|T_c|k\in\{1,\dots,K\}|\Delta E/E|10^{-3}|\sum_i w_i=1|\psi^{\dagger}".split(
    "|"
)
DISPLAYS = (
    r"\frac{\partial u}{\partial t} + \nabla\cdot\left(\rho\, v\otimes v\right) = \sum_{i=1}^{N} \alpha_i\, f_i(x,t) - \lambda\, u(x,t)",
    r"\mathcal{L}(\theta) = -\frac{1}{N}\sum_{n=1}^{N}\log p_\theta(y_n\mid x_n) + \frac{\beta}{2}\,\|\theta\|_2^2",
    r"\int_{\Omega} |\nabla \phi|^2\,dx \leq C \left( \int_{\partial\Omega} |g|^2\,d\sigma + \sup_{x\in\Omega} |h(x)| \right)",
    r"M_{ij} = \begin{pmatrix} a_{11} & a_{12} & 0 \\ a_{21} & a_{22} & b \\ 0 & b & c^2 \end{pmatrix}_{ij} + \delta_{ij}\,\prod_{k=1}^{K} z_k",
    r"\langle \hat{O}(t) \rangle = \mathrm{Tr}\left[ e^{-\beta H}\, \hat{O}(t) \right] / Z(\beta), \qquad Z(\beta) = \sqrt{2\pi}\,e^{-S[\phi]}",
)


class Piece(NamedTuple):
    """A piece of LaTeX, and the text that it prints; None where that is not known exactly."""

    latex: str
    text: str | None


Text = list[Piece]


def fragments(text: Text) -> list[str]:
    """The runs of known words between what is not known, at least eight words each."""
    runs = [""]
    for piece in text:
        if piece.text is None:
            runs.append("")
        else:
            runs[-1] += piece.text
    last = len(runs) - 1
    runs = [" ".join(run.lstrip(" ,.;:()").split()) for run in runs]
    runs = [run if i == last else run.rstrip(" ,.;:()") for i, run in enumerate(runs)]
    return [run for run in runs if len(run.split()) >= FRAGMENT_WORDS]


def latex(text: Text) -> str:
    """The LaTeX of a text."""
    return "".join(piece.latex for piece in text)


class Author:
    """One paper's writer: a part of the words, so that its terms come again, and its way of citing."""

    def __init__(self, rng: random.Random, cite: str = "numeric") -> None:
        self.rng, self.cite = rng, cite
        self.nouns, self.adjectives = rng.sample(NOUNS, 55), rng.sample(ADJECTIVES, 40)
        self.compounds = rng.sample(COMPOUNDS, 18)

    def words(self, count: int) -> str:
        """A title of so many words."""
        return " ".join(self.rng.choice((self.nouns, self.adjectives)[i % 2]) for i in range(count - 1, -1, -1))

    def _noun(self) -> str:
        noun = self.rng.choice(self.nouns)
        form = self.rng.random()
        if form < 0.45:
            return f"the {noun}"
        if form < 0.75:
            return f"the {self.rng.choice(self.adjectives)} {noun}"
        if form < 0.87:
            return f"the {self.rng.choice(self.compounds)} {noun}"
        return f"the {self.rng.choice(NAMES)} {noun}"

    def _clause(self) -> str:
        clause = f"{self._noun()} {self.rng.choice(VERBS)} {self._noun()}"
        if self.rng.random() < 0.4:
            clause += f" of {self._noun()}"
        return clause

    def _insertion(self) -> Text:
        """What stands in a sentence besides words."""
        rng = self.rng
        kind = rng.randrange(11)
        if kind == 0:
            return [Piece(f", i.e., {(a := self._noun())}", f", i.e., {a}")]
        if kind == 1:
            return [Piece(f" (e.g.~{(a := self._noun())})", f" (e.g. {a})")]
        if kind == 2:
            return [Piece(f"---{(a := self._clause())}---", f"—{a}—")]
        if kind == 3:
            return [Piece(f" for ``{(a := self.words(2))}''", f" for “{a}”")]
        if kind == 4:
            a = self.words(2)
            return [Piece(rf" as \emph{{{a}}}", f" as {a}")]
        if kind == 5:
            a, b = rng.randrange(2, 90), rng.randrange(2, 99)
            return [Piece(rf" within {a}--{b + a}\% of 1,024 runs", f" within {a}–{b + a}% of 1,024 runs")]
        if kind == 6:
            return [Piece(rf" (see Fig.~\ref{{fig:{rng.randrange(3)}}})", None)]
        if kind == 7:
            return [Piece(rf" \texttt{{{(a := rng.choice(self.nouns))}}}", f" {a}")]
        if kind == 8:
            a = rng.choice(NAMES)
            return [Piece(f" following {a} et al.", f" following {a} et al."), self.citation()]
        return [self.citation()]

    def citation(self) -> Piece:
        """A citation after a word."""
        keys = ",".join(f"k{k}" for k in sorted(self.rng.sample(range(24), self.rng.choice((1, 1, 2, 3)))))
        command = {"numeric": r"~\cite", "super": r"\cite", "authoryear": r" \citep"}[self.cite]
        return Piece(f"{command}{{{keys}}}", None)

    def sentence(self, *, plain: bool = False) -> Text:
        """One sentence with its full stop, without a blank after it."""
        rng = self.rng
        text: Text = []
        opening = rng.random()
        if opening < 0.3:
            text.append(Piece(a := f"{rng.choice(ADVERBS).capitalize()}, {self._clause()}", a))
        elif opening < 0.5:
            text.append(Piece(a := f"We show that {self._clause()}", a))
        elif opening < 0.6:
            text.append(Piece(a := f"Although {self._clause()}, {self._clause()}", a))
        else:
            text.append(Piece(a := f"The {self._clause()[4:]}", a))
        if not plain and rng.random() < 0.28:
            text += [Piece(" for ", " for "), Piece(f"${rng.choice(FORMULAS)}$", None)]
        if not plain and rng.random() < 0.4:
            text += self._insertion()
        if rng.random() < 0.55:
            joint = rng.choice(("while", "because", "so that", "and", "but", "whereas", "provided that"))
            text.append(Piece(a := f", {joint} {self._clause()}", a))
        return [*text, Piece(".", ".")]

    def sentences(self, count: int, *, plain: bool = False) -> Text:
        """Several sentences."""
        text: Text = []
        for i in range(count):
            text += [Piece(" ", " ")] * bool(i) + self.sentence(plain=plain)
        return text

    def remark(self) -> Text:
        """What footnotes say."""
        opening = self.rng.choice(
            (
                "Note that",
                "Here it is assumed that",
                "It can be seen that",
                "This is because",
                "We thank a referee who noted that",
            )
        )
        return [Piece(a := f"{opening} {self._clause()}. ", a), *self.sentences(self.rng.randint(1, 2), plain=True)]

    def lead_in(self) -> Text:
        """What stands before a display, without a mark."""
        return [
            Piece(
                a
                := f"{self.rng.choice(('Then', 'Under these assumptions', 'As a result'))} {self._clause()}, which is given by",
                a,
            )
        ]

    def where(self) -> Text:
        """What goes on after a display."""
        if self.rng.random() < 0.7:
            return [
                Piece("where ", "where "),
                Piece(f"${self.rng.choice(FORMULAS)}$", None),
                Piece(a := f" denotes {self._noun()} and {self._clause()} of {self._noun()}. ", a),
            ]
        return [Piece(a := f"Here {self._clause()} and {self._clause()}. ", a)]
