#!/bin/sh
# Makes the secrets that compose.yaml asks for, random ones, in the file .env beside it, for its
# owner's eyes only. A secret that is there already stays.
set -eu
umask 077
cd "$(dirname "$0")"
touch .env
for name in MOLTWATCH_CLICKHOUSE_PASSWORD MOLTWATCH_READER_PASSWORD MOLTWATCH_ADMIN_TOKEN MOLTWATCH_MODERATOR_TOKEN MOLTWATCH_ORIGIN_KEY GRAFANA_ADMIN_PASSWORD; do
  grep -q "^$name=" .env || printf '%s=%s\n' "$name" "$(od -An -N32 -tx1 /dev/urandom | tr -d ' \n')" >>.env
done
chmod 600 .env
