# Everything runs in .venv, which each target makes by itself; pip is the only installer needed.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
TOGETHER := --numprocesses auto --dist worksteal  # a test process on each core; each keeps to its own

.PHONY: demo test fast check bench bench-class corpus mutants calibrate attacks fuzz fuzz-submissions power-failure \
	docs pictures clean

demo: $(READY)  ## release, grade and give feedback to a small class of submissions of every kind
	$(BIN)/python -m tests.corpus.demo

test: $(READY)  ## the whole test suite
	$(BIN)/python -m pytest $(TOGETHER)

fast: $(READY)  ## the tests that take less than a second each
	$(BIN)/python -m pytest $(TOGETHER) -m "not slow"

check: $(READY)  ## style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(READY)  ## seconds, processor time and memory, against nbgrader alone: on a quiet machine; writes docs/performance.md
	$(BIN)/python -m tests.kit.bench

bench-class: $(READY)  ## classes of 10, 100 and 1,000: hours, on a quiet machine; goes on where it was ended; writes docs/class-size.md
	$(BIN)/python -m tests.kit.bench.class_size --folder build/class-size --write

corpus: $(READY)  ## the hidden suite against every right and wrong solution, 20 seeds, and slices against whole notebooks: hours
	$(BIN)/python -m tests.corpus.measure --write
	$(BIN)/python -m tests.corpus.whole

mutants: $(READY)  ## the hidden suite against mutants of the reference and of the right solutions: hours
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e ".[mutation]"
	$(BIN)/python -m tests.corpus.mutate
	$(BIN)/python -m tests.corpus.differential

calibrate: $(READY)  ## new thresholds for the tests that train: about an hour on 2 cores
	$(BIN)/autograder calibrate regularization
	$(BIN)/autograder calibrate augmentation
	$(BIN)/autograder calibrate mnist_hands_on

attacks: $(READY)  ## every attack against the kit, and against nbgrader alone in a container: about an hour
	$(BIN)/python -m tests.corpus.attack --stock --write

fuzz: $(READY)  ## 100,000 hostile frames against the grader's side of the socket
	$(BIN)/python -m tests.kit.fuzz_wire

fuzz-submissions: $(READY)  ## odd submissions of every kind among honest ones, class by class, for an hour
	$(BIN)/python -m tests.kit.fuzz_submissions

power-failure: $(READY)  ## kill a class run at 50 random moments
	$(BIN)/python -m tests.kit.power_failure

docs: $(READY)  ## the pages in build/docs, with all links checked
	$(BIN)/python -m mkdocs build --clean

pictures: $(READY)  ## the screenshots in the README and the pages, taken in Chromium
	$(BIN)/python -m tests.kit.pictures

$(READY): pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e ".[dev]"
	touch $@

clean:
	rm -rf .venv demo
