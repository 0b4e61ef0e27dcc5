"""Hostile files against the command line: output or one clear line, never a traceback, in 30 s and 1 GiB."""

import os
import random
import subprocess
import sys
import tempfile
import time
import zlib
from pathlib import Path

import pymupdf
import pytest

COMMAND = [sys.executable, "-m", "pipelines.cli"]
CORPUS = Path(os.environ.get("ARXIV_CHUNKS_CORPUS", Path(__file__).parents[2] / "shared")) / "corpus" / "hostile"
SECONDS, BYTES = 30, 1 << 30


def pdf(*objects, root=1):
    """A PDF of these objects' bodies, numbered from 1, without a cross-reference table: readers rebuild it."""
    parts = [b"%PDF-1.7\n"]
    for number, body in enumerate(objects, 1):
        parts.append(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    return b"".join(parts) + b"trailer << /Root %d 0 R >>\n%%%%EOF\n" % root


def stream(content, extra=b""):
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), extra, content)


def one_page(content, box=b"[0 0 612 792]", resources=b"<< /Font << /F 5 0 R >> >>", *more):
    return pdf(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox %s /Contents 4 0 R /Resources %s >>" % (box, resources),
        content,
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Times-Roman >>",
        *more,
    )


def written(text="Plain words on a page.", pages=1):
    document = pymupdf.open()
    for _ in range(pages):
        document.new_page().insert_text((72, 72), text)
    return document


def encrypted():
    return written().tobytes(encryption=pymupdf.PDF_ENCRYPT_AES_256, owner_pw="o", user_pw="u")


def deep_page_tree(depth=3000):
    nodes = [b"<< /Type /Pages /Kids [%d 0 R] /Count 1 /Parent %d 0 R >>" % (n + 3, n + 1) for n in range(depth)]
    return pdf(b"<< /Type /Catalog /Pages 2 0 R >>", *nodes, b"<< /Type /Page /MediaBox [0 0 612 792] >>")


def page_tree_that_bites_its_tail():
    return pdf(b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 99999999 >>")


def bomb():
    return one_page(stream(zlib.compress(b" " * 200_000_000, 9), b"/Filter /FlateDecode"))


def forms_in_forms():
    form = stream(
        b"/X Do /X Do", b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 6 0 R >> >>"
    )
    return one_page(stream(b"/X Do"), b"[0 0 612 792]", b"<< /XObject << /X 6 0 R >> >>", form)


def many_glyphs():
    rows = b"".join(b"1 0 0 1 %d %d Tm (abcdefgh ijk) Tj " % (i % 600, i // 600) for i in range(10_000))
    return one_page(stream(b"BT /F 9 Tf " + rows + b" ET"))


FILES = {
    "empty": b"",
    "one byte": b"%",
    "HTML": b"<!doctype html><html><body>reCAPTCHA</body></html>",
    "noise": random.Random(7).randbytes(50_000),
    "noise with a head": b"%PDF-1.5\n" + random.Random(8).randbytes(50_000),
    "truncated": written(pages=20).tobytes()[:3000],
    "encrypted": encrypted,
    "no pages": pdf(b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [] /Count 0 >>"),
    "blank page": lambda: written("").tobytes(),
    "deep page tree": deep_page_tree,
    "page tree that bites its tail": page_tree_that_bites_its_tail,
    "bomb": bomb,
    "forms in forms": forms_in_forms,
    "nested states": one_page(stream(b"q " * 500_000 + b"BT /F 9 Tf (x) Tj ET")),
    "page without size": one_page(stream(b"BT /F 9 Tf 72 72 Td (some words) Tj ET"), b"[0 0 0 0]"),
    "endless page": one_page(stream(b"BT /F 9 Tf 72 72 Td (some words) Tj ET"), b"[0 0 1e30 1e30]"),
    "no numbers": one_page(stream(b"BT /F 1e999 Tf 1e400 -1e400 Td (some words) Tj ET")),
    "many glyphs": many_glyphs,
    "controls": one_page(stream(b"BT /F 9 Tf 72 700 Td <000102030405060708090a0b0c0d0e0f7f80> Tj ET")),
}


def run(command, file):
    """Exit code, output, errors, seconds, and the peak memory in bytes of the command or its child."""
    began = time.monotonic()
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        process = subprocess.Popen([*COMMAND, command, str(file)], stdout=output, stderr=errors)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        errors.seek(0)
        said = output.read().decode(), errors.read().decode()
    return process.returncode, *said, time.monotonic() - began, usage.ru_maxrss * 1024


def check(file, command):
    code, output, errors, seconds, memory = run(command, file)
    assert "Traceback" not in errors
    assert code in {0, 1}
    assert errors.count("\n") <= 1, errors
    assert output.strip() or errors.startswith("arxiv-chunks: ")
    assert seconds < SECONDS + 5  # of which a loaded machine takes some to start Python
    assert memory < BYTES
    return code, errors


@pytest.mark.parametrize("name", FILES)
def test_generated(name, tmp_path):
    file = tmp_path / "hostile.pdf"
    made = FILES[name]
    file.write_bytes(made() if callable(made) else made)
    check(file, ("text", "references", "chunks")[list(FILES).index(name) % 3])


@pytest.mark.parametrize("command", ["text", "references", "chunks"])
def test_a_line_says_what_is_wrong(command, tmp_path):
    file = tmp_path / "encrypted.pdf"
    file.write_bytes(encrypted())
    assert check(file, command) == (1, "arxiv-chunks: encrypted: a password is needed\n")


def test_a_page_without_prose_is_still_text(tmp_path):
    file = tmp_path / "word.pdf"
    file.write_bytes(written("habibi").tobytes())
    assert run("text", file)[:2] == (0, "habibi\n")


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus of hostile files is not beside this checkout")
@pytest.mark.parametrize("file", sorted(CORPUS.glob("*.pdf")) if CORPUS.is_dir() else [], ids=lambda file: file.stem)
def test_collected(file):
    check(file, "text")
