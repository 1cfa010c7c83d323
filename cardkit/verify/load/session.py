"""What a run of load checks is asked and what its steps hand on."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from cardkit.text import Text
from cardkit.verify.load.devices import Device
from cardkit.verify.load.files import Weights
from cardkit.verify.load.loaders import Loader
from cardkit.verify.load.loading import Attention, Loaded
from cardkit.verify.load.prompt import Prompt
from cardkit.verify.load.snippet import Snippet
from cardkit.verify.outcome import Observation, Remark


@dataclass(frozen=True, slots=True)
class Request:
    """What to load and how. `snippets` are the card's usage code, `ids` its own model ids.

    `gguf` names a GGUF file in `folder`; without one the folder holds safetensors. `loader` is one
    of `loaders.LOADERS`. `elements` is how many the weights hold that are not there yet; then only
    what can be told without is checked.
    """

    folder: str
    gguf: str | None = None
    device: str = "auto"
    dtype: str = "auto"
    snippets: tuple[Snippet, ...] = ()
    ids: tuple[str, ...] = ()
    loader: str = "auto"
    elements: int | None = None
    attention: Attention = "eager"


@dataclass(slots=True)
class Run:
    """What the steps hand on: each fills in what the later ones need."""

    request: Request
    device: Device | None = None
    weights: Weights | None = None
    loader: Loader | None = None
    architecture: Any = None
    elements: int = 0
    shapes: dict[str, tuple[int, ...]] = field(default_factory=dict)
    loaded: Loaded | None = None
    prompt: Prompt | None = None
    digests: dict[str, str] = field(default_factory=dict)
    """The SHA-256 of the files that were read, by name."""
    observations: list[Observation] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    _room: TemporaryDirectory[str] | None = None

    def open_room(self) -> Path:
        """Return an empty folder, private to this process, for what a loader is to find."""
        self._room = TemporaryDirectory(prefix="cardkit-staged-", ignore_cleanup_errors=True)
        return Path(self._room.name)

    def close_room(self) -> None:
        """Remove that folder; what was loaded from it stays."""
        if self._room is not None:
            self._room.cleanup()
            self._room = None

    @property
    def room(self) -> Path:
        """Return the folder that loaders are given; never the publisher's own."""
        assert self._room is not None  # noqa: S101 - an earlier step opens it
        return Path(self._room.name)

    def saw(self, name: str, value: int | str | bool, where: str, witness: str = "loaded") -> None:
        """Add an observation."""
        self.observations.append(Observation(name, value, witness, where))

    def remark(
        self, kind: str, level: Any, message: Text, where: str, hint: Text | None = None
    ) -> None:
        """Add a remark."""
        self.remarks.append(Remark(kind, level, message, where, hint))

    @property
    def on(self) -> Device:
        """Return the device, which the first step chooses."""
        assert self.device is not None  # noqa: S101 - the first step sets it
        return self.device

    @property
    def by(self) -> Loader:
        """Return what builds and loads the model."""
        assert self.loader is not None  # noqa: S101 - an earlier step sets it
        return self.loader

    @property
    def model(self) -> Any:
        """Return the loaded model."""
        assert self.loaded is not None  # noqa: S101 - an earlier step sets it
        return self.loaded.model

    @property
    def asked(self) -> Prompt:
        """Return what the model is asked."""
        assert self.prompt is not None  # noqa: S101 - an earlier step sets it
        return self.prompt

    @property
    def place(self) -> str:
        """Return where the model runs and as what, for `where` of observations."""
        named = () if self.on.name == str(self.on) else (self.on.name,)
        return ", ".join((str(self.on), self.on.dtype, *named))

    @property
    def named(self) -> str:
        """Return what the model's files are called, for `where` of remarks."""
        return self.request.gguf or Path(self.request.folder).name
