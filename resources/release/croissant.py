"""Croissant, the metadata that dataset search engines and machine-learning frameworks read.

Format 1.0: https://docs.mlcommons.org/croissant/docs/croissant-spec.html.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from arxiv_chunks.tables import RELEASED, Column, Table
from resources.release.card import DESCRIPTION, NAME, SOURCE_URL
from resources.release.figures import Figures
from resources.release.shards import Shard

_CONTEXT: dict[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "sc": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "dct": "http://purl.org/dc/terms/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "conformsTo": "dct:conformsTo",
} | {
    name: f"cr:{name}"
    for name in (
        "citeAs column equivalentProperty extract field fileProperty fileObject fileSet format includes isLiveDataset jsonPath"
        " key md5 parentField path recordSet references regex repeated replace samplingRate separator source subField transform"
    ).split()
}
ASSUMED_LICENCE = "http://arxiv.org/licenses/assumed-1991-2003/"
_TYPES = {
    pl.String: "sc:Text",
    pl.Boolean: "sc:Boolean",
    pl.Int32: "cr:Int32",
    pl.Int64: "cr:Int64",
    pl.Float32: "cr:Float32",
    pl.Datetime: "sc:DateTime",
}


def croissant_of(shards: Mapping[str, Sequence[Shard]], figures: Figures, code_version: str) -> dict[str, Any]:
    """The release as Croissant: every shard with its checksum, every column with its type and meaning."""
    return {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": NAME,
        "description": DESCRIPTION,
        "url": SOURCE_URL,
        "citeAs": "Cite the papers themselves, and link to their pages on arXiv.",
        "license": sorted({licence or ASSUMED_LICENCE for licence in figures.licences}),
        "version": f"{code_version}+{figures.days[-1]:%Y%m%d}",
        "datePublished": figures.days[-1].isoformat(),
        "distribution": [
            part for name, files in shards.items() for part in (*map(_file_object, files), _file_set(name))
        ],
        "recordSet": [_record_set(RELEASED[name]) for name in shards],
    }


def _file_object(shard: Shard) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": shard.path,
        "name": shard.path,
        "contentUrl": shard.path,
        "contentSize": f"{shard.size_bytes} B",
        "encodingFormat": "application/x-parquet",
        "sha256": shard.sha256,
    }


def _file_set(table: str) -> dict[str, Any]:
    return {
        "@type": "cr:FileSet",
        "@id": f"{table}-shards",
        "name": f"{table}-shards",
        "encodingFormat": "application/x-parquet",
        "includes": f"{table}/*.parquet",
    }


def _record_set(table: Table) -> dict[str, Any]:
    return {
        "@type": "cr:RecordSet",
        "@id": table.name,
        "name": table.name,
        "description": f"A row is {table.row}.",
        "field": [_field(table, column) for column in table.columns],
    }


def _field(table: Table, column: Column) -> dict[str, Any]:
    source = {"fileSet": {"@id": f"{table.name}-shards"}, "extract": {"column": column.name}}
    field = _typed(f"{table.name}/{column.name}", column.name, column.dtype)
    return field | {"description": column.meaning, "source": source}


def _typed(path: str, name: str, dtype: Any) -> dict[str, Any]:
    field: dict[str, Any] = {"@type": "cr:Field", "@id": path, "name": name}
    if isinstance(dtype, pl.List):
        field["repeated"], dtype = True, dtype.inner
    if isinstance(dtype, pl.Struct):
        return field | {"subField": [_typed(f"{path}/{inner.name}", inner.name, inner.dtype) for inner in dtype.fields]}
    return field | {"dataType": _TYPES[dtype.base_type()]}
