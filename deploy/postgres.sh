#!/bin/sh
# Installs PostgreSQL, the second of the forum's stores in the tests, where apt can and the caller may.
command -v initdb >/dev/null && exit 0
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  # The tests make clusters of their own: none is to be made and started beside them.
  mkdir -p /etc/postgresql-common
  [ -e /etc/postgresql-common/createcluster.conf ] || echo "create_main_cluster = false" > /etc/postgresql-common/createcluster.conf
  apt-get update -qq && apt-get install -qq -y --no-install-recommends postgresql >/dev/null && exit 0
fi
echo "PostgreSQL is missing: the forum's tests run on SQLite alone. Install it, for example: sudo apt-get install postgresql" >&2
[ -z "${CI:-}" ]
