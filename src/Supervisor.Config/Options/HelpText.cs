namespace Supervisor.Config.Options;

/// <summary>What <c>-h</c> prints.</summary>
public static class HelpText
{
    public static string Daemon(string name) =>
        $"""
        {name} -- run programs, keep them running, and keep their output.

        Usage: {name} [options]
               {name} [options] -- command [args...]

        Options:
        -c/--configuration FILE -- config file (searched for at the default paths otherwise)
        -g/--group -- with a command: pass signals on to its process group
        -r/--rewrite FROM:TO -- with a command: pass signal FROM on as TO, 0 for not at all, such as 15:3; may be given again
        --check -- read the config, print everything that is wrong with it, start nothing
        -n/--nodaemon -- stay in the foreground (same as 'nodaemon = true' in the config)
        -s/--silent -- in the foreground, keep the log off stdout (config: silent)
        -h/-?/--help -- print this text and exit
        -v/--version -- print the version and exit
        -u/--user USER -- run as this user, a name or a number (config: user)
        -m/--umask UMASK -- file mode creation mask, octal (default 022)
        -d/--directory DIRECTORY -- change to this directory when daemonized
        -l/--logfile FILE -- main log
        -y/--logfile_maxbytes BYTES -- rotate the main log at this size, such as 50MB; 0 never
        -z/--logfile_backups NUM -- rotated main logs to keep
        -e/--loglevel LEVEL -- critical, error, warn, info, debug, trace or blather
        -j/--pidfile FILE -- pid file
        -i/--identifier STR -- name of this instance
        -q/--childlogdir DIRECTORY -- where the automatic logs of programs go
        -k/--nocleanup -- keep automatic logs of an earlier run at start
        -a/--minfds NUM -- file descriptors that must be available
        -t/--strip_ansi -- remove ANSI escape sequences from the output of programs
        --minprocs NUM -- processes that must be available
        --profile_options LIST -- accepted for compatibility, has no effect

        With -- the command is run once in the foreground as it is, its signals are passed on, and its exit
        status is returned; no config file is read unless -c is given.

        """;

    public static string Client(string name) =>
        $"""
        {name} -- control what supervisord runs.

        Usage: {name} [options] [action [arguments]]

        Options:
        -c/--configuration FILE -- config file (searched for at the default paths otherwise)
        -h/-?/--help -- print this text and exit
        -i/--interactive -- start a shell after running the action
        -s/--serverurl URL -- where supervisord listens: unix:///path/to/socket or http(s)://host:port
        -u/--username NAME -- user name for the server
        -p/--password TEXT -- password for the server
        -r/--history_file FILE -- keep the history of the shell here
        --json -- print data as JSON

        With an action it is run once and its status returned; without one a shell is started.
        The action 'help' lists all actions.

        Two actions need no server: 'convert FILE.conf' prints the TOML for a config of supervisord,
        'echo-conf' a sample config, with --toml one in TOML.

        """;
}
