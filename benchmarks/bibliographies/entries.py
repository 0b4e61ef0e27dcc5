"""Invented bibliography entries: titles from a small grammar, names that nobody has, journals that exist.

Values are Unicode; `bibtex` writes them as authors of papers do, accents and formulas in TeX.
"""

import random
import re
import unicodedata
from dataclasses import dataclass, field

_FAMILY = (
    "Albrandt Basolé Cziráki Dvořeček Ellingsæter Fjørtoft Gallavotto Hříbková Iwasawa Jönköper Kowalczewski Lindqvister Müllerbach Nakamurano "
    "Okonkwoye Pettersén Quillfeather Ramakrishnam Sørlander Tsukimoto Uhlenbrook Vasconçelos Wójtowska Xuanyi Yıldızhan Zhengli Abercorn "
    "Brightwell Castañeda Drummondy Estévanez Fairweathers Grünewalder Holmquest Ibáñezar Jankovički Kellermanns Lavoisin Marchetto Northcliff "
    "Oberhauser Prudhommeau Rosenkrantzer Stelmach Thorvaldsdottir Ueharu Villanuevas Westerhoff Yamagushi Zieliński-Krall Ng Wu Li Oh Ekeland-Roth O'Grady D'Ambrosino McTavishell"
).split()
_PARTICLES = ("van der", "de", "von", "di", "de la", "van", "ter", "dos")
_GIVEN = (
    "Aleksander Beatriz Chloé Dmitri Ewa Françoise Grzegorz Hélène Ingrid Jürgen Katarzyna Luís Mónica Niels Oğuz Patrizia Quentin Renée Søren Tomáš "
    "Ursula Vladimír Wei Xavier Yuki Zoë Jean-Pierre Marie-Claude Hans-Jörg Shih-Hao Anna-Lena Thomas Sarah Michael Emily Robert Christopher"
).split()
_GROUPS = (
    "BRISK Collaboration",
    "NOVAGRID Collaboration",
    "OSPREY-II Collaboration",
    "Kestrel Working Group",
    "The Lumen Consortium",
)

_ADJECTIVES = (
    "anisotropic adiabatic sparse robust Bayesian stochastic convex nonlinear relativistic quantum noncommutative scalable adversarial semiclassical supersymmetric "
    "low-rank self-supervised ultra-cold high-energy multi-scale near-infrared weakly-supervised time-dependent spin-polarized p-adic"
).split()
_NOUNS = (
    "estimation;transport;scattering;inference;optimization;percolation;turbulence;entanglement;segmentation;accretion;renormalization;tomography;condensation;"
    "factorization;clustering;synchronization;localization;decoherence;magnetization;nucleation;matching;spectroscopy;diffusion"
).split(";")
_THINGS = (
    "graph neural networks;black holes;gauge theories;dwarf galaxies;random matrices;topological insulators;language models;Markov chains;optical lattices;"
    "cosmic rays;moduli spaces;social networks;heavy quarks;granular media;compact binaries;cell membranes;elliptic curves;sensor arrays;spin glasses;"
    "supply chains;Riemann surfaces;Lie algebras;protein complexes;exoplanet atmospheres;Bose–Einstein condensates;Calabi–Yau threefolds"
).split(";")
_PROPER = "Brownian Hilbert Galerkin Navier–Stokes Schrödinger Kähler Hubbard Ising Gromov–Witten Milky Way Antarctic European Sylvester".replace(
    "Milky Way", "Milky_Way"
).split()
_FORMULAS = (
    "α-decay",
    "γγ → ΛΛ",
    "CO₂ emission",
    "MgB₂",
    "SU(3)",
    "³He",
    "ℓ¹-norm",
    "O(n²)",
    "B → Kμμ",
    "z ~ 7",
    "pp collisions at 13 TeV",
    "Bi₂Se₃",
)
_ACRONYMS = ("GRAFTNET", "SPARROW", "DeepMoss", "ViTree", "QuickSketch", "OpenMarl", "T-Rexx", "Bolt2Vec")


