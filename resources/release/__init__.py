"""A release as files: which papers, their shards, duplicates, figures, card, Croissant and checksums; and where it is put.

What lives here reads the store and writes a folder. No Dagster, no clock: the same store gives the same bytes.
"""
