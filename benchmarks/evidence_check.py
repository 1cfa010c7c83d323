"""`cardkit evidence check` of a 7B model that lies here as Git LFS pointers, and how fast we hash.

The repository is a stand-in of DCLM-7B's size: six shards of 13.8 GB together as pointers, config,
tokenizer, the card with its 53 scores, and evidence of all of them signed with a key made here.
In this process the check is timed as the shortest of several runs, with and without reading the
card; the command line as CPU time against `python -c "import pydantic"`, in turns. Hashing: files
of random bytes, in the cache of the system, against `sha256sum` and `openssl dgst` on the same
files, in turns: one file, and four of a quarter of it, which we hash at once and they one after the
other.

Usage: python benchmarks/evidence_check.py [RUNS] [MEGABYTES]
"""

from __future__ import annotations

import hashlib
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime, timezone
from functools import partial
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import cardkit  # noqa: E402 - the checkout's own
from cardkit.evidence.canonical import canonical  # noqa: E402 - as above
from cardkit.evidence.check import check_evidence  # noqa: E402 - as above
from cardkit.evidence.claims import CardClaim, card_claims  # noqa: E402 - as above
from cardkit.evidence.files import Files, digest_files, model_digest  # noqa: E402 - as above
from cardkit.evidence.groups import GROUPS  # noqa: E402 - as above
from cardkit.evidence.hashing import sha256_of  # noqa: E402 - as above
from cardkit.evidence.reading import read_evidence  # noqa: E402 - as above
from cardkit.evidence.statement import PREDICATE, STATEMENT  # noqa: E402 - as above
from cardkit.verify.spec.files import LocalFiles  # noqa: E402 - as above

CARD = ROOT / "cards" / "dclm-7b.card.yaml"
SHARDS = 6
BYTES = 13_800_000_000


def write_repository(folder: Path) -> Path:
    """Write a card and its model as a clone without `git lfs pull` has it."""
    card = folder / CARD.name
    shutil.copy(CARD, card)
    for i in range(1, SHARDS + 1):
        digest = hashlib.sha256(str(i).encode()).hexdigest()
        text = f"version https://git-lfs.github.com/spec/v1\noid sha256:{digest}\n"
        path = folder / f"model-{i:05}-of-{SHARDS:05}.safetensors"
        path.write_text(f"{text}size {BYTES // SHARDS}\n")
    index = {f"model.layers.{i}.weight": "model-00001-of-00006.safetensors" for i in range(300)}
    (folder / "model.safetensors.index.json").write_text(json.dumps({"weight_map": index}))
    (folder / "config.json").write_text('{"model_type": "openlm"}')
    (folder / "tokenizer_config.json").write_text("{}")
    (folder / "tokenizer.json").write_bytes(os.urandom(2_100_000).hex().encode()[:2_100_000])
    return card


def write_evidence(card: Path) -> Path:
    """Write evidence about every claim of the card, as a run over all of them would."""
    files = digest_files(LocalFiles(card.parent))
    claims = card_claims(cardkit.load(card).reading)
    now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    path = card.parent / "verification.json"
    path.write_bytes(canonical(statement(files, claims, now)))
    return path


def seen(claim: CardClaim) -> dict[str, object]:
    """Return what a sample of 400 items saw that bears the claim out."""
    k = round(float(claim.claimed["value"]) * 400)
    return {
        "k": k,
        "n": 400,
        "items": 10_042,
        "value": f"{k / 400:.6f}",
        "interval": [f"{max(0, k / 400 - 0.045):.6f}", f"{min(1, k / 400 + 0.045):.6f}"],
        "alpha": "0.000943",
        "detectable": "0.061000",
    }


def statement(files: Files, claims: tuple[CardClaim, ...], now: str) -> dict[str, object]:
    return {
        "_type": STATEMENT,
        "subject": [
            {
                "name": each.name,
                "digest": {"sha256": each.sha256},
                "annotations": {"group": each.group, "size": each.size},
            }
            for each in files.entries
        ],
        "predicateType": PREDICATE,
        "predicate": {
            "verifier": {"id": "cardkit", "version": "0"},
            "timeStarted": now,
            "timeFinished": now,
            "model": "DCLM-7B",
            "modelDigest": {"sha256": model_digest(files.entries)},
            "card": {"name": CARD.name, "digest": {"sha256": "0" * 64}, "schemaVersion": 1},
            "environment": {"device": "npu:0"},
            "materials": [],
            "claims": [
                {
                    "pointer": each.pointer,
                    "claimDigest": {"sha256": each.digest},
                    "claimed": dict(each.claimed),
                    "printed": each.printed,
                    "method": "sample" if each.kind == "score" else "spec",
                    "comparator": "sequential" if each.kind == "score" else "equal",
                    **({"observed": seen(each)} if each.kind == "score" else {}),
                    "verdict": "consistent",
                    "binds": list(GROUPS) if each.kind == "score" else ["weights", "config"],
                    "evidence": [],
                }
                for each in claims
            ],
        },
    }


