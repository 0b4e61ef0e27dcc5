"""The dataset card: what the Hub and people read first, written from the release's own figures."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import jinja2
import polars as pl
import yaml

from arxiv_chunks.tables import CHUNKS, RELEASED, type_name
from resources.arxiv.licences import licence_of
from resources.release.figures import Figures
from resources.release.shards import Shard

NAME = "arxiv-chunks"
DESCRIPTION = (
    "Full texts of arXiv papers as chunks for retrieval and pre-training: spans of the body text with section, pages,"
    " in-text citations and resolved references, beside the papers' metadata and bibliographies."
)
SOURCE_URL = "https://arxiv.org"
TAGS = ["arxiv", "scientific-papers", "rag", "chunks", "citations"]
_SIZES = ((10**3, "n<1K"), (10**4, "1K<n<10K"), (10**5, "10K<n<100K"), (10**6, "100K<n<1M"), (10**7, "1M<n<10M"))
_MORE_SIZES = ((10**8, "10M<n<100M"), (10**9, "100M<n<1B"))
"""The Hub's names: https://github.com/huggingface/hub-docs/blob/main/datasetcard.md."""
_SHOWN = 15


def card_of(shards: Mapping[str, Sequence[Shard]], figures: Figures, code_version: str, *, all_licences: bool) -> str:
    """README.md of a release: YAML for the Hub, then text and tables for people."""
    environment = jinja2.Environment(
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701  # Markdown, not HTML
    )
    environment.filters["type_name"] = type_name
    template = environment.from_string(Path(__file__).with_name("card.md.jinja").read_text(encoding="utf-8"))
    return template.render(
        header=yaml.safe_dump(_header(shards, figures), sort_keys=False, allow_unicode=True, width=120),
        description=DESCRIPTION,
        figures=figures,
        code_version=code_version,
        all_licences=all_licences,
        size_bytes=sum(shard.size_bytes for files in shards.values() for shard in files),
        tables=[RELEASED[name] for name in shards],
        licences=[(licence or "none stated", _licence_id(licence), n) for licence, n in _ranked(figures.licences)],
        categories=_ranked(figures.categories),
        shown=_SHOWN,
        years=sorted(figures.years.items()),
        languages=_ranked(figures.languages),
        verdicts=_ranked(figures.verdicts),
        failures=sorted(figures.failures.items()),
        settings=_settings(figures),
    )


def licences_of(figures: Figures) -> list[str]:
    """The Hub's names of the papers' licences, most frequent first."""
    return list(dict.fromkeys(_licence_id(licence) for licence, _ in _ranked(figures.licences)))


def _header(shards: Mapping[str, Sequence[Shard]], figures: Figures) -> dict[str, Any]:
    licences = licences_of(figures) or ["other"]
    header: dict[str, Any] = {
        "pretty_name": NAME,
        "language": sorted(language for language in figures.languages if language) or ["en"],
        "license": licences[0] if len(licences) == 1 else licences,
        "size_categories": [_size_category(figures.rows[CHUNKS.name])],
        "task_categories": ["text-generation", "feature-extraction"],
        "tags": TAGS,
        "configs": [],
        "dataset_info": [],
    }
    for name, files in shards.items():
        default = {"default": True} if name == CHUNKS.name else {}
        data_files = [{"split": "train", "path": f"{name}/*.parquet"}]
        header["configs"].append({"config_name": name} | default | {"data_files": data_files})
        split = {
            "name": "train",
            "num_bytes": sum(shard.memory_bytes for shard in files),
            "num_examples": sum(shard.rows for shard in files),
        }
        header["dataset_info"].append(
            {
                "config_name": name,
                "features": [{"name": c.name} | _feature(c.dtype) for c in RELEASED[name].columns],
                "splits": [split],
                "download_size": sum(shard.size_bytes for shard in files),
                "dataset_size": split["num_bytes"],
            }
        )
    return header


def _feature(dtype: Any) -> dict[str, Any]:
    """A column's type in the words of `datasets`: https://huggingface.co/docs/datasets/about_dataset_features."""
    if isinstance(dtype, pl.List):
        inner = _feature(dtype.inner)
        return {"list": inner.get("dtype") or inner["struct"]}
    if isinstance(dtype, pl.Struct):
        return {"struct": [{"name": field.name} | _feature(field.dtype) for field in dtype.fields]}
    if isinstance(dtype, pl.Datetime):
        return {"dtype": f"timestamp[{dtype.time_unit}, tz={dtype.time_zone}]"}
    plain = {pl.String: "string", pl.Boolean: "bool", pl.Int32: "int32", pl.Int64: "int64", pl.Float32: "float32"}
    return {"dtype": plain[dtype.base_type()]}


def _licence_id(uri: str | None) -> str:
    """The Hub's name of a licence.

    >>> _licence_id("http://creativecommons.org/licenses/by-nc-sa/4.0/")
    'cc-by-nc-sa-4.0'
    """
    name = licence_of(uri).name
    if not name.startswith("CC"):
        return "other"
    return ".".join(name.lower().replace("_", "-").rsplit("-", 1))


def _size_category(rows: int) -> str:
    return next((name for limit, name in (*_SIZES, *_MORE_SIZES) if rows < limit), "n>1T")


def _ranked(counts: Counter[Any]) -> list[tuple[Any, int]]:
    """Most frequent first, equals by name."""
    return sorted(counts.items(), key=lambda item: (-item[1], str(item[0])))


def _settings(figures: Figures) -> list[tuple[str, str, str, int]]:
    """Table, setting, value and for how many days, flattened."""
    counted: Counter[tuple[str, str, str]] = Counter()
    for table, made_with in figures.made_with.items():
        for text, day_count in made_with.items():
            for name, value in json.loads(text).items():
                counted[table, name, value] += day_count
    return [(*key, day_count) for key, day_count in sorted(counted.items())]
