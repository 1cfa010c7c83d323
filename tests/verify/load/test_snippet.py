"""Usage snippets held against the installed libraries; nothing of them is executed."""

import subprocess
import sys
import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardkit.text import Text
from cardkit.verify.load import snippet as snippet_module
from cardkit.verify.load.snippet import (
    Snippet,
    check_snippet,
    generation_settings,
    untried_settings,
)
from cardkit.verify.load.snippet_code import calls, read_code

ID = "org/name"
HEAD = "from transformers import AutoModelForCausalLM, AutoTokenizer\n"
MODEL = HEAD + f"model = AutoModelForCausalLM.from_pretrained('{ID}')\n"


def kinds(code, ids=(ID,), forward=()):
    pytest.importorskip("transformers", reason="transformers is not installed")
    return [
        (r.kind, r.where.rpartition(":")[2])
        for r in check_snippet(Snippet(code, "u"), ids, forward)
    ]


@pytest.mark.parametrize(
    "code",
    [
        MODEL + "out = model.generate(ids, max_new_tokens=5, do_sample=True, top_p=0.8)",
        MODEL + "model.to('npu:0')\nmodel.generate(**inputs, streamer=s)",
        MODEL.replace(f"'{ID}')", f"'{ID.upper()}').to('cuda')") + "model.generate(x, top_k=3)",
        HEAD + f"repo = '{ID}'\nAutoTokenizer.from_pretrained(repo)",
        HEAD + "AutoModelForCausalLM.from_pretrained('./local/folder')",
        "!pip install torch\n%env X=1\nimport torch\nfrom torch import nn",
        ">>> from transformers import pipeline\n>>> pipeline('text-generation', 'org/name')\n[...]",
        "from transformers import GenerationConfig\nGenerationConfig(anything=1)",
        "import os, json\nfrom .mine import thing",
        "llm.generate(prompts, nonsense=1)",
        MODEL + "kw = {'top_p': 0.8}\nmodel.generate(x, **kw)",
    ],
)
def test_sound(code):
    assert kinds(code) == []


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("model = (", [("snippet-syntax", "u")]),
        ("x = 1\x00", [("snippet-syntax", "u")]),
        ("from transformers import AutoModelForCausalLN", [("snippet-import", "1")]),
        ("from torch import Tenser", [("snippet-import", "1")]),
        ("import nowhere_at_all.deep", [("snippet-package", "1")]),
        (MODEL + "model.generate(x, max_new_token=3)", [("snippet-argument", "3")]),
        (MODEL + "kw = dict(top_pp=1)\nmodel.generate(x, **kw)", [("snippet-argument", "4")]),
        (MODEL + "model.generate(x, **{'top_pp': 1})", [("snippet-argument", "3")]),
        ("from transformers import set_seed\nset_seed(sead=1)", [("snippet-argument", "2")]),
        (HEAD + "AutoTokenizer.from_pretrained('other/name')", [("snippet-model-id", "2")]),
        (
            "from transformers import pipeline\npipeline('text-generation', model='other/name')",
            [("snippet-model-id", "2")],
        ),
        (
            HEAD + f"AutoTokenizer.from_pretrained('{ID}', trust_remote_code=True)",
            [("snippet-remote-code", "2")],
        ),
    ],
)
def test_wrong(code, found):
    if found[0][0] == "snippet-syntax":  # needs no library
        assert [r.kind for r in check_snippet(Snippet(code, "u"), ())] == ["snippet-syntax"]
    else:
        assert kinds(code) == found


def test_arguments_of_the_models_own_forward():
    code = MODEL + "model.generate(x, pixel_values=p)"
    assert kinds(code) == [("snippet-argument", "3")]
    assert kinds(code, forward=("pixel_values",)) == []


def test_without_ids_any_model_may_be_loaded():
    assert kinds(HEAD + "AutoTokenizer.from_pretrained('other/name')", ids=()) == []


def test_nothing_is_executed_or_imported(tmp_path):
    pytest.importorskip("transformers", reason="transformers is not installed")
    canary = tmp_path / "canary"
    (tmp_path / "trap.py").write_text(f"open({str(canary)!r}, 'w')")
    code = f"import trap\nfrom trap import x\nopen({str(canary)!r}, 'w')\n__import__('trap')"
    program = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from cardkit.verify.load.snippet import Snippet, check_snippet\n"
        f"print(check_snippet(Snippet({code!r}, 'u'), ()))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "[]\n"), done.stderr
    assert not canary.exists()


def test_settings():
    code = MODEL + (
        "kw = {'top_p': 0.8, 'temperature': -0.5, 'do_sample': True, 'num_beams': 10**9}\n"
        "model.generate(x, **kw, repetition_penalty=1.1, max_new_tokens=10000, top_k='all')\n"
        "model.generate(x, top_p=0.8, do_sample=True, max_new_tokens=10000, seed=x)\n"
        "model.generate(x, top_k=0)\n"
        "other.generate(x, top_k=5)\n"
    )
    assert generation_settings(Snippet(code, "u")) == (
        {"top_p": 0.8, "do_sample": True},
        {"top_k": 0},
    )
    untried = ("temperature=-0.5", "num_beams=10 ** 9", "top_k='all'")
    assert untried_settings(Snippet(code, "u")) == untried
    assert generation_settings(Snippet("model = (", "u")) == ()


@pytest.mark.parametrize("code", ["x = -x", "x = y\ny = -x", "x = " + "-" * 900 + "x"])
def test_variables_that_lead_round_and_round(code):
    code = f"{MODEL}{code}\nmodel.generate(a, top_k=x, top_p=-x, trust_remote_code=x)"
    assert {k for k, _ in kinds(code)} <= {"snippet-syntax"}
    assert generation_settings(Snippet(code, "u")) == ()
    assert {s[:6] for s in untried_settings(Snippet(code, "u"))} <= {"top_k=", "top_p="}


def test_a_library_that_fails_on_the_way_is_a_warning(monkeypatch):
    pytest.importorskip("transformers", reason="transformers is not installed")

    def fail(_code):
        raise RuntimeError("lazy\nmodule")

    monkeypatch.setattr(snippet_module, "_imports", fail)
    [remark] = check_snippet(Snippet("import torch", "u"), ())
    assert (remark.kind, remark.level) == ("snippet-unchecked", "warning")
    assert "RuntimeError: lazy module" in remark.message.en


def test_settings_that_are_out_of_range():
    code = MODEL + "model.generate(x, top_p=1.5, top_k=3)\nmodel.generate(x, temperature='0.7')"
    assert untried_settings(Snippet(code, "u")) == ("top_p=1.5", "temperature='0.7'")
    assert generation_settings(Snippet(code, "u")) == ()


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        code = read_code(text)
        if not isinstance(code, Text):
            list(calls(code))
        generation_settings(Snippet(text, "u"))


@pytest.mark.parametrize(
    "text", ["(" * 90_000, "-" * 90_000 + "1", "a." * 40_000 + "a", "x" * 100_001]
)
def test_deep_and_long_code(text):
    code = read_code(text)
    assert isinstance(code, Text) or list(calls(code)) == []


def test_a_long_chain_of_calls():
    code = read_code("model = x" + ".f()" * 500)
    assert not isinstance(code, Text)
    assert code.models == frozenset()
