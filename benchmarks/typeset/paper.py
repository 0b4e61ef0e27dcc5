"""A paper in LaTeX with its truth: every paragraph, item, caption, note and heading that it prints, in order."""

import random
from collections.abc import Callable
from typing import Any

from prose import DISPLAYS, FORMULAS, NAMES, Author, Piece, Text, fragments, latex
from styles import FRONTS, Style

Truth = list[dict[str, Any]]
PICTURE = r"""\begin{picture}(200,%d)\put(0,0){\framebox(200,%d){}}\put(6,8){\scriptsize %s}\put(80,30){\line(1,0){60}}
\put(20,%d){\tiny %s}\put(120,14){\scriptsize %s}\put(10,40){\tiny 0.0}\put(40,40){\tiny 0.5}\put(70,40){\tiny 1.0}\end{picture}"""


class Paper:
    """Writes sections out of a shuffled deck of what papers consist of, and notes the truth of each."""

    def __init__(self, style: Style, seed: int) -> None:
        self.rng = random.Random(f"{style.name} {seed}")
        self.style, self.author = style, Author(self.rng, style.cite)
        self.truth: Truth = []
        self.out: list[str] = []
        self.later: Truth = []  # footnotes of the paragraph at hand
        self.figures = 0

    def add(self, kind: str, text: Text, **more: Any) -> str:
        """Note a text's truth and return its LaTeX; what it holds back comes after it."""
        if found := fragments(text):
            self.truth.append({"kind": kind, "fragments": found, **more})
        self.truth += self.later
        self.later = []
        return latex(text)

    def prose(self, low: int = 3, high: int = 7) -> Text:
        """Sentences, now and then with a footnote."""
        text = self.author.sentences(self.rng.randint(low, high))
        if self.rng.random() < 0.13:
            note = self.author.remark()
            if self.rng.random() < 0.3:
                note += [Piece(r" See \protect\url{https://example.org/long-path/of_parts/index.html}.", None)]
            self.later.append({"kind": "note", "fragments": fragments(note)})
            text.insert(self.rng.randrange(1, len(text)), Piece(rf"\footnote{{{latex(note)}}}", None))
        return text

    def paragraph(self) -> None:
        """A paragraph; one in five holds a display."""
        text = self.prose()
        if self.rng.random() < 0.2:
            star = self.rng.choice(("", "*"))
            formula = rf"\begin{{equation{star}}}{self.rng.choice(DISPLAYS)}\end{{equation{star}}}"
            text += [Piece(" ", " "), *self.author.lead_in(), Piece("\n" + formula + "\n", None)]
            if self.rng.random() < 0.8:
                text += [*self.author.where(), *self.author.sentences(2)]
        self.out.append(self.add("body", text) + "\n")

    def items(self, environment: str) -> None:
        """A list; items of one or two sentences."""
        self.paragraph()
        rows = []
        for _ in range(self.rng.randint(3, 5)):
            label = f"[{self.author.words(1).capitalize()}]" if environment == "description" else ""
            rows.append(rf"\item{label} " + self.add("item", self.author.sentences(self.rng.choice((1, 2, 2)))))
        self.out.append("\n".join((rf"\begin{{{environment}}}", *rows, rf"\end{{{environment}}}")) + "\n")

    def nested(self) -> None:
        """Steps of two paragraphs, with a list inside."""
        self.paragraph()
        rows = []
        for _ in range(2):
            rows.append(r"\item " + self.add("item", self.author.sentences(3)))
            rows.append("\n" + self.add("item", self.author.sentences(2)))
            inner = [r"\item " + self.add("item", self.author.sentences(1, plain=True)) for _ in range(2)]
            rows.append("\n".join((r"\begin{itemize}", *inner, r"\end{itemize}")))
        self.out.append("\n".join((r"\begin{enumerate}", *rows, r"\end{enumerate}")) + "\n")

    def quote(self) -> None:
        """A quotation between two paragraphs."""
        self.paragraph()
        self.out.append(rf"\begin{{quote}}{self.add('body', self.author.sentences(3, plain=True))}\end{{quote}}" + "\n")

    def theorem(self) -> None:
        """A statement and its proof."""
        kind, named = self.rng.choice(("theorem", "lemma", "definition")), self.rng.choice(("", f"[{NAMES[2]}]"))
        self.out.append(rf"\begin{{{kind}}}{named} {self.add('body', self.author.sentences(2))}\end{{{kind}}}" + "\n")
        self.out.append(rf"\begin{{proof}} {self.add('body', self.author.sentences(4))}\end{{proof}}" + "\n")

    def equations(self) -> None:
        """Several rows of formulas inside one paragraph."""
        a, b, c = (f"{f} &= {d}" for f, d in zip(self.rng.sample(FORMULAS, 3), DISPLAYS[:3], strict=True))
        rows = Piece("\n" + rf"\begin{{align}}{a}\\{b},\\{c}\end{{align}}" + "\n", None)
        self.out.append(
            self.add("body", [*self.author.lead_in(), rows, *self.author.where(), *self.prose(2, 3)]) + "\n"
        )

    def run_in(self) -> None:
        """Two paragraphs with heads that run in."""
        for _ in range(2):
            title = self.author.words(2).capitalize()
            self.out.append(rf"\paragraph{{{title}.}} " + self.add("body", self.prose()) + "\n")

    def _float(self, environment: str, content: str, caption: Text, *, above: bool = False) -> None:
        said = rf"\caption{{{self.add('caption', caption)}}}\label{{fig:{self.figures}}}"
        self.figures += 1
        parts = (said, content) if above else (content, said)
        self.out.append("\n".join((rf"\begin{{{environment}}}\centering", *parts, rf"\end{{{environment}}}")) + "\n")

    def figure(self, star: str = "") -> None:
        """A picture with labels inside, in the middle of a paragraph."""
        height = self.rng.choice((60, 90, 130))
        labels = [self.author.words(self.rng.choice((1, 2, 4))) for _ in range(3)]
        picture = PICTURE % (height, height, labels[0], height - 12, labels[1], labels[2])
        pictures = picture if not star else rf"{picture}\quad {picture}"
        self._float(f"figure{star}", pictures, self.author.sentences(self.rng.randint(1, 4)))
        self.paragraph()

    def table(self, star: str = "") -> None:
        """Rows of names and numbers."""
        width = 9 if star else 4
        cells = [
            [self.author.words(1)] + [f"{self.rng.uniform(0, 99):.2f}" for _ in range(width - 1)] for _ in range(7)
        ]
        head = ["", *(self.author.words(1)[:9].capitalize() for _ in range(width - 1))]
        rows = "\n".join(" & ".join(row) + r"\\" for row in cells)
        tabular = rf"\footnotesize\begin{{tabular}}{{l{'r' * (width - 1)}}}\hline {' & '.join(head)}\\ \hline {rows} \hline\end{{tabular}}"
        self._float(f"table{star}", tabular, self.author.sentences(self.rng.randint(1, 2)), above=True)
        self.paragraph()

    def text_table(self) -> None:
        """A table whose cells hold sentences."""
        rows = [f"{self.author.words(2)} & {latex(self.author.sentences(1, plain=True))}\\\\" for _ in range(4)]
        tabular = rf"\small\begin{{tabular}}{{lp{{0.6\linewidth}}}}\hline {' '.join(rows)} \hline\end{{tabular}}"
        self._float("table", tabular, self.author.sentences(2))
        self.paragraph()

    def algorithm(self) -> None:
        """A program in steps."""
        formulas = self.rng.sample(FORMULAS, 5)
        steps = [rf"\STATE ${f}\leftarrow x$ \COMMENT{{{self.author.words(3)}}}" for f in formulas]
        body = [rf"\begin{{algorithmic}}[1]\REQUIRE {self.author.words(3)}", r"\FOR{$i=1$ to $n$}", *steps]
        body += [r"\ENDFOR", r"\RETURN $x$", r"\end{algorithmic}"]
        self._float("algorithm", "\n".join(body), self.author.sentences(1, plain=True), above=True)
        self.paragraph()

    def wrapped(self) -> None:
        """A picture that text flows around."""
        caption = self.author.sentences(self.rng.choice((1, 2)), plain=True)
        said = rf"\caption{{{self.add('caption', caption)}}}\label{{fig:{self.figures}}}"
        self.figures += 1
        picture = r"\begin{picture}(150,60)\put(0,0){\framebox(150,60){}}\put(8,8){\scriptsize time}\put(90,40){\tiny 0.5}\end{picture}"
        self.out.append(rf"\begin{{wrapfigure}}{{r}}{{0.45\textwidth}}\centering {picture} {said}\end{{wrapfigure}}")
        self.out.append(self.add("body", self.author.sentences(9)) + "\n")
        self.out.append(self.add("body", self.author.sentences(5)) + "\n")

    def sideways(self) -> None:
        """A wide table on a page of its own, turned."""
        rows = [
            " & ".join([self.author.words(1)] + [f"{self.rng.uniform(0, 99):.2f}" for _ in range(9)]) for _ in range(9)
        ]
        tabular = r"\begin{tabular}{lrrrrrrrrr}\hline " + r"\\ ".join(rows) + r"\\ \hline\end{tabular}"
        self._float("sidewaystable", tabular, self.author.sentences(2), above=True)
        self.paragraph()

    def long_table(self) -> None:
        """A table over more than a page, with a head on each."""
        said = self.add("caption", self.author.sentences(1, plain=True))
        head = r"\hline Name & First & Second & Third \\ \hline"
        rows = [
            " & ".join([self.author.words(2)] + [f"{self.rng.uniform(0, 99):.2f}" for _ in range(3)]) + r"\\"
            for _ in range(60)
        ]
        self.out.append(
            rf"\begin{{longtable}}{{lrrr}}\caption{{{said}}}\\ {head}\endfirsthead {head}\endhead {chr(10).join(rows)} \hline\end{{longtable}}"
        )
        self.paragraph()

    def long_note(self) -> None:
        """A footnote of two paragraphs."""
        text, first, second = self.author.sentences(4), self.author.remark(), self.author.sentences(2, plain=True)
        self.later += [{"kind": "note", "fragments": fragments(part)} for part in (first, second)]
        text.insert(3, Piece(rf"\footnote{{{latex(first)}\par {latex(second)}}}", None))
        self.out.append(self.add("body", text) + "\n")

    def remark(self) -> None:
        """A paragraph with words in its margin."""
        text = self.author.sentences(5)
        text.insert(3, Piece(rf"\marginpar{{\footnotesize {self.author.words(4).capitalize()}}}", ""))
        self.out.append(self.add("body", text) + "\n")

    def todo(self) -> None:
        """A paragraph with a box in its margin, which a line leads to."""
        text = self.author.sentences(5)
        text.insert(3, Piece(rf"\todo{{{self.author.words(6).capitalize()}}}", ""))
        self.out.append(self.add("body", text) + "\n")

    def listing(self) -> None:
        """Lines of code between two paragraphs."""
        self.paragraph()
        code = "\n".join(
            f"    {n} = fit({n}, steps={i})  # {self.author.words(2)}" for i, n in enumerate(self.author.nouns[:4])
        )
        self.out.append("\\begin{verbatim}\ndef run(data):\n" + code + "\n    return data\n\\end{verbatim}\n")
        self.paragraph()

    def heading(self, level: int, title: str, star: str = "") -> None:
        """A section's head."""
        self.truth.append({"kind": "head", "fragments": [title], "level": level})
        self.out.append(rf"\{self.style.sections[level - 1]}{star}{{{title}}}" + "\n")

    def body(self) -> None:
        """Six sections that use each thing once at least, an appendix, thanks."""
        deck: list[Callable[[], None]] = [
            lambda: self.items("itemize"), lambda: self.items("enumerate"), lambda: self.items("description"),
            self.quote, self.equations, self.figure, self.figure, lambda: self.figure("*"), self.table,
            lambda: self.table("*"), self.listing, self.run_in, self.nested, self.text_table,
        ]  # fmt: skip
        deck += [self.theorem, self.theorem] * self.style.theorems + [self.algorithm] * self.style.algorithms
        deck += [getattr(self, name) for name in self.style.extras]
        self.rng.shuffle(deck)
        self.heading(1, "Introduction")
        for _ in range(4):
            self.paragraph()
        for part in range(4):
            self.heading(1, self.author.words(self.rng.choice((2, 3, 5))).capitalize())
            if self.rng.random() < 0.7:
                self.paragraph()
            for sub in range(2):
                self.heading(2, self.author.words(self.rng.choice((1, 3))).capitalize())
                self.paragraph()
                share = max(2, -(-len(deck) // 8)) if self.style.extras else 2
                for feature in deck[(2 * part + sub) * share : (2 * part + sub + 1) * share]:
                    feature()
                if sub and self.rng.random() < 0.5:
                    self.heading(3, self.author.words(2).capitalize())
                    self.paragraph()
                self.paragraph()
        self.heading(1, "Conclusions")
        for _ in range(3):
            self.paragraph()
        self.out.append("\\appendix\n")
        self.heading(1, self.author.words(3).capitalize())
        for _ in range(3):
            self.paragraph()

    def bibliography(self) -> str:
        """A list of works that nobody wrote."""
        entries = []
        for k in range(24):
            year, names = 1980 + k, self.rng.sample(NAMES[:14], 2)
            label = f"[{{{names[0]}({year})}}]" if self.style.cite == "authoryear" else ""
            entries.append(
                rf"\bibitem{label}{{k{k}}} A. {names[0]} and B. {names[1]}, {self.author.words(5).capitalize()}, J. {self.author.words(1).capitalize()} {k + 3}, {k * 37 + 11} ({year})."
            )
        return "\n".join((r"\begin{thebibliography}{99}", *entries, r"\end{thebibliography}"))

    def source(self) -> str:
        """The whole LaTeX file."""
        abstract = self.add("abstract", self.author.sentences(self.rng.randint(5, 8), plain=True))
        self.body()
        title = self.author.words(self.rng.choice((4, 7, 9))).capitalize()
        values = {
            "TITLE": title,
            "SHORTENED": title[:30],
            "ABSTRACT": abstract,
            "KEYWORDS": ", ".join(self.author.nouns[:4]),
        }
        front = FRONTS[self.style.front]
        for name, value in values.items():
            front = front.replace(name, value)
        head = (
            self.style.first
            + rf"\documentclass[{self.style.options}]{{{self.style.document_class}}}"
            + "\n"
            + self.style.preamble
        )
        return "\n".join((head, front, *self.out, self.bibliography(), r"\end{document}"))
