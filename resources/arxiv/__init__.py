"""arXiv: its API, its OAI-PMH, its snapshot, its PDFs. Parsers are pure; `client.py` alone is used by the assets.

What arXiv allows and how it behaves stands in docs/arxiv.md, with the line that obeys each rule and its test.
"""
