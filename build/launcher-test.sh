#!/usr/bin/env bash
# Tests the launcher as a program: checks the scripts with shellcheck, then runs ./gradus in a
# temporary copy of the working tree, in one environment after another. Takes five builds.
# The rows of the table are commands, which the shell must not expand here:
# shellcheck disable=SC2016
set -uo pipefail
cd "$(dirname "$0")/.." || exit

if command -v shellcheck >/dev/null; then
  shellcheck gradus .ci/run build/*.sh || exit 1
else
  echo "skipped: shellcheck is not installed" >&2
fi

folder=$(mktemp -d)
trap 'chmod -R u+w "$folder"; rm -rf "$folder"' EXIT
# Blanks, brackets and a star must not matter.
checkout="$folder/a b [c]* d/gradus"
mkdir -p "$checkout"
git ls-files -z --cached --others --exclude-standard | tar -c --null --files-from=- \
  | tar -x -C "$checkout"
launcher=$checkout/gradus

failures=0
number=0

# Runs a row of the table: a name, the expected status, a pattern that the output must contain, and
# a command, run in the temporary folder by bash. JAVA 25 and Maven are found as on this machine.
row() {
  name=$1 status=$2 pattern=$3
  shift 3
  number=$((number + 1))
  output=$(cd "$folder" && bash -c "$1" launcher-test 2>&1 </dev/null)
  actual=$?
  if [ $actual -eq "$status" ] && grep -q -e "$pattern" <<<"$output" \
    && ! grep -q -e 'Exception' -e 'unbound variable' <<<"$output"; then
    echo "ok $number - $name"
  else
    failures=$((failures + 1))
    echo "not ok $number - $name: status $actual, expected $status and '$pattern'; output:"
    head -n 30 <<<"$output"
  fi
}

export launcher checkout folder
train='titanic --quiet --epochs 3'
trained='^deep .* 641 parameters'
export train
jdk=$(cd "$checkout" && JAVA_HOME='' sh -c 'set -eu; fail() { exit 1; }; eval "$(sed -n "/^follow/,/^}/p; /^is_recent/,/^}/p; /^find_jdk/,/^}/p" gradus)"; find_jdk')
export jdk

# The first start, twice at once: one builds, the other waits.
row "two first starts at once" 0 "$trained" \
  '"$launcher" $train >first 2>&1 & "$launcher" $train >second 2>&1; b=$?; wait $!; a=$?; cat first second
   [ $a -eq 0 ] && [ $b -eq 0 ] && grep -q "^deep" first && grep -q "^deep" second \
     && [ "$(cat first second | grep -c "gradus: building")" -eq 1 ]'
row "a second start" 0 "$trained" '"$launcher" $train'
row "the class archive is used" 0 "source: shared objects file" \
  'GRADUS_JAVA_OPTS="-Xlog:class+load" "$launcher" $train | grep "gradus.titanic.command.Main"'
row "a link to the folder" 0 "$trained" 'ln -s "$checkout" link && link/gradus $train'
row "a link on PATH" 0 "$trained" \
  'mkdir bin && ln -s "../link/gradus" bin/one && ln -s one bin/gradus && PATH="$folder/bin:$PATH" gradus $train'
row "a copy of the folder" 0 "$trained" 'cp -a "$checkout" copy && copy/gradus $train && copy/gradus $train'
row "the original after the copy" 0 "$trained" '"$launcher" $train'
row "a moved folder" 0 "$trained" 'mv copy moved && moved/gradus $train'
row "CDPATH" 0 "$trained" 'mkdir -p other/link && cd "$folder" && CDPATH="$folder/other:$folder" link/gradus $train'
row "no HOME" 0 "$trained" 'env -u HOME "$launcher" $train'
row "no environment but PATH" 0 "$trained" 'env -i PATH="$PATH" "$launcher" $train'
row "a locale with digits of its own" 0 "$trained" \
  'LC_ALL=fa_IR.UTF-8 LANG=fa_IR.UTF-8 GRADUS_JAVA_OPTS="-Duser.language=fa" "$launcher" $train'
row "several options for the JVM" 0 "$trained" 'GRADUS_JAVA_OPTS="-Xmx500m -XX:+UseParallelGC -Da=*" "$launcher" $train'
row "options of other tools" 0 "$trained" 'JAVA_TOOL_OPTIONS="-XX:+UseG1GC" "$launcher" $train'
row "a JAVA_HOME without a JDK" 0 "$trained" 'JAVA_HOME=/nowhere "$launcher" $train'
row "the strictest shell options" 0 "$trained" 'set -o noclobber; export SHELLOPTS; sh "$launcher" $train'
row "a deleted current folder" 1 "the current folder no longer exists" \
  'mkdir gone && cd gone && rmdir "$folder/gone" && "$launcher" $train'
row "an option's name inside a value" 2 "there is no folder" \
  '"$launcher" $train --save "nowhere --xlsx/f"'
row "a workbook" 0 "lesson.xlsx" \
  '"$launcher" titanic --recipe spreadsheet --epochs 2 --quiet --xlsx="le sson.xlsx" && mv "le sson.xlsx" lesson.xlsx && ls lesson.xlsx'
row "the module for pictures" 0 "^mlp: .* 359 pictures" \
  '"$launcher" vision train --arch mlp --epochs 1 --quiet --save "di gits.safetensors" \
     && "$launcher" vision inspect "di gits.safetensors" | grep "1.weight" \
     && "$launcher" vision train --arch mlp --epochs 1 --quiet'
row "a locale with digits of its own, and another collector" 0 "^mlp: .* 359 pictures" \
  'GRADUS_JAVA_OPTS="-Duser.language=fa -XX:+UseParallelGC" "$launcher" vision train --arch mlp --epochs 1 --quiet'
row "a wrong option of the module for pictures" 2 "there is no such file" '"$launcher" vision inspect nowhere'
row "the module for text, where there is no locale" 0 "^validation loss .* 3 steps" \
  'env -i PATH="$PATH" "$launcher" text train --quiet --steps 3 --layers 1 --width 16 --tokenizer bpe --save "a wrïter" \
     && env -i PATH="$PATH" "$launcher" text generate --model "a wrïter" --prompt "Æthelred" --tokens 9 2>/dev/null | grep "^Æthelred" >/dev/null \
     && LC_ALL=C.UTF-8 GRADUS_JAVA_OPTS="-Duser.language=fa" "$launcher" text inspect "a wrïter" | grep "wte.weight" \
     && "$launcher" text train --quiet --steps 3 --layers 1 --width 16'
row "a wrong option of the module for text" 2 "there is no such file" '"$launcher" text inspect nowhere'
row "the module for Spark, with executors of their own" 0 "^titanic: .* with 2 workers" \
  'GRADUS_JAVA_OPTS="-Duser.language=fa" "$launcher" spark --quiet --epochs 1 --json "spa rk.json" && grep "\"workers\": 2" "spa rk.json"'
row "a wrong option of the module for Spark" 2 "Could not parse Master URL" '"$launcher" spark --master nonsense'
row "help" 0 "Usage: gradus" '"$launcher" --help'
row "a wrong word" 2 "Try gradus" '"$launcher" nonsense'

# A stale build, on Java 25 by JAVA_HOME alone, where PATH may have another Java, and without HOME.
row "JAVA_HOME alone" 0 "$trained" \
  'touch "$checkout/titanic/pom.xml" && JAVA_HOME="$jdk" "$launcher" $train'
row "a build with a JAVA_HOME without a JDK and strict shell options" 0 "$trained" \
  'touch "$checkout/titanic/pom.xml" && set -o noclobber -o noglob && export SHELLOPTS && JAVA_HOME=/nowhere sh "$launcher" $train'
row "an archive of another JDK" 0 "$trained" \
  'echo older >>"$checkout/titanic/target/gradus.jsa.key"; echo broken >"$checkout/titanic/target/gradus.jsa"; "$launcher" $train'
row "no Maven" 1 "needs Maven" \
  'mkdir tools && for tool in sh dirname readlink find cat cmp rm mv touch mkdir tr ln ps sleep; do ln -s "$(command -v $tool)" tools/; done
   touch -d "+1 minute" "$checkout/pom.xml"; JAVA_HOME="$jdk" PATH="$folder/tools" "$launcher" $train; s=$?; touch -d "-1 hour" "$checkout/pom.xml"; exit $s'
row "a lock that a dead process left" 0 "$trained" \
  'ln -s 999999999 "$checkout/engine/target/gradus.lock"; rm "$checkout/titanic/target/gradus.stamp"; "$launcher" $train && ! [ -L "$checkout/engine/target/gradus.lock" ]'

echo "1..$number"
[ $failures -eq 0 ] || { echo "$failures failed" >&2; exit 1; }
