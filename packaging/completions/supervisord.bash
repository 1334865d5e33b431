# Completion of supervisord for bash.
_supervisord() {
  local cur=${COMP_WORDS[COMP_CWORD]}
  case ${COMP_WORDS[COMP_CWORD - 1]} in
    -c | --configuration | -l | --logfile | -j | --pidfile)
      compopt -o filenames 2>/dev/null
      mapfile -t COMPREPLY < <(compgen -f -- "$cur")
      ;;
    -d | --directory | -q | --childlogdir)
      compopt -o filenames 2>/dev/null
      mapfile -t COMPREPLY < <(compgen -d -- "$cur")
      ;;
    -u | --user) mapfile -t COMPREPLY < <(compgen -u -- "$cur") ;;
    -e | --loglevel) mapfile -t COMPREPLY < <(compgen -W "critical error warn info debug trace blather" -- "$cur") ;;
    *)
      mapfile -t COMPREPLY < <(compgen -W "-c --configuration --check -n --nodaemon -s --silent -h --help -v --version -u --user -m --umask
        -d --directory -l --logfile -y --logfile_maxbytes -z --logfile_backups -e --loglevel -j --pidfile -i --identifier -q --childlogdir
        -k --nocleanup -a --minfds -t --strip_ansi --minprocs -g --group -r --rewrite --" -- "$cur")
      ;;
  esac
}
complete -F _supervisord supervisord
