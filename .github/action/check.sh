#!/usr/bin/env bash
# Checks cards with the cardkit of install.sh, for action.yml. Inputs and names of files are hostile:
# they are arguments of one program and nothing else, and what is printed of them forms no command.
# Kept to bash 3.2, which is what macOS has.
set -euo pipefail

: "${CARDKIT_FOLDER:?}" "${GITHUB_OUTPUT:?}"
: "${INPUT_PATHS?}" "${INPUT_FAIL_ON?}" "${INPUT_POLICY_FROM?}" \
  "${INPUT_SELECT?}" "${INPUT_IGNORE?}" "${INPUT_ANNOTATIONS?}" "${INPUT_REPORTS?}" "${INPUT_LANG?}"

python=$CARDKIT_FOLDER/venv/bin/python
# What this run writes lies in a new folder, where a checkout can have put neither file nor link.
out=$(mktemp -d "$CARDKIT_FOLDER/run.XXXXXXXX")

COUNT='
import json, sys
with open(sys.argv[1], encoding="utf-8") as stream:
    files = json.load(stream)["files"]
print(sum(file["counts"].get(sys.argv[2], 0) for file in files))
'

refuse() { # A SENTENCE OF OURS
  printf '::error title=cardkit::%s\n' "$1"
  output exit-code 2
  exit 2
}

random() {
  local digits
  digits=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
  [[ $digits =~ ^[0-9a-f]{32}$ ]] || { echo 'no random number' >&2; return 1; }
  printf '%s' "$digits"
}

output() { # NAME VALUE
  local mark
  mark=$(random)
  printf '%s<<%s\n%s\n%s\n' "$1" "$mark" "$2" "$mark" >> "$GITHUB_OUTPUT"
}

# python -I: nothing is imported from the checkout, whatever lies there.
cardkit() {
  "$python" -I -X utf8 -m cardkit "$@"
}

paths=()
while IFS= read -r line; do
  [[ -n ${line//[[:space:]]/} ]] || continue
  # A file may be called --fix, and `-` would be standard input.
  [[ $line != -* ]] || line=./$line
  paths+=("$line")
done <<< "$INPUT_PATHS"
[[ ${#paths[@]} -gt 0 ]] || refuse 'the input paths is empty: name a file or a folder, one a line'

arguments=(
  "--lang=$INPUT_LANG"
  "--report=json=$out/cardkit.json"
  "--report=sarif=$out/cardkit.sarif"
)
[[ -z $INPUT_FAIL_ON ]] || arguments+=("--fail-on=$INPUT_FAIL_ON")
[[ -z $INPUT_POLICY_FROM ]] || arguments+=("--policy-from=$INPUT_POLICY_FROM")
[[ -z $INPUT_SELECT ]] || arguments+=("--select=$INPUT_SELECT")
[[ -z $INPUT_IGNORE ]] || arguments+=("--ignore=$INPUT_IGNORE")
case $INPUT_ANNOTATIONS in
  true) arguments+=("--report=github=$out/annotations.txt") ;;
  false) ;;
  *) refuse 'the input annotations is neither true nor false' ;;
esac
while IFS= read -r line; do
  case $line in
    '') ;;
    github=*) refuse 'the input reports takes no github: the input annotations is for that' ;;
    *) arguments+=("--report=$line") ;;
  esac
done <<< "$INPUT_REPORTS"

# The screen shows text of cards. cardkit writes no command in it; that none is obeyed does not
# rest on that.
token=$(random)
printf '::stop-commands::%s\n' "$token"
code=0
cardkit validate "${arguments[@]}" -- "${paths[@]}" < /dev/null 2>&1 || code=$?
printf '\n::%s::\n' "$token"

if [[ -s $out/annotations.txt ]]; then
  cat -- "$out/annotations.txt"
fi
output exit-code "$code"
if [[ -f $out/cardkit.sarif ]]; then
  output sarif-file "$out/cardkit.sarif"
fi
if [[ -f $out/cardkit.json ]]; then
  output json-file "$out/cardkit.json"
  for level in error warning note; do
    count=$("$python" -I -c "$COUNT" "$out/cardkit.json" "$level")
    output "${level}s" "$count"
  done
fi
exit "$code"
