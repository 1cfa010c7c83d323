"""Which files of a repository a loader needs: settings, tokenizer, weights; no code, no pickle."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from cardkit.errors import CannotLoad
from cardkit.text import Text
from cardkit.verify.load.files import ADAPTER, checked_name, is_adapter
from cardkit.verify.load.staging import TOKENIZER_FILES
from cardkit.verify.spec.config import CONFIG
from cardkit.verify.spec.files import ModelFiles
from cardkit.verify.spec.json_text import read_object
from cardkit.verify.spec.weights import INDEX, MAX_INDEX, SINGLE

SETTINGS = (CONFIG, *TOKENIZER_FILES)
"""Names beside the weights, at the root of a repository. A chat template is not needed to load."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Names of files: the small ones that say how to load, the weights, and a GGUF file alone."""

    settings: tuple[str, ...]
    weights: tuple[str, ...]
    gguf: str | None = None


def wanted(files: ModelFiles) -> Wanted:
    """Return what is needed to load the model of `files`; nothing but names and index is looked at.

    Raises CannotLoad (`adapter-refused`, `no-weights`, `index-damaged`, `shard-missing`), Problem
    where the index cannot be read.
    """
    names = [file.name for file in files.list() if "/" not in file.name]
    if ADAPTER in names:
        raise is_adapter()
    settings = [n for n in names if any(fnmatchcase(n, pattern) for pattern in SETTINGS)]
    if SINGLE in names:
        return Wanted(tuple(settings), (SINGLE,))
    if INDEX in names:
        return Wanted((*settings, INDEX), _shards(files, names))
    gguf = [name for name in names if name.endswith(".gguf")]
    if len(gguf) == 1 and CONFIG not in names:
        return Wanted((), (gguf[0],), gguf[0])
    raise CannotLoad("no-weights", _SEVERAL if len(gguf) > 1 else _NONE)


_NONE = Text(
    en="the repository holds no safetensors weights that can be loaded",
    zh="仓库中没有可加载的 safetensors 权重",
)
_SEVERAL = Text(
    en="the repository holds several GGUF files; fetch the one to load, and name it by --model",
    zh="仓库中有多个 GGUF 文件；请下载要加载的那个，并用 --model 指定",
)
_MISSING = Text(
    en="`{index}` names the shard `{name}`, which is missing",
    zh="`{index}` 所列分片 `{name}` 缺失",
)


def _shards(files: ModelFiles, names: Sequence[str]) -> tuple[str, ...]:
    places = read_object(files.text(INDEX, MAX_INDEX), INDEX).get("weight_map")
    shards = sorted({str(v) for v in places.values()}) if isinstance(places, dict) else []
    for name in shards or [""]:
        checked_name(name)
        if name not in names:
            raise CannotLoad("shard-missing", _MISSING.format(index=INDEX, name=name[:200]))
    return tuple(shards)
