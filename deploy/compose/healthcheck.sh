#!/bin/bash
# Says whether a service answers: healthcheck HOST PORT PATH. The image has no curl, and bash
# speaks enough HTTP for this.
set -eu
exec 3<>"/dev/tcp/$1/$2"
printf 'GET %s HTTP/1.0\r\nHost: %s\r\n\r\n' "$3" "$1" >&3
IFS= read -r -t 4 status <&3
[[ $status == HTTP/1.?" 200 "* ]] || { echo "answered: $status" >&2; exit 1; }
