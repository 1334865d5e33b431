# Completion of supervisorctl for bash. Names of programs are asked from the running supervisord, reached as the command line so far says.

# The names that a word may be: what is configured, one in each line. $1 is "processes" or "groups", the rest the options that reach supervisord.
_supervisorctl_names() {
  local what=$1
  shift
  command supervisorctl "$@" avail 2>/dev/null </dev/null | awk -v what="$what" '
    $2 != "in" && $2 != "avail" { next }
    { group = $1; many = sub(/:.*/, "", group); groups[group] += many }
    what == "processes" { print $1 }
    END { for (group in groups) if (what == "groups") print group; else if (groups[group]) print group ":*" }'
}

_supervisorctl() {
  local commands="add avail clear convert doctor echo-conf exit fg healthcheck help maintail open pid quit reload remove reread restart
    shutdown signal start status stop tail update upgrade version"
  local options="-c --configuration -h --help -i --interactive -s --serverurl -u --username -p --password -r --history_file --json"
  local signals="TERM HUP INT QUIT KILL USR1 USR2 STOP CONT"
  local command="" words="" cur previous i
  local -a line=() reach=()

  # bash splits words at colons, which names and URLs have: put the pieces together again.
  for ((i = 0; i <= COMP_CWORD; i++)); do
    if ((i > 1)) && [[ ${COMP_WORDS[i]} == : || ${COMP_WORDS[i - 1]} == : ]]; then
      line[${#line[@]} - 1]+=${COMP_WORDS[i]}
    else
      line+=("${COMP_WORDS[i]}")
    fi
  done
  cur=${line[${#line[@]} - 1]}
  previous=${line[${#line[@]} - 2]}

  case $previous in
    -c | --configuration | -r | --history_file | convert | -o | --output)
      compopt -o filenames 2>/dev/null
      mapfile -t COMPREPLY < <(compgen -f -- "$cur")
      return
      ;;
    -s | --serverurl | open) words="unix:// http:// https://" ;;
    -u | --username | -p | --password) return ;;
  esac

  for ((i = 1; i < ${#line[@]} - 1; i++)); do
    case ${line[i]} in
      -c | --configuration | -s | --serverurl | -u | --username | -p | --password) reach+=("${line[i]}" "${line[++i]}") ;;
      -r | --history_file) ((i++)) ;;
      -*) ;;
      *)
        command=${line[i]}
        break
        ;;
    esac
  done
  if [[ -z $words ]]; then
    case $command in
      "") if [[ $cur == -* ]]; then words=$options; else words=$commands; fi ;;
      start | stop | restart | status | clear | pid) words="all $(_supervisorctl_names processes "${reach[@]}")" ;;
      tail) words="-f stdout stderr $(_supervisorctl_names processes "${reach[@]}")" ;;
      maintail) words="-f" ;;
      fg) words=$(_supervisorctl_names processes "${reach[@]}") ;;
      signal) if [[ $previous == signal ]]; then words=$signals; else words="all $(_supervisorctl_names processes "${reach[@]}")"; fi ;;
      add | remove | update) words="all $(_supervisorctl_names groups "${reach[@]}")" ;;
      help) words=$commands ;;
      echo-conf) words="--toml --ini" ;;
      convert) words="--output" ;;
    esac
    [[ -n $command && $cur == --* ]] && words="$words --json"
  fi

  # The * of a group must not match files.
  local glob=$-
  set -f
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
  [[ $glob == *f* ]] || set +f
  # bash replaces what stands behind the last colon only.
  if [[ $cur == *:* && $COMP_WORDBREAKS == *:* ]]; then
    COMPREPLY=("${COMPREPLY[@]#"${cur%"${cur##*:}"}"}")
  fi
}
complete -F _supervisorctl supervisorctl
