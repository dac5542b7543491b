#!/bin/sh
# Makes the README's pictures of the lab and of a report anew, in docs/pictures. Takes minutes, since
# it trains the networks that they show. Needs Chromium with its chromedriver. With a folder, -Dpictures=DIR, also all chapters, wide and narrow, light and dark.
set -eu
cd "$(dirname "$0")/.."
mvn -q test -pl lab -am -Dtest=Pictures -Dsurefire.failIfNoSpecifiedTests=false \
  -Dlanes.tests=Pictures -Dabsent.tests=Pictures "$@"
