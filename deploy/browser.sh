#!/bin/sh
# Installs Chromium, which the browser test drives, where apt can and the caller may.
for name in chromium chromium-browser google-chrome; do
  command -v "$name" >/dev/null && exit 0
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  apt-get update -qq && apt-get install -qq -y --no-install-recommends chromium >/dev/null && exit 0
fi
echo "Chromium is missing: the browser test needs it. Install it, for example: sudo apt-get install chromium" >&2
exit 1
