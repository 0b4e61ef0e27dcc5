"""The text to embed for a chunk: made when it is needed, never stored."""

from arxiv_chunks.records import Chunk


def contextualize(chunk: Chunk, title: str) -> str:
    r"""The paper's title and the chunk's section path before its text, for an embedding model.

    A heading that the chunk itself begins with is not said twice.

    >>> contextualize(chunk, "Attention Is All You Need")
    'Attention Is All You Need\n3 Model Architecture > 3.2 Attention\n\nAn attention function can be described as ...'
    """
    path = " > ".join(heading for heading in chunk.section if not chunk.text.startswith(heading))
    return "\n".join(line for line in (title, path) if line) + "\n\n" + chunk.text
