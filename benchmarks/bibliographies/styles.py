"""The bibliography styles that are typeset: each a document class, the packages that it needs, and a style file of TeX Live."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Style:
    """One paper to typeset; `probe` is what the packages of the list become where it is set on single lines."""

    name: str
    document_class: str
    packages: str
    bst: str  # empty: biblatex
    after: bool = False  # an appendix follows the list
    compound: bool = False  # every third number holds two works, (a) and (b)


_NATBIB, _NUMBERS, _HYPERREF = (
    "\\usepackage{natbib}",
    "\\usepackage[numbers]{natbib}",
    "\\usepackage[colorlinks]{hyperref}",
)
_SUPERSCRIPT = "\\usepackage[super]{natbib}"
_T1 = "\\usepackage[T1]{fontenc}\\usepackage{lmodern}"
_ONE, _TWO, _REVTEX = "{article}", "[twocolumn]{article}", "{revtex4-2}"


def _biblatex(options: str) -> str:
    return f"\\usepackage[american]{{babel}}\\usepackage{{csquotes}}\\usepackage[backend=bibtex,{options}]{{biblatex}}\\addbibresource{{paper.bib}}"


STYLES = [
    Style("plain", _ONE, "", "plain"),
    Style("plain-hyperref", _TWO, _T1 + _HYPERREF, "plain", after=True),
    Style("plainurl", _ONE, _T1 + _HYPERREF, "plainurl"),
    Style("unsrt", _TWO, "", "unsrt"),
    Style("alpha", _ONE, _HYPERREF, "alpha", after=True),
    Style("abbrv", _TWO, _T1, "abbrv"),
    Style("acm", _ONE, "", "acm"),
    Style("apalike", _ONE, "", "apalike"),
    Style("ieeetr", _TWO, "", "ieeetr"),
    Style("IEEEtran", "[conference]{IEEEtran}", "", "IEEEtran", after=True),
    Style("IEEEtran-journal", "[journal]{IEEEtran}", _T1 + _HYPERREF, "IEEEtran"),
    Style("ACM-Reference-Format", "[sigconf,nonacm]{acmart}", "", "ACM-Reference-Format"),
    Style("apsrev4-1", "[aps,prd,twocolumn]{revtex4-2}", "", "apsrev4-1"),
    Style("apsrev4-2", "[aps,prl,twocolumn]{revtex4-2}", _HYPERREF, "apsrev4-2", after=True),
    Style("apsrev4-2-titles", "[aps,prx,onecolumn,longbibliography]{revtex4-2}", _HYPERREF, "apsrev4-2"),
    Style("apsrmp4-2", "[aps,rmp,twocolumn]{revtex4-2}", "", "apsrmp4-2"),
    Style("aipnum4-2", "[aip,jcp,twocolumn]{revtex4-2}", "", "aipnum4-2"),
    Style("compound", "[aps,prb,twocolumn]{revtex4-2}", "", "apsrev4-2", compound=True),
    Style("elsarticle-num", "[5p,times]{elsarticle}", "", "elsarticle-num"),
    Style("elsarticle-harv", "[3p,authoryear]{elsarticle}", _HYPERREF, "elsarticle-harv"),
    Style("splncs04", "{llncs}", "", "splncs04"),
    Style("amsplain", "{amsart}", "", "amsplain"),
    Style("amsalpha", "{amsart}", _HYPERREF, "amsalpha", after=True),
    Style("plainnat", _ONE, _NATBIB + _HYPERREF, "plainnat"),
    Style("abbrvnat", _TWO, _NATBIB + _T1, "abbrvnat"),
    Style("unsrtnat", _ONE, _NUMBERS + _HYPERREF, "unsrtnat"),
    Style("mnras", "[usenatbib]{mnras}", _T1, "mnras", after=True),
    Style("mnras-no-indent", "{mnras}", _T1, "mnras"),
    Style("aasjournal", _TWO, _NATBIB + _T1 + _HYPERREF, "aasjournal"),
    Style("siam", _ONE, "", "siam"),
    Style("iopart-num", _ONE, _NUMBERS, "iopart-num"),
    Style("naturemag", _TWO, _SUPERSCRIPT, "naturemag"),
    Style("pnas2009", _TWO, _NUMBERS + _T1, "pnas2009"),
    Style("vancouver", _ONE, "", "vancouver"),
    Style("nar", _TWO, "", "nar"),
    Style("chicago", _ONE, _NATBIB + _T1, "chicago"),
    Style("agsm", _ONE, _NATBIB, "agsm"),
    Style("apacite", _ONE, "\\usepackage[natbibapa]{apacite}" + _T1, "apacite"),
    Style("rsc", _TWO, _SUPERSCRIPT, "rsc"),
    Style("spiebib", _ONE, "", "spiebib"),
    Style("econometrica", _ONE, _NATBIB + _T1, "ecta"),
    Style("smfplain", "{amsart}", _T1, "smfplain"),
    Style("biblatex-numeric", _ONE, _T1 + _biblatex("style=numeric"), ""),
    Style("biblatex-alphabetic", _TWO, _T1 + _biblatex("style=alphabetic,maxbibnames=99") + _HYPERREF, "", after=True),
    Style("biblatex-authoryear", _ONE, _T1 + _biblatex("style=authoryear") + _HYPERREF, ""),
    Style("biblatex-phys", _TWO, _T1 + _biblatex("style=phys") + _HYPERREF, ""),
    Style("biblatex-ieee", _TWO, _T1 + _biblatex("style=ieee"), ""),
    Style("biblatex-nature", _ONE, _T1 + _biblatex("style=nature"), ""),
    Style("biblatex-trad-plain", _ONE, _T1 + _biblatex("style=trad-plain"), ""),
    Style("achemso", _TWO, _SUPERSCRIPT + _T1, "achemso"),
    Style("biochem", _TWO, _SUPERSCRIPT + _T1, "biochem"),
    Style("aer", _TWO, _NATBIB + _T1, "aer"),
    Style("cje", _TWO, _NATBIB + _T1, "cje"),
    Style("dcu", _TWO, _NATBIB + _T1, "dcu"),
    Style("apsr", _ONE, _NATBIB + _T1, "apsr"),
    Style("agufull04", _TWO, _NATBIB + _T1, "agufull04"),
    Style("sageep", _ONE, _NATBIB + _T1, "sageep"),
    Style("jneurosci", _TWO, _NATBIB + _T1, "jneurosci"),
    Style("gbt7714-author-year", _TWO, _NATBIB + _T1, "gbt7714-author-year"),
    Style("biblatex-chem-acs", _ONE, _T1 + _biblatex("style=chem-acs"), ""),
    Style("biblatex-nejm", _ONE, _T1 + _biblatex("style=nejm"), ""),
    Style("biblatex-iso-numeric", _TWO, _T1 + _biblatex("style=iso-numeric"), ""),
    Style("biblatex-gost-numeric", _ONE, _T1 + _biblatex("style=gost-numeric"), ""),
    Style("biblatex-mla", _TWO, _T1 + _biblatex("style=mla") + _HYPERREF, ""),
]  # fmt: skip