def _title(pick: random.Random) -> str:
    a, b = pick.choice(_ADJECTIVES), pick.choice(_ADJECTIVES)
    n, m = pick.choice(_NOUNS), pick.choice(_NOUNS)
    t, u = pick.sample(_THINGS, 2)
    p, f, acronym = pick.choice(_PROPER).replace("_", " "), pick.choice(_FORMULAS), pick.choice(_ACRONYMS)
    return _capital(
        pick.choice(
            [
                f"{a} {n} of {t}",
                f"{a} {n} of {t} in {u}",
                f"{a} {n} and {b} {m} in {t}",
                f"on the {n} of {t}",
                f"the {p} equation and {n} of {t}",
                f"{acronym}: {a} {n} for {t}",
                f"{a} {n}: {b} {m} of {t}",
                f"{n} in {t}: a review of methods, data, and results",
                f"is {n} of {t} {a}?",
                f"what can {t} tell us about {u}?",
                f"can {t} be {a}? a study in {u}",
                f"“{n}” and the limits of {t}",
                f"beyond “{a}” {n}",
                f"{pick.randint(2, 40)} years of {n} with {t}",
                f"measurement of {f} in {t}",
                f"{f} and {a} {n} of {t}",
                f"search for {t} with {f}",
                f"a note on {p} {n}",
                f"{p} {n}, {b} {m}, and {t}",
                f"{t}. II. {a} {n}",
                f"{a} {t} I: {n} and {m}",
                f"towards {a} {n} – a {b} approach to {t}",
                f"{t} vs. {u}",
                f"an introduction to {a} {n}",
                f"{n} (and {m}) of {t}",
                f"data release {pick.randint(2, 9)} of the {p} survey",
                f"{p}'s theorem for {a} {t}",
                f"the {pick.randint(2010, 2022)} {p} challenge on {n}",
                f"Ph.D. students and {t} in the 21st century",
                f"{n}",
                f"{a} {t}",
            ]
        )
    )


def _capital(text: str) -> str:
    return text[0].upper() + text[1:] if text[0].isascii() else text


JOURNALS = [
    row.split("|")
    for row in (
        "Physical Review D|Phys. Rev. D",
        "Physical Review Letters|Phys. Rev. Lett.",
        "Physical Review X|Phys. Rev. X",
        "Journal of High Energy Physics|JHEP",
        "Nuclear Physics B|Nucl. Phys. B",
        "Physics Letters B|Phys. Lett. B",
        "The Astrophysical Journal|ApJ",
        "Monthly Notices of the Royal Astronomical Society|MNRAS",
        "Astronomy & Astrophysics|A&A",
        "Communications in Mathematical Physics|Comm. Math. Phys.",
        "Annals of Mathematics|Ann. of Math.",
        "Journal of the American Mathematical Society|J. Amer. Math. Soc.",
        "Inventiones Mathematicae|Invent. Math.",
        "SIAM Journal on Optimization|SIAM J. Optim.",
        "Journal of Machine Learning Research|J. Mach. Learn. Res.",
        "IEEE Transactions on Pattern Analysis and Machine Intelligence|IEEE Trans. Pattern Anal. Mach. Intell.",
        "Machine Learning|Mach. Learn.",
        "Neural Computation|Neural Comput.",
        "Nature|Nature",
        "Science|Science",
        "Nature Communications|Nat. Commun.",
        "Proceedings of the National Academy of Sciences|Proc. Natl. Acad. Sci.",
        "Bioinformatics|Bioinformatics",
        "Journal of Chemical Physics|J. Chem. Phys.",
        "Journal of Physics A: Mathematical and Theoretical|J. Phys. A: Math. Theor.",
        "Chemical Reviews|Chem. Rev.",
        "Quantum|Quantum",
        "PLoS ONE|PLoS ONE",
        "Journal of Computational Physics|J. Comput. Phys.",
        "Biometrika|Biometrika",
        "Econometrica|Econometrica",
        "The Annals of Statistics|Ann. Statist.",
        "Journal of Fluid Mechanics|J. Fluid Mech.",
        "European Physical Journal C|Eur. Phys. J. C",
        "Soviet Journal of Nuclear Physics|Sov. J. Nucl. Phys.",
        "Nuovo Cimento A|Nuovo Cim. A",
        "ACM Transactions on Graphics|ACM Trans. Graph.",
        "Applied and Computational Harmonic Analysis|Appl. Comput. Harmon. Anal.",
    )
]
_CONFERENCES = (
    "Proceedings of the 34th International Conference on Machine Learning",
    "Advances in Neural Information Processing Systems",
    "Proc. IEEE Conf. Computer Vision and Pattern Recognition (CVPR)",
    "International Conference on Learning Representations",
    "Proceedings of the 12th ACM Symposium on Theory of Computing, STOC 2009",
    "Automata, Languages and Programming",
    "Proceedings of the 2019 Conference on Empirical Methods in Natural Language Processing",
    "ASP Conference Series",
    "Quark Matter and Beyond",
)
_PUBLISHERS = (
    ("Springer", "Berlin"),
    ("Cambridge University Press", "Cambridge"),
    ("Wiley", "New York"),
    ("World Scientific", "Singapore"),
    ("ACM", "New York, NY, USA"),
    ("Academic Press", "London"),
)
_SCHOOLS = (
    "University of Oxford",
    "Massachusetts Institute of Technology",
    "Universität Heidelberg",
    "École Polytechnique",
)
_SERIES = ("Lecture Notes in Computer Science", "Graduate Texts in Mathematics", "Springer Tracts in Modern Physics")


