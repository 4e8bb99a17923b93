# Sets jdk17 and jdk25 to the homes of a JDK 17 and a JDK 25, or says what is missing and exits. To
# be sourced.
#
#   HEDDLE_JDK17, HEDDLE_JDK25  the JDKs to use, in place of those found in /usr/lib/jvm and such

find_jdk() { # major version
  local candidate
  for candidate in "${JAVA_HOME:-}" /usr/lib/jvm/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home \
    "${HOME:-}"/.sdkman/candidates/java/* "${HOME:-}"/.jdks/*; do
    if [ -x "$candidate/bin/javac" ] && [ -r "$candidate/release" ] &&
      grep -q "^JAVA_VERSION=\"$1[.\"]" "$candidate/release"; then
      printf '%s' "$candidate"
      return
    fi
  done
  return 1
}

jdk17=${HEDDLE_JDK17:-$(find_jdk 17)}
jdk25=${HEDDLE_JDK25:-$(find_jdk 25)}
for jdk in "17:$jdk17" "25:$jdk25"; do
  if [ ! -x "${jdk#*:}/bin/javac" ]; then
    echo "No JDK ${jdk%%:*} was found: install one, or name one by HEDDLE_JDK${jdk%%:*}." >&2
    exit 1
  fi
done
