"""The styles: a row is a class with its options, preamble and engine; title blocks stand below, by the class's way of having them."""

from typing import NamedTuple

MATHS = r"\usepackage{amsmath,amssymb,url}" + "\n"
PROGRAMS = r"\usepackage{algorithm,algorithmic}" + "\n"
COMMON = MATHS + PROGRAMS
THEOREMS = r"""\usepackage{amsthm}\newtheorem{theorem}{Theorem}\newtheorem{lemma}[theorem]{Lemma}\theoremstyle{definition}\newtheorem{definition}{Definition}
"""
UTF8 = r"\usepackage[T1]{fontenc}" + "\n"
NUMBERED_LINES = r"\usepackage{lineno}\linenumbers" + "\n"
HEADS = r"""\usepackage{fancyhdr}\pagestyle{fancy}\fancyhf{}\fancyhead[L]{Preprint of the working group}\fancyhead[R]{\thepage}\fancyfoot[C]{Draft of \today}
"""
STAMP = r"""\usepackage{eso-pic,rotating}\AddToShipoutPictureBG*{\AtPageLowerLeft{\put(24,220){\rotatebox{90}{\Large\textsf{arXiv:2101.01234v2 [math.NA] 5 Jan 2021}}}}}
"""
SWITCHED_LINES = r"\usepackage[switch]{lineno}\linenumbers" + "\n"
WATERMARK = r"\usepackage{draftwatermark}\SetWatermarkText{CONFIDENTIAL}" + "\n"
TODO = r"\usepackage[textsize=footnotesize,textwidth=22mm]{todonotes}" + "\n"
FLOATS = r"\usepackage{graphicx,wrapfig,rotating,longtable}" + "\n"
OPEN_FONTS = r"\usepackage{fontspec}" + "\n"
NATBIB = r"\usepackage[round]{natbib}" + "\n"
SUPER = r"\usepackage[super]{natbib}" + "\n"
BITMAPS = r"\pdfmapfile{}"  # no outlines: bitmap fonts (Type 3), as dvips made them for decades
SECTIONS = ("section", "subsection", "subsubsection")


class Style(NamedTuple):
    """How a paper is set."""

    name: str
    document_class: str
    options: str = ""
    preamble: str = COMMON + THEOREMS
    front: str = "article"
    engine: str = "pdflatex"
    cite: str = "numeric"
    sections: tuple[str, str, str] = SECTIONS
    theorems: bool = True
    algorithms: bool = True
    first: str = ""  # before the class
    extras: tuple[str, ...] = ()  # what `Paper` uses beside what it always does, by the names of its methods