@dataclass
class Entry:
    """One entry: its BibTeX type and fields (Unicode), and what a reader should find in it where it is printed."""

    key: str
    kind: str
    fields: dict[str, str]
    names: list[tuple[str, str]]  # family, given; a group has no given name
    truth: dict[str, str] = field(default_factory=dict)  # title, year, journal, volume, page, arxiv_id, doi

    def bibtex(self) -> str:
        """The entry as it stands in a .bib file."""
        fields = {"author": " and ".join(_bibtex_name(name) for name in self.names)} | self.fields
        fields["title"] = fields["title"].replace("Ph.D.", "{Ph.D.}")
        if int(self.key[3:]) % 2:  # half of all authors keep capitals from styles that make them small
            fields["title"] = re.sub(r"(?<= )([A-Z][\w–]*)", r"{\1}", fields["title"])
        rows = (
            f"  {name} = {{{value if name in _VERBATIM else tex(value)}}}" for name, value in fields.items() if value
        )
        return f"@{self.kind}{{{self.key},\n" + ",\n".join(rows) + "\n}\n"


_VERBATIM = {"doi", "url", "eprint", "howpublished"}


def _bibtex_name(name: tuple[str, str]) -> str:
    family, given = name
    return f"{{{family}}}" if not given else f"{family}, {given}"


_ACCENTS = {
    "\u0300": "`",
    "\u0301": "'",
    "\u0302": "^",
    "\u0303": "~",
    "\u0308": '"',
    "\u030c": "v",
    "\u0327": "c",
    "\u0306": "u",
    "\u030a": "r",
}
_SIGNS = {
    "ø": r"{\o}", "Ø": r"{\O}", "æ": r"{\ae}", "ł": r"{\l}", "ı": r"{\i}", "ß": r"{\ss}", "–": "--", "“": "``", "”": "''", "&": r"\&",
    "α": r"$\alpha$", "γ": r"$\gamma$", "Λ": r"$\Lambda$", "μ": r"$\mu$", "→": r"$\to$", "ℓ": r"$\ell$", "~": r"$\sim$", "₂": "$_2$", "₃": "$_3$", "¹": "$^1$", "²": "$^2$", "³": "$^3$",
}  # fmt: skip


def tex(text: str) -> str:
    """Unicode as TeX writes it."""
    out = ""
    for letter in text:
        base, *marks = unicodedata.normalize("NFD", letter)
        if letter in _SIGNS:
            out += _SIGNS[letter]
        elif marks and marks[0] in _ACCENTS:
            out += f"{{\\{_ACCENTS[marks[0]]}{{{base}}}}}"
        else:
            out += letter
    return re.sub(r"\$\$", "", out)


