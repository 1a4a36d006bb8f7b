# Each target first sets up what it needs in .venv, which takes only a moment once that has been
# done: `run` the program alone, all others also what tests and training need. `package` has an
# environment of its own, and `package-test` needs none.
# The calling shell's Python settings must not affect it.
unexport PYTHONHOME PYTHONPATH

BIN := .venv/bin

# For all: the Python of which .venv is made, such as python3.11; packaging/setup.sh looks for one if
# none is named here or in the environment.
PYTHON ?=

# For the trainings and `make study`: the folders of labelled pictures, with spaces between them, and
# the output folder; if none is named, each has one of its own in runs/.
DATA =
OUTPUT =
# For `make train` and `make study`: MobileNetV2's ImageNet weights (downloaded if none are named).
BASE_WEIGHTS =
# For `make train` and `make train-detector`: the network (.keras) to continue from, if any.
START_FROM =
# For `make train-check`: the detector (.tflite) whose detections are checked, if not the built-in.
DETECTOR =
# For `make study`, one of duplicates, noise, sources, networks, forms, rendered, detectors,
# attributes, attributes-sample, flicker, cadence or leaks.
KIND = networks

# For `make soak`: the seconds that each of its tests goes on.
SOAK_S = 20

# For `make package`: the system's own Python if it will do, whose libraries packages can depend on.
PACKAGE_PYTHON = $(shell /usr/bin/python3 -c 'import ensurepip, tomllib' 2>/dev/null && \
	echo /usr/bin/python3 || echo python3)

.DEFAULT_GOAL := run
.PHONY: setup-run setup-dev run test soak check train train-detector train-check study data-named \
	package package-test

setup-run:
	@bash packaging/setup.sh run

setup-dev:
	@bash packaging/setup.sh dev

run: setup-run
	@bash packaging/run.sh

# In several processes at once, of which each takes whole files: their fixtures are costly.
test: setup-dev
	$(BIN)/pytest -n auto --maxprocesses=4 --dist=loadfile

soak: setup-dev
	SOAK_S=$(SOAK_S) $(BIN)/pytest -m soak tests/faults

check: setup-dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

package:
	$(PACKAGE_PYTHON) packaging/freeze.py
	$(PACKAGE_PYTHON) packaging/linux/make_packages.py

package-test:
	packaging/linux/test_packages.sh

train: data-named setup-dev
	$(BIN)/maskapp train --data $(DATA) --output "$(or $(OUTPUT),runs/mask_detector)" \
		$(if $(BASE_WEIGHTS),--base-weights "$(BASE_WEIGHTS)") \
		$(if $(START_FROM),--start-from "$(START_FROM)")

train-detector: data-named setup-dev
	$(BIN)/maskapp train-detector --data $(DATA) --output "$(or $(OUTPUT),runs/face_detector)" \
		$(if $(START_FROM),--start-from "$(START_FROM)")

train-check: data-named setup-dev
	$(BIN)/maskapp train-check --data $(DATA) --output "$(or $(OUTPUT),runs/face_check)" \
		$(if $(DETECTOR),--detector "$(DETECTOR)")

study: data-named setup-dev
	$(BIN)/python -m maskapp.training.studies $(KIND) \
		--data $(DATA) --output "$(or $(OUTPUT),runs/$(KIND))" \
		$(if $(BASE_WEIGHTS),--base-weights "$(BASE_WEIGHTS)")

data-named:
	@$(if $(strip $(DATA)),:,echo "Name the data: make $(MAKECMDGOALS) DATA=FOLDER" >&2; exit 2)
