# Completion of supervisorctl for fish. Names of programs are asked from the running supervisord, reached as the command line so far says.

function __supervisorctl_avail
    set -l reach
    set -l words (commandline -opc)
    set -l count (count $words)
    for i in (seq 2 $count)
        if contains -- $words[$i] -c --configuration -s --serverurl -u --username -p --password; and test $i -lt $count
            set -a reach $words[$i] $words[(math $i + 1)]
        end
    end
    command supervisorctl $reach avail 2>/dev/null </dev/null | string match -r '^\S+(?=\s+(?:in use|avail)\s)'
end

function __supervisorctl_processes
    set -l names (__supervisorctl_avail)
    printf '%s\n' all $names
    printf '%s\n' $names | string match -r '^[^:]+(?=:)' | sort -u | string replace -r '$' ':*'
end

function __supervisorctl_groups
    printf '%s\n' all
    __supervisorctl_avail | string replace -r ':.*' '' | sort -u
end

# The command, when there is one already.
function __supervisorctl_command
    set -l words (commandline -opc)
    set -e words[1]
    while set -q words[1]
        switch $words[1]
            case -c --configuration -s --serverurl -u --username -p --password -r --history_file
                set -e words[1]
            case '-*'
            case '*'
                echo $words[1]
                return 0
        end
        set -e words[1]
    end
    return 1
end

function __supervisorctl_is
    contains -- (__supervisorctl_command) $argv
end

complete -c supervisorctl -f
complete -c supervisorctl -s c -l configuration -rF -d 'config file'
complete -c supervisorctl -s s -l serverurl -x -a 'unix:// http:// https://' -d 'where supervisord listens'
complete -c supervisorctl -s u -l username -x -d 'user name'
complete -c supervisorctl -s p -l password -x -d password
complete -c supervisorctl -s r -l history_file -rF -d 'history of the shell'
complete -c supervisorctl -s i -l interactive -d 'ask before shutdown and reload'
complete -c supervisorctl -s h -l help -d 'print the help'
complete -c supervisorctl -l json -d 'print data as JSON'

set -l first 'not __supervisorctl_command >/dev/null'
complete -c supervisorctl -n $first -a add -d 'activate a group of the config'
complete -c supervisorctl -n $first -a avail -d 'list all configured processes'
complete -c supervisorctl -n $first -a clear -d 'empty the logs of a process'
complete -c supervisorctl -n $first -a convert -d 'print the TOML for a supervisord.conf'
complete -c supervisorctl -n $first -a doctor -d 'tell what of the promises holds on this host'
complete -c supervisorctl -n $first -a echo-conf -d 'print a sample config'
complete -c supervisorctl -n $first -a fg -d 'be connected to a process'
complete -c supervisorctl -n $first -a healthcheck -d 'tell whether all is well, for probes'
complete -c supervisorctl -n $first -a help -d 'list the commands'
complete -c supervisorctl -n $first -a maintail -d 'show the end of the main log'
complete -c supervisorctl -n $first -a open -d 'go to another server'
complete -c supervisorctl -n $first -a pid -d 'print pids'
complete -c supervisorctl -n $first -a 'exit quit' -d 'leave the shell'
complete -c supervisorctl -n $first -a reload -d 'restart everything from the config'
complete -c supervisorctl -n $first -a remove -d 'deactivate a group that has stopped'
complete -c supervisorctl -n $first -a reread -d 'tell what has changed in the config'
complete -c supervisorctl -n $first -a restart -d 'restart processes'
complete -c supervisorctl -n $first -a shutdown -d 'stop supervisord'
complete -c supervisorctl -n $first -a signal -d 'send a signal to processes'
complete -c supervisorctl -n $first -a start -d 'start processes'
complete -c supervisorctl -n $first -a status -d 'show the state of processes'
complete -c supervisorctl -n $first -a stop -d 'stop processes'
complete -c supervisorctl -n $first -a tail -d 'show the end of a log'
complete -c supervisorctl -n $first -a update -d 'bring what runs in line with the config'
complete -c supervisorctl -n $first -a upgrade -d 'go on as the supervisord on disk'
complete -c supervisorctl -n $first -a version -d 'show the version of supervisord'

complete -c supervisorctl -n '__supervisorctl_is start stop restart status clear pid fg tail signal' -a '(__supervisorctl_processes)'
complete -c supervisorctl -n '__supervisorctl_is add remove update' -a '(__supervisorctl_groups)'
complete -c supervisorctl -n '__supervisorctl_is signal' -a 'TERM HUP INT QUIT KILL USR1 USR2 STOP CONT'
complete -c supervisorctl -n '__supervisorctl_is tail' -a 'stdout stderr'
complete -c supervisorctl -n '__supervisorctl_is tail maintail' -s f -d 'follow it'
complete -c supervisorctl -n '__supervisorctl_is convert' -F
complete -c supervisorctl -n '__supervisorctl_is echo-conf' -l toml -d 'in TOML'
