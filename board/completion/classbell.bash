# bash completion for classbell: commands, sources, vendors, endpoints and parameters, all asked of the program itself.
# Install as /usr/share/bash-completion/completions/classbell, or source it.

_classbell_config() {
  local i
  for ((i = 1; i < ${#COMP_WORDS[@]} - 1; i++)); do
    [[ ${COMP_WORDS[i]} == --config ]] && { echo "${COMP_WORDS[i + 1]}"; return; }
  done
  echo /etc/classbell/classbell.conf
}

# The vendor of a source: `vendor = NAME` below `[source NAME]`.
_classbell_vendor_of() {
  awk -v wanted="$1" '
    /^[ \t]*\[/ { gsub(/^[ \t]*\[source[ \t]*|\].*$/, ""); here = ($0 == wanted) }
    here && /^[ \t]*vendor[ \t]*=/ { sub(/^[^=]*=[ \t]*/, ""); sub(/[ \t\r]*$/, ""); print; exit }' "$(_classbell_config)" 2>/dev/null
}

_classbell() {
  local current=${COMP_WORDS[COMP_CWORD]} program=${COMP_WORDS[0]} words=() i
  COMPREPLY=()
  [[ ${COMP_WORDS[COMP_CWORD - 1]} == --config ]] && { mapfile -t COMPREPLY < <(compgen -f -- "$current"); return; }
  for ((i = 1; i < COMP_CWORD; i++)); do
    case ${COMP_WORDS[i]} in
      --config | --day | --role) ((i++)) ;;
      -*) ;;
      *) words+=("${COMP_WORDS[i]}") ;;
    esac
  done
  local choices=
  case ${#words[@]}:${words[0]-} in
    0:*) choices="run status start stop extend schedule url call apis sign check --config --help --version" ;;
    1:call | 1:sign) choices=$(sed -n 's/^[ \t]*\[source[ \t]*\([^]]*\)\].*/\1/p' "$(_classbell_config)" 2>/dev/null) ;;
    1:apis) choices=$("$program" apis --tsv | cut -f1 | sort -u) ;;
    2:apis) choices=$("$program" apis "${words[1]}" --tsv | cut -f2) ;;
    2:call | 2:sign) choices=$("$program" apis "$(_classbell_vendor_of "${words[1]}")" --tsv | cut -f2) ;;
    *:call | *:sign)
      choices=$("$program" apis "$(_classbell_vendor_of "${words[1]}")" "${words[2]}" --tsv | cut -f5,6 | tr '\t,' '\n\n' | sed '/^$/d; s/$/=/')
      compopt -o nospace
      ;;
    *:url) choices="next --role --qr" ;;
  esac
  [[ $current == -* ]] && choices="--config --help --version --json --tsv --codes --day --role --qr --dry-run --all --force"
  mapfile -t COMPREPLY < <(compgen -W "$choices" -- "$current")
}
complete -F _classbell classbell
