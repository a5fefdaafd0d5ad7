#!/bin/sh
# Starts a server on a fresh folder, holds its API against its OpenAPI document, and stops it.
#
# Needs `schemathesis` and `openapi-spec-validator` (pip) on the path, and a built `hemei`.
#   bench/judge/api/run.sh [EXAMPLES] [SECONDS]
set -eu
examples=${1:-300} seconds=${2:-900}
here=$(cd "$(dirname "$0")" && pwd) root=$(cd "$(dirname "$0")/../../.." && pwd)
hemei=${HEMEI:-$root/target/debug/hemei} pack=$root/packs/jiangbei
data=$(mktemp -d) base=http://127.0.0.1:${PORT:-18699}
"$hemei" --pack "$pack" --data "$data" serve --listen "${base#http://}" >"$data.log" 2>&1 &
server=$!
trap 'kill $server; wait $server || true; rm -rf "$data"' EXIT
tries=0
until curl -sf "$base/api/health" >/dev/null; do
    tries=$((tries + 1)); test $tries -lt 200; sleep 0.2
done
curl -s "$base/api/openapi.json" >"$data/openapi.json"
openapi-spec-validator "$data/openapi.json"

# The tool leaves a folder of its own where it runs.
cd "$data"
# What there is: shell assignments of ids.
eval "$(python3 "$here/seed.py" "$base" "$data" "$hemei" "$pack")"

judge() { # NAME TOKEN ARGUMENTS…
    name=$1; HEMEI_TOKEN=$2; export HEMEI_TOKEN; shift 2
    echo "== $name"
    schemathesis --config-file "${config:-$here/schemathesis.toml}" run "$base/api/openapi.json" \
        --checks all --max-examples "$examples" --max-time "$seconds" --no-color "$@"
}

# Everything, by names that the tool makes up and by those that it finds in answers.
judge "operator" "$(cat "$data/operator.token")"

# The same with names that are there.
config=$data/real.toml
cat "$here/schemathesis.toml" - >"$config" <<END
[parameters]
"path.thing" = "newborn"
"path.case" = "$RUNNING"
"path.holder" = "anna"
"path.result" = "$RESULT"
"path.webhook" = "$WEBHOOK"
"path.programme" = "assistance"
"path.code" = "C0450"
END
# Not the webhook's end, nor anna's: what they name would be gone for the others.
judge "names that are there" "$(cat "$data/operator.token")" --phases coverage,fuzzing \
    --exclude-operation-id remove_webhook --exclude-operation-id erase_person
sed "s/$RUNNING/$CLOSED/" "$config" >"$data/closed.toml"
config=$data/closed.toml
judge "a closed case" "$(cat "$data/operator.token")" --phases coverage,fuzzing \
    --include-path-regex '/cases/'
sed "s/$CLOSED/$DRAFT/" "$config" >"$data/draft.toml"
config=$data/draft.toml
judge "a draft" "$(cat "$data/operator.token")" --phases coverage,fuzzing \
    --include-path-regex '/cases/'

# And with the eyes of the others.
config=$here/schemathesis.toml
for role in applicant officer outside auditor; do
    set -- --role $role
    case $role in officer|outside) set -- "$@" --office police ;; esac
    case $role in officer) set -- "$@" --place jiangbei ;; esac
    token=$("$hemei" --data "$data" token add "judge-$role" "$@")
    sleep 1.1 # a token that is not known is looked for once a second
    judge "$role" "$token"
done
echo "nothing was found"
