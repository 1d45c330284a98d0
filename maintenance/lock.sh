#!/usr/bin/env bash
# Rewrites the locks from pyproject.toml: run it by `make lock`. It needs uv; nothing else in the project does.
#
# One lock serves Python 3.11 and later, with markers where a package has no release for all of them.
# `--fork-strategy fewest` takes one version for every Python where there is one, so that results do
# not hang on the Python a person happens to have. No address of a package index is written: each
# machine uses the index it is set up with, and the hashes make sure that it gets the same files.
#
# Versions already locked are kept where they still fit. `UPGRADE=--upgrade make lock` takes the newest.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

UV="${UV:-uv}"
WIDEST=requirements-all.txt

# lock FILE [OPTION…]: resolves the core, and what the options add, into FILE.
lock() {
    local file="$1"
    shift
    "$UV" pip compile pyproject.toml maintenance/build.txt "$@" \
        --universal --python-version 3.11 --fork-strategy fewest --generate-hashes \
        --no-emit-index-url --no-emit-find-links --no-header --annotation-style line \
        ${UPGRADE:-} --quiet --output-file "$file"
    {
        echo "# Made by maintenance/lock.sh from pyproject.toml; change that and run 'make lock'."
        sed -E "s/-c $WIDEST, |, -c $WIDEST$//" "$file"
    } >"$file.new"
    mv "$file.new" "$file"
    if grep -n '://' "$file"; then
        echo "$file names an address; a lock must not" >&2
        exit 1
    fi
    echo "$file: $(grep -c '^[A-Za-z0-9]' "$file") packages"
}

# The widest lock comes first and binds the narrower one, so that the tests run on what a planner gets.
lock "$WIDEST" --all-extras
lock requirements.txt --constraint "$WIDEST"