STYLES = (
    Style("article", "article"),
    Style("article-12pt-t1", "article", "12pt,a4paper", UTF8 + COMMON + THEOREMS + HEADS),
    Style("article-twocolumn", "article", "twocolumn,10pt", UTF8 + r"\usepackage{mathptmx}" + COMMON + THEOREMS + STAMP),
    Style("article-11pt-palatino", "article", "11pt", r"\usepackage{mathpazo}" + COMMON + THEOREMS + NATBIB, cite="authoryear"),
    Style("article-11pt-superscripts", "article", "11pt", r"\usepackage{charter}" + COMMON + THEOREMS + SUPER, cite="super"),
    Style("article-parskip", "article", "11pt", UTF8 + r"\usepackage{lmodern,parskip}" + COMMON + THEOREMS),
    Style("article-doublespaced", "article", "12pt", r"\usepackage{setspace}\doublespacing" + COMMON + THEOREMS + NUMBERED_LINES),
    Style("article-ragged", "article", "11pt", COMMON + THEOREMS + r"\AtBeginDocument{\raggedright\parindent=15pt}"),
    Style("article-type3", "article", "11pt", COMMON + THEOREMS + STAMP, first=BITMAPS),
    Style("article-twocolumn-type3", "article", "twocolumn", COMMON + THEOREMS, first=BITMAPS),
    Style("article-t1-type3", "article", "10pt", UTF8 + COMMON + THEOREMS, first=BITMAPS),
    Style("article-dvi", "article", "11pt", COMMON + THEOREMS, engine="latex"),
    Style("article-margins", "article", "10pt", COMMON + THEOREMS + r"\AtBeginDocument{\let\f\footnote\renewcommand\footnote[1]{\marginpar{\footnotesize A remark}\f{#1}}}"),
    Style("neurips", "article", "10pt", UTF8 + r"\usepackage{times}\usepackage[textwidth=5.5in,textheight=9in,top=1in]{geometry}" + COMMON + THEOREMS + NATBIB + NUMBERED_LINES, "neurips", cite="authoryear"),
    Style("icml", "article", "10pt,twocolumn", UTF8 + r"\usepackage{times}\usepackage[textwidth=6.75in,textheight=9in,columnsep=0.25in]{geometry}" + COMMON + THEOREMS + NATBIB + HEADS, cite="authoryear"),
    Style("amsart", "amsart", "", COMMON + THEOREMS, "ams"),
    Style("amsart-12pt", "amsart", "12pt", COMMON + THEOREMS + STAMP, "ams"),
    Style("revtex-reprint", "revtex4-2", "nofootinbib,reprint,aps,prd", MATHS + THEOREMS, "revtex", algorithms=False),
    Style("revtex-preprint", "revtex4-2", "nofootinbib,preprint,aps,pre", MATHS + THEOREMS, "revtex", algorithms=False),
    Style("revtex-prl-lineno", "revtex4-2", "nofootinbib,aps,prl,reprint,superscriptaddress,longbibliography", MATHS + THEOREMS + NUMBERED_LINES, "revtex", algorithms=False),
    Style("revtex41-pra", "revtex4-1", "nofootinbib,aps,pra,twocolumn", MATHS + THEOREMS + STAMP, "revtex", algorithms=False),
    Style("ieee-conference", "IEEEtran", "conference", COMMON, "ieee", theorems=False),
    Style("ieee-journal", "IEEEtran", "journal", COMMON, "ieee", theorems=False),
    Style("acm-sigconf", "acmart", "sigconf,nonacm=false", PROGRAMS, "acm"),
    Style("acm-review", "acmart", "manuscript,review", PROGRAMS, "acm"),
    Style("elsarticle-preprint", "elsarticle", "preprint,12pt", COMMON + THEOREMS, "els"),
    Style("elsarticle-3p", "elsarticle", "3p,times", COMMON + THEOREMS, "els"),
    Style("elsarticle-5p", "elsarticle", "5p,times,twocolumn", COMMON + THEOREMS, "els"),
    Style("llncs", "llncs", "", COMMON, "lncs"),
    Style("mnras", "mnras", "fleqn,usenatbib", COMMON, "mnras", cite="authoryear", theorems=False),
    Style("koma", "scrartcl", "11pt,DIV=11", UTF8 + r"\usepackage{lmodern}" + COMMON + THEOREMS),
    Style("memoir", "memoir", "11pt,article", COMMON + THEOREMS),
    Style("spie", "spie", "", COMMON, theorems=False),
    Style("jmlr", "article", "11pt,twoside", UTF8 + r"\usepackage{times}\usepackage[textwidth=6in,textheight=8.5in]{geometry}\usepackage{hyperref}" + COMMON + THEOREMS + HEADS + NATBIB, cite="authoryear"),
    Style("article-a5-hyperref", "extarticle", "9pt,a5paper", UTF8 + r"\usepackage{lmodern,hyperref,microtype}" + COMMON + THEOREMS),
    Style("thesis", "report", "12pt,twoside", UTF8 + COMMON + THEOREMS + HEADS, "thesis", sections=("chapter", "section", "subsection")),
    Style("book", "book", "11pt", COMMON + THEOREMS, "thesis", sections=("chapter", "section", "subsection")),
    Style("article-dvips", "article", "11pt", COMMON + THEOREMS, engine="dvips"),
    Style("article-dvips-type3", "article", "twocolumn", COMMON + THEOREMS, engine="dvips-bitmaps"),
    Style("article-xelatex", "article", "11pt", MATHS + OPEN_FONTS + r"\usepackage{unicode-math}" + PROGRAMS + THEOREMS, engine="xelatex"),
    Style("article-lualatex", "article", "10pt,twocolumn", MATHS + OPEN_FONTS + r"\setmainfont{Latin Modern Sans}\usepackage{microtype}" + PROGRAMS + THEOREMS, engine="lualatex"),
    Style("article-microtype", "article", "10pt,twocolumn", UTF8 + r"\usepackage{lmodern,microtype}" + COMMON + THEOREMS),
    Style("article-floats", "article", "11pt", COMMON + FLOATS + THEOREMS, extras=("wrapped", "wrapped", "sideways", "long_table", "long_note")),
    Style("article-twocolumn-floats", "article", "10pt,twocolumn", COMMON + FLOATS + THEOREMS, extras=("sideways", "long_note", "long_note")),
    Style("article-remarks", "article", "10pt", COMMON + THEOREMS, extras=("remark", "remark", "remark")),
    Style("article-todonotes", "article", "11pt", COMMON + TODO + THEOREMS, extras=("todo", "todo", "todo")),
    Style("article-twocolumn-remarks", "article", "10pt,twocolumn", r"\usepackage[margin=1.1in]{geometry}" + COMMON + THEOREMS, extras=("remark", "remark")),
    Style("article-footmisc-para", "article", "11pt", r"\usepackage[para]{footmisc}" + COMMON + THEOREMS),
    Style("article-footmisc-side", "article", "10pt", r"\usepackage[textwidth=4.6in,marginparwidth=1.6in,left=1in]{geometry}\usepackage[side]{footmisc}" + COMMON + THEOREMS),
    Style("article-twocolumn-switch", "article", "10pt,twocolumn", COMMON + THEOREMS + SWITCHED_LINES, extras=("long_note",)),
    Style("article-watermark", "article", "11pt", COMMON + THEOREMS + WATERMARK),
    Style("aastex", "aastex631", "", COMMON, "aas", cite="authoryear", theorems=False, algorithms=False),
    Style("aastex-twocolumn", "aastex631", "twocolumn", COMMON, "aas", cite="authoryear", theorems=False, algorithms=False),
    Style("achemso", "achemso", "journal=jacsat,manuscript=article", COMMON, "acs", theorems=False),
    Style("apa7-jou", "apa7", "jou,natbib", COMMON, "apa", theorems=False, cite="authoryear"),
    Style("apa7-man", "apa7", "man,natbib", COMMON, "apa", theorems=False, cite="authoryear"),
    Style("tufte", "tufte-handout", "", COMMON + THEOREMS, "plain", cite="authoryear", sections=("section", "subsection", "paragraph")),
    Style("aomart", "aomart", "", COMMON + THEOREMS, "aom"),
    Style("springer-like", "article", "10pt", UTF8 + r"\usepackage{mathptmx}\usepackage[textwidth=11.7cm,textheight=19.3cm]{geometry}\usepackage{abstract,titlesec}" + COMMON + THEOREMS + HEADS + NATBIB, cite="authoryear"),
)  # fmt: skip