def _names(pick: random.Random) -> list[tuple[str, str]]:
    if pick.random() < 0.05:
        return [(pick.choice(_GROUPS), "")]
    count = pick.choices([1, 2, 3, 4, 6, 9, 14], [22, 28, 20, 12, 8, 6, 4])[0]
    initials = pick.random() < 0.5
    names = []
    for surname in pick.sample(_FAMILY, count):
        family = surname
        given = [pick.choice(_GIVEN)] + ([pick.choice(_GIVEN)] if pick.random() < 0.35 else [])
        if initials:
            given = ["-".join(f"{part[0]}." for part in name.split("-")) for name in given]
        elif len(given) > 1 and pick.random() < 0.6:
            given[1] = f"{given[1][0]}."
        if pick.random() < 0.1:
            family = f"{pick.choice(_PARTICLES)} {family}"
        if pick.random() < 0.02:
            family += ", Jr."
        names.append((family, " ".join(given)))
    if pick.random() < 0.04:
        names.append(("others", ""))
    return names


def _arxiv_id(pick: random.Random, year: int) -> tuple[str, str]:
    month = pick.randint(1, 12)
    if year < 2007:
        archive = pick.choice(("hep-ph", "hep-th", "astro-ph", "cond-mat", "math", "quant-ph", "gr-qc"))
        return f"{archive}/{year % 100:02}{month:02}{pick.randint(1, 999):03}", ""
    digits = 5 if year >= 2015 else 4
    number = f"{pick.randint(1, 9999):0{digits}}"
    return f"{year % 100:02}{max(month, 5) if year == 2007 else month:02}.{number}", pick.choice(
        ("hep-th", "cs.LG", "astro-ph.CO", "math.AG", "quant-ph", "stat.ML")
    )


def _doi(pick: random.Random) -> str:
    registrant = pick.choice(
        (
            "1103/PhysRevQ",
            "1007/s00220-0",
            "1016/j.xyzab.",
            "1038/s41586-",
            "1145/33",
            "1093/mnras/stq",
            "48550/",
            "1002/(SICI)1097-",
        )
    )
    suffix = pick.choice(("{}.{:04}", "{}-{:05}-x", "{}{:06}")).format(pick.randint(11, 189), pick.randint(1, 9999))
    return "" if registrant == "48550/" else f"10.{registrant}{suffix}"


def _pages(pick: random.Random) -> tuple[str, str]:
    first = pick.randint(1, 1899)
    page = pick.choice(
        [
            str(first),
            str(first),
            str(first),
            f"{pick.randint(1, 99999):06}",
            f"L{first % 99 + 1}",
            f"e{first:05}",
            f"{first}--{first + 17}",
            f"{first}--{first + 17}",
            f"{first}--{first + 17}",
        ]
    )
    return page, page.partition("--")[0]


def _article(pick: random.Random, year: int, entry: Entry) -> None:
    full, short = pick.choice(JOURNALS)
    journal = pick.choice((full, short))
    pages, first = _pages(pick)
    volume = str(pick.choice((pick.randint(1, 130), pick.randint(1, 130), pick.randint(400, 990))))
    entry.fields |= {
        "journal": journal,
        "volume": volume,
        "number": str(pick.randint(1, 12)) if pick.random() < 0.5 else "",
        "pages": pages,
    }
    entry.truth |= {"journal": journal, "volume": volume, "page": first}
    if pick.random() < 0.5 and (doi := _doi(pick)):
        entry.fields["doi"] = entry.truth["doi"] = doi
    if year >= 1993 and pick.random() < 0.35:
        _eprint(pick, year, entry)


def _eprint(pick: random.Random, year: int, entry: Entry) -> None:
    identifier, subject = _arxiv_id(pick, year)
    entry.fields |= {"eprint": identifier, "archivePrefix": "arXiv", "primaryClass": subject}
    entry.truth["arxiv_id"] = identifier


