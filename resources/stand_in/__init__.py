"""A server that speaks arXiv's protocols for a folder of papers: the sample's source, the tests' arXiv, a mirror's front.

It answers as arXiv does, quirks included, and misbehaves on request (`faults.py`). Nothing here is used to talk to arXiv.
"""
