#!/usr/bin/env bash
# From an empty directory with the package's tarball to a plan, in six commands.
# Usage: run.sh [TARBALL]; without one, the only *.tgz of this directory.
# Exit code: that of "terraform plan -detailed-exitcode": 2 with changes (as on the first run), 0 without, 1 on failure.
set -eu
example=$(dirname "$0")
tarball=${1:-$(echo ./*.tgz)}

npm init --yes >/dev/null
npm install --loglevel=error "$tarball" cdktf@0.21 constructs@10.7 tsx@4
cp "$example/main.ts" .
npx tsx main.ts
"${TERRAFORM_BINARY_NAME:-terraform}" -chdir=cdktf.out/stacks/staging init -input=false
"${TERRAFORM_BINARY_NAME:-terraform}" -chdir=cdktf.out/stacks/staging plan -input=false -detailed-exitcode