FRONTS = {
    "article": r"""\title{TITLE}\author{Ana Ferreira$^{1,*}$, Jörg Müller$^{2}$, Wei-Lin Chen$^{1,2}$ and Paul O'Hara$^{3}$\\ \small $^1$Institute of Advanced Measures, Lisbon\\
\small $^2$Department of Numbers, Bern\\ \small $^3$School of Orbits, Cork, \texttt{ohara@example.org}}\date{\today}\begin{document}\maketitle
\begin{abstract}ABSTRACT\end{abstract}""",
    "neurips": r"""\begin{document}\begin{center}\hrule height 4pt\vskip 8pt{\LARGE\bfseries TITLE\par}\vskip 8pt\hrule height 1pt\vskip 14pt
\begin{tabular}{c}\textbf{Ana Ferreira}\\Institute of Measures\\Lisbon\\\texttt{ana@example.org}\end{tabular}\qquad
\begin{tabular}{c}\textbf{Jörg Müller}\\Department of Numbers\\Bern\\\texttt{jm@example.org}\end{tabular}\vskip 14pt{\large\bfseries Abstract}\end{center}
\begin{quote}ABSTRACT\end{quote}""",
    "ams": r"""\title[SHORTENED]{TITLE}\author{Ana Ferreira}\address{Institute of Advanced Measures, Lisbon}\email{ana@example.org}\author{Jörg Müller}
\address{Department of Numbers, Bern}\thanks{The second author was supported by a grant of the society.}\subjclass[2020]{65N30, 35J25}\keywords{KEYWORDS}
\begin{document}\begin{abstract}ABSTRACT\end{abstract}\maketitle""",
    "revtex": r"""\begin{document}\title{TITLE}\author{Ana Ferreira}\affiliation{Institute of Advanced Measures, Lisbon}\author{Jörg Müller}\email{jm@example.org}
\affiliation{Department of Numbers, Bern}\author{Wei-Lin Chen}\affiliation{Institute of Advanced Measures, Lisbon}\affiliation{School of Orbits, Cork}
\date{\today}\begin{abstract}ABSTRACT\end{abstract}\maketitle""",
    "ieee": r"""\newenvironment{proof}{}{}\begin{document}\title{TITLE}\author{\IEEEauthorblockN{Ana Ferreira}\IEEEauthorblockA{Institute of Measures\\Lisbon}\and
\IEEEauthorblockN{Jörg Müller}\IEEEauthorblockA{Department of Numbers\\Bern}}\maketitle\begin{abstract}ABSTRACT\end{abstract}\begin{IEEEkeywords}KEYWORDS\end{IEEEkeywords}""",
    "acm": r"""\begin{document}\title{TITLE}\author{Ana Ferreira}\email{ana@example.org}\affiliation{\institution{Institute of Measures}\city{Lisbon}\country{Portugal}}
\author{Jörg Müller}\affiliation{\institution{Department of Numbers}\city{Bern}\country{Switzerland}}\begin{abstract}ABSTRACT\end{abstract}\keywords{KEYWORDS}\maketitle""",
    "els": r"""\begin{document}\begin{frontmatter}\title{TITLE}\author[1]{Ana Ferreira\corref{cor1}}\ead{ana@example.org}\author[1,2]{Jörg Müller}\cortext[cor1]{Corresponding author}
\address[1]{Institute of Advanced Measures, Lisbon}\address[2]{Department of Numbers, Bern}\begin{abstract}ABSTRACT\end{abstract}\begin{keyword}KEYWORDS\end{keyword}\end{frontmatter}""",
    "lncs": r"""\begin{document}\title{TITLE}\author{Ana Ferreira\inst{1} \and Jörg Müller\inst{1,2}}\institute{Institute of Measures, Lisbon\\ \email{ana@example.org} \and Department of Numbers, Bern}
\maketitle\begin{abstract}ABSTRACT\keywords{KEYWORDS}\end{abstract}""",
    "mnras": r"""\title[SHORTENED]{TITLE}\author[A. Ferreira et al.]{Ana Ferreira,$^{1}$\thanks{E-mail: ana@example.org} Jörg Müller$^{2}$ and Wei-Lin Chen$^{1,2}$\\
$^{1}$Institute of Advanced Measures, Lisbon\\$^{2}$Department of Numbers, Bern}\date{Accepted XXX. Received YYY}\pubyear{2021}\begin{document}\maketitle
\begin{abstract}ABSTRACT\end{abstract}\begin{keywords}KEYWORDS\end{keywords}""",
    "aas": r"""\begin{document}\title{TITLE}\author{Ana Ferreira}\affiliation{Institute of Advanced Measures, Lisbon}\author{Jörg Müller}\affiliation{Department of Numbers, Bern}
\begin{abstract}ABSTRACT\end{abstract}\keywords{KEYWORDS}""",
    "acs": r"""\author{Ana Ferreira}\email{ana@example.org}\affiliation{Institute of Advanced Measures, Lisbon}\author{Jörg Müller}\affiliation{Department of Numbers, Bern}
\title{TITLE}\begin{document}\begin{abstract}ABSTRACT\end{abstract}""",
    "apa": r"""\title{TITLE}\shorttitle{SHORTENED}\author{Ana Ferreira}\affiliation{Institute of Advanced Measures, Lisbon}\abstract{ABSTRACT}\keywords{KEYWORDS}
\begin{document}\maketitle""",
    "plain": r"""\title{TITLE}\author{Ana Ferreira}\date{June 2021}\begin{document}\maketitle\begin{abstract}ABSTRACT\end{abstract}""",
    "aom": r"""\title[SHORTENED]{TITLE}\author{Ana Ferreira}\address{Institute of Advanced Measures, Lisbon}\email{ana@example.org}\begin{document}\begin{abstract}ABSTRACT\end{abstract}\maketitle""",
    "thesis": r"""\title{TITLE}\author{Ana Ferreira}\date{June 2011}\begin{document}\maketitle\chapter*{Abstract}ABSTRACT\tableofcontents""",
}
