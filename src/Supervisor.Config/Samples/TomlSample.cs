namespace Supervisor.Config.Samples;

internal static class TomlSample
{
    public const string Text =
        """
        # Sample configuration of supervisord.
        #
        # - A setting behind "#" without a blank shows the default, or an example where there is none.
        # - ${NAME} is an environment variable, ${NAME:-default} one that may be missing, $$ a dollar. Any other $ stays.
        # - "supervisord --check -c FILE" tells what is wrong with a file, and starts nothing.

        [unix_http_server]
        file = "/tmp/supervisor.sock"    # the socket that supervisorctl talks to
        #chmod = "0700"                  # its mode: who may write to it controls everything
        #chown = "root:root"             # its owner, user or user:group
        #username = "user"               # ask for a name and a password (default: neither)
        #password = "123"                # plain, or {SHA} and the hex SHA-1 of it
        #optional = false                # true: where it cannot be made the programs run without it

        # A TCP server. Whoever reaches it can run commands: keep it on an address that only trusted users reach.

        #[inet_http_server]
        #port = "127.0.0.1:9001"         # port, or host:port, or *:port for all addresses
        #username = "user"               # ask for a name and a password (default: neither)
        #password = "123"                # plain, or {SHA} and the hex SHA-1 of it
        #certfile = "/etc/ssl/supervisord.pem" # speak TLS with this certificate
        #keyfile = "/etc/ssl/supervisord.key" # its private key (default: in certfile)

        [supervisord]
        logfile = "/tmp/supervisord.log" # the main log (default: supervisord.log where it is started)
        pidfile = "/tmp/supervisord.pid" # (default: supervisord.pid where it is started)
        #logfile_maxbytes = "50MB"       # rotate the main log at this size, 0 never
        #logfile_backups = 10            # rotated files to keep
        #loglevel = "info"               # critical, error, warn, info, debug, trace, blather
        #nodaemon = false                # stay in the foreground
        #silent = false                  # in the foreground, keep the log off stdout
        #minfds = 1024                   # file descriptors that must be available
        #minprocs = 200                  # processes that must be available
        #umask = "022"                   # file mode creation mask of the daemon
        #user = "root"                   # become this user at the start (default: stay who started it)
        #identifier = "supervisor"       # the name of this instance
        #directory = "/"                 # working directory of the daemon
        #nocleanup = false               # keep the automatic logs of an earlier run
        #childlogdir = "/tmp"            # where automatic logs go
        #environment = { KEY = "value" } # variables for every program
        #environment_file = "-/etc/default/supervisord" # more of them, from a file; "-": it may be missing
        #syslog = "unix:///dev/log"      # where messages for syslog go: also udp://host:514, tcp://host:514
        #strip_ansi = false              # take terminal control sequences out of the logs
        #exit_when = "never"             # end by itself: all-exited, any-exited or any-fatal
        #include = ["conf.d/*.toml"]     # further files, relative to this one

        # What supervisorctl takes from this file. It may be left out: then the first server above is used.

        #[supervisorctl]
        #serverurl = "unix:///tmp/supervisor.sock"
        #username = "user"
        #password = "123"
        #prompt = "supervisor"           # the prompt of its shell
        #history_file = "~/.sc_history"  # where its shell keeps the history (default: nowhere)

        # Defaults for all programs: every key of a program may stand here.

        #[program-default]
        #startsecs = 1

        # A program. Every one needs a table with a name of its own.

        #[program.theprogramname]
        #command = ["/bin/cat"]          # the program and its arguments, as a list or as one text; no shell runs
        #process_name = "${program_name}_${process_num:02}"
        #numprocs = 1                    # processes to run; with more than one the name needs ${process_num}
        #numprocs_start = 0              # the first number
        #directory = "/tmp"              # working directory (default: that of supervisord)
        #umask = "022"                   # file mode creation mask (default: that of supervisord)
        #priority = 999                  # low starts first and stops last
        #autostart = true                # start with supervisord
        #autorestart = "unexpected"      # after an exit: true, false, or unless the status is in exitcodes
        #startsecs = 1                   # how long it must run to count as started: seconds, or "500ms", "2m"
        #startretries = 3                # attempts after the first one
        #exitcodes = [0]                 # expected exit statuses
        #essential = false               # when it ends, everything stops, and supervisord exits with its status
        #stopsignal = "TERM"             # asks it to stop
        #stopwaitsecs = 10               # time to obey before SIGKILL
        #stopasgroup = false             # send the stop signal to its process group
        #killasgroup = false             # send SIGKILL to its process group
        #user = "root"                   # run as this user (default: that of supervisord)
        #redirect_stderr = false         # stderr goes where stdout goes
        #output_prefix = false           # its name, or a text, before each line
        #stdout_logfile = "AUTO"         # a path, AUTO, or NONE
        #stdout_logfile_maxbytes = "50MB" # rotate at this size, 0 never
        #stdout_logfile_backups = 10     # rotated files to keep
        #stdout_capture_maxbytes = 0     # bytes of communication events, 0 for no capture
        #stdout_events_enabled = false   # make an event of what it writes
        #stdout_syslog = false           # send each line to syslog
        #stdout_journal = false          # send each line to systemd's journal
        #stderr_logfile = "AUTO"         # the same for stderr
        #stderr_logfile_maxbytes = "50MB"
        #stderr_logfile_backups = 10
        #stderr_capture_maxbytes = 0
        #stderr_events_enabled = false
        #stderr_syslog = false
        #stderr_journal = false
        #syslog = "unix:///dev/log"      # where its lines for syslog go (default: that of [supervisord])
        #environment = { A = "1", B = "two, words" } # variables, over those of [supervisord]
        #environment_file = "-/etc/default/theprogramname" # more of them, from a file
        #serverurl = "AUTO"              # its SUPERVISOR_SERVER_URL
        #socket = "unix:///tmp/theprogram.sock" # a listening socket for it, also "tcp://127.0.0.1:8000"
        #socket_handover = "stdin"       # how it gets it: as its stdin, or "listen_fds" as from systemd
        #socket_owner = "root:root"      # of a Unix socket
        #socket_mode = "0700"            # of a Unix socket
        #socket_backlog = 4096           # connections that may wait

        # An event listener: a program that is told what happens. It takes the keys of a program too.

        #[eventlistener.theeventlistenername]
        #command = ["/bin/eventlistener"] # speaks the protocol of event listeners on stdin and stdout
        #events = ["EVENT"]              # event types (required)
        #buffer_size = 10                # events that may wait for it
        #result_handler = "supervisor.dispatchers:default_handler" # what is done with its results
        #payload_length = "bytes"        # what len counts: bytes or characters
        #priority = -1                   # starts before the programs, and stops after them

        # Programs that are started, stopped and named together.

        #[group.thegroupname]
        #programs = ["theprogramname"]   # the names of [program.x] tables
        #priority = 999                  # low starts first and stops last

        """;
}
