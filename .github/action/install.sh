#!/usr/bin/env bash
# Installs cardkit, from the commit of this action, into an environment of its own.
set -euo pipefail

: "${GITHUB_ACTION_PATH:?}" "${GITHUB_OUTPUT:?}" "${RUNNER_TEMP:?}"

# The working folder is the checkout, perhaps of a stranger's pull request, and `python -m` would
# import a venv.py or pip.py of it: so another folder, and -I.
cd -- "$RUNNER_TEMP"
# [sign]: a policy that names keys has marks held against signed evidence.
folder=$(mktemp -d "$RUNNER_TEMP/cardkit.XXXXXXXX")
python3 -I -m venv "$folder/venv"
if [[ ! -x $folder/venv/bin/python ]]; then
  printf '::error title=cardkit::this action runs on Linux and macOS: the environment has no bin/python\n'
  exit 2
fi
"$folder/venv/bin/python" -I -m pip install --quiet --disable-pip-version-check --no-input \
  -c "$GITHUB_ACTION_PATH/constraints.txt" "${GITHUB_ACTION_PATH}[sign]"
printf 'folder=%s\n' "$folder" >> "$GITHUB_OUTPUT"