def shortest(work: Callable[[], object], runs: int) -> float:
    taken = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return min(taken)


def cpu_seconds(words: list[str], **settings: object) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(words, capture_output=True, check=True, **settings)  # type: ignore[call-overload]
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def check_times(runs: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        card = write_repository(Path(name))
        evidence = write_evidence(card)
        trusted = ()
        keys: list[str] = []
        if find_spec("cryptography") is not None:
            from cardkit.evidence.keys import new_pair, private_key, trusted_keys
            from cardkit.evidence.signing import signed_anew

            private, public = Path(name, "k.key"), Path(name, "k.pub")
            private.touch(0o600)
            for path, text in zip((private, public), new_pair(), strict=True):
                path.write_text(text)
            signed = card.parent / "verification.dsse.json"
            signed.write_text(signed_anew(evidence, private_key(private, {}))[0])
            evidence, trusted = signed, trusted_keys([public])
            keys = ["--trusted-key", str(public)]
        reading = cardkit.load(card).reading
        today = datetime.now(timezone.utc).date()

        def check() -> object:
            found = read_evidence(evidence, trusted)
            files = digest_files(LocalFiles(card.parent))
            return check_evidence(reading, found, files, today)

        report = check_evidence(
            reading, read_evidence(evidence, trusted), digest_files(LocalFiles(card.parent)), today
        )
        signed_by = "signed" if trusted else "not signed (no cryptography here)"
        print(f"card        {CARD.name}, {len(report.statuses)} claims: {dict(report.counts)}")
        print(f"evidence    {evidence.stat().st_size:,} bytes, {signed_by}")
        print(f"model       {SHARDS} LFS pointers for {BYTES / 1e9:.1f} GB; 2.1 MB of tokenizer")
        print(f"check       {shortest(check, runs) * 1000:.1f} ms, card read before")
        whole = shortest(lambda: (cardkit.load(card).reading, check()), runs)
        print(f"check       {whole * 1000:.1f} ms, card read too")
        command = [sys.executable, "-m", "cardkit", "evidence", "check", str(card), *keys]
        alone = [sys.executable, "-c", "import pydantic"]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])}
        own, other = [], []
        for _ in range(runs):
            own.append(cpu_seconds(command, env=environment))
            other.append(cpu_seconds(alone, env=environment))
        print(
            f"command     {min(own):.2f} s of CPU, {min(own) / min(other):.1f} times"
            f" `python -c 'import pydantic'` ({min(other):.2f} s)"
        )


def hash_rates(runs: int, megabytes: int) -> None:
    peers = [["sha256sum"], ["openssl", "dgst", "-sha256"]]
    with tempfile.TemporaryDirectory() as name:
        block = os.urandom(2**20)
        one = write_blocks(Path(name) / "one", block, megabytes)
        parts = [write_blocks(Path(name) / f"part{i}", block, megabytes // 4) for i in range(4)]
        for said, paths in (("one file", [one]), ("four files", parts)):
            size = sum(path.stat().st_size for path in paths)
            for peer in peers:
                if shutil.which(peer[0]) is None:
                    print(f"hashing     {said}: {peer[0]} is not here")
                    continue
                ours, theirs = [], []
                for _ in range(runs):
                    ours.append(shortest(partial(sha256_of, paths), 1))
                    theirs.append(shortest(partial(run, [*peer, *map(str, paths)]), 1))
                print(
                    f"hashing     {said}: {size / min(ours) / 1e9:.2f} GB/s,"
                    f" {min(theirs) / min(ours):.2f} times `{' '.join(peer)}`"
                    f" ({size / min(theirs) / 1e9:.2f} GB/s)"
                )


def write_blocks(path: Path, block: bytes, count: int) -> Path:
    with path.open("wb") as stream:
        for _ in range(count):
            stream.write(block)
    return path


def run(words: list[str]) -> None:
    subprocess.run(words, capture_output=True, check=True)


if __name__ == "__main__":
    RUNS = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    check_times(RUNS)
    hash_rates(RUNS, int(sys.argv[2]) if len(sys.argv) > 2 else 1024)
