"""Where things lie below a store's root: pure functions, nowhere else."""

from arxiv_chunks.identifiers import parse_arxiv_id


def pdf_key(arxiv_id: str, version: int) -> str:
    """The key of a PDF, shelved by the month that its identifier names, as arXiv does.

    >>> pdf_key("hep-th/9108004", 1)
    'pdf/9108/hep-th_9108004v1.pdf'
    """
    parsed = parse_arxiv_id(arxiv_id)
    if parsed is None:
        raise ValueError(f"{arxiv_id!r} is no arXiv identifier")
    return f"pdf/{parsed.yymm}/{parsed.paper.replace('/', '_')}v{version}.pdf"