def _preprint(pick: random.Random, year: int, entry: Entry) -> None:
    form = pick.random()
    _eprint(pick, year, entry)
    identifier = entry.truth["arxiv_id"]
    if form < 0.35:
        entry.fields["journal"] = f"arXiv preprint arXiv:{identifier}"
    elif form < 0.5:
        entry.kind, entry.fields["note"] = "misc", f"arXiv:{identifier}"
    elif form < 0.6:
        entry.kind, entry.fields["url"] = "misc", f"https://arxiv.org/abs/{identifier}"
    elif form < 0.7:
        entry.kind, entry.fields["howpublished"] = "misc", f"\\url{{http://arxiv.org/abs/{identifier}}}"
    else:
        return
    for name in ("eprint", "archivePrefix", "primaryClass"):
        del entry.fields[name]


def _other(pick: random.Random, year: int, entry: Entry) -> None:
    publisher, address = pick.choice(_PUBLISHERS)
    editors = " and ".join(_bibtex_name(name) for name in _names(pick)[:2] if name[0] != "others")
    match entry.kind:
        case "inproceedings":
            pages, entry.truth["page"] = _pages(pick)
            entry.fields |= {
                "booktitle": pick.choice(_CONFERENCES),
                "pages": pages,
                "publisher": pick.choice((publisher, "")),
            }
            if pick.random() < 0.3:
                entry.fields |= {"editor": editors, "series": _SERIES[0], "volume": str(pick.randint(1000, 9999))}
        case "book":
            entry.fields |= {
                "publisher": publisher,
                "address": address,
                "edition": pick.choice(("", "", "2nd", "Third")),
            }
            if pick.random() < 0.3:
                entry.fields |= {"series": _SERIES[1], "volume": str(pick.randint(1, 200))}
        case "incollection":
            pages, entry.truth["page"] = _pages(pick)
            entry.fields |= {
                "booktitle": _title(pick),
                "editor": editors,
                "pages": pages,
                "publisher": publisher,
                "address": address,
            }
        case "phdthesis":
            entry.fields |= {"school": pick.choice(_SCHOOLS)}
        case "techreport":
            entry.fields |= {
                "institution": pick.choice(("CERN", "Bell Laboratories", "OECD")),
                "number": f"CERN-TH-{year}-{pick.randint(10, 300):03}",
            }


def make_entries(pick: random.Random, count: int) -> list[Entry]:
    """So many entries, of the kinds that papers cite."""
    entries: list[Entry] = []
    kinds = ["article"] * 46 + ["preprint"] * 16 + ["inproceedings"] * 16 + ["book"] * 7 + ["incollection"] * 5
    kinds += ["phdthesis"] * 3 + ["techreport"] * 3 + ["web"] * 3 + ["private"]
    while len(entries) < count:
        kind = pick.choice(kinds)
        year = pick.choice((pick.randint(1925, 2022), pick.randint(1993, 2022), pick.randint(2008, 2022)))
        year = max(year, 1993) if kind == "preprint" else max(year, 2005) if kind == "web" else year
        title = "" if kind == "private" else _title(pick)
        bibtex_kind = {"preprint": "article", "web": "misc", "private": "misc"}.get(kind, kind)
        entry = Entry(
            f"key{len(entries):03}",
            bibtex_kind,
            {"title": title, "year": str(year)},
            _names(pick),
            {"title": title, "year": str(year)},
        )
        if kind == "article":
            _article(pick, year, entry)
        elif kind == "preprint":
            _preprint(pick, year, entry)
        elif kind == "web":
            entry.fields["howpublished"] = (
                f"\\url{{https://www.{pick.choice(_NOUNS)}.org/{pick.choice(_NOUNS)}/index.html}}"
            )
            entry.fields["note"] = pick.choice(("", "Accessed: 2021-03-04", "Online; accessed 12 May 2020"))
        elif kind == "private":
            entry.fields["note"] = pick.choice(("private communication", "in preparation"))
        else:
            _other(pick, year, entry)
        entries.append(entry)
    return entries
