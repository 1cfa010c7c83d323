"""`.eval_results/*.yaml` beside a card, read and written with nothing lost and nothing signed."""

from __future__ import annotations

from collections.abc import Sequence

from cardkit.dialects.blocks import data_of, read_entries
from cardkit.dialects.front_matter import dump_yaml
from cardkit.record.eval_results import EvalEntry
from cardkit.source.source import Source
from cardkit.source.yaml_document import read_yaml_document


def read_eval_results_file(source: Source) -> tuple[EvalEntry, ...] | None:
    """Return the entries of a file; None where it is no list of mappings, or hostile YAML.

    Never raises on content: `read_yaml_document` says what is wrong with it.
    """
    root = read_yaml_document(source).root
    return read_entries(root) if root is not None else None


def write_eval_results_file(entries: Sequence[EvalEntry]) -> str:
    """Return a file of these entries: `verifyToken` where one was read, and never a new one."""
    return dump_yaml(data_of(entries)) if entries else "[]\n"
