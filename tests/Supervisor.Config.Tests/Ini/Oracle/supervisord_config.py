"""Reads the names of supervisord configs from standard input, one a line, and prints what Debian's supervisord makes of each.

The lines of one config end with a line "end". Tests compare them with what ConfigLines.cs prints of ours.
"""
import os
import pwd
import signal
import sys

from supervisor.options import (
    Automatic, EventListenerPoolConfig, FastCGIGroupConfig, ServerOptions, UnhosedConfigParser)
from supervisor.events import EventTypes
from supervisor.datatypes import RestartUnconditionally, RestartWhenExitUnexpected


def one_line(value):
    return str(value).replace('\\', '\\\\').replace('\n', '\\n')


def truth(value):
    return 'true' if value else 'false'


def path(value):
    return os.path.abspath(value) if value else 'none'


def log_file(value):
    return 'auto' if value is Automatic else path(value)


def restart(value):
    names = {RestartUnconditionally: 'always', RestartWhenExitUnexpected: 'unexpected', False: 'never'}
    return names[value]


def environment(pairs):
    return ' '.join('%s=%s' % pair for pair in sorted(pairs.items()))


def event_name(event):
    return next(name for name in dir(EventTypes) if getattr(EventTypes, name) is event)


def process(config):
    yield 'process', config.name
    yield 'command', config.command
    yield 'directory', path(config.directory)
    yield 'user', 'none' if config.uid is None else pwd.getpwuid(config.uid).pw_name
    yield 'umask', 'none' if config.umask is None else oct(config.umask & 0o777)[2:]
    yield 'priority', max(-2 ** 31, min(2 ** 31 - 1, config.priority))
    yield 'autostart', truth(config.autostart)
    yield 'autorestart', restart(config.autorestart)
    yield 'startsecs', max(0, config.startsecs)
    yield 'startretries', max(0, min(2 ** 31 - 1, config.startretries))
    yield 'exitcodes', ','.join(map(str, config.exitcodes))
    yield 'stopsignal', signal.Signals(config.stopsignal).name[3:]
    yield 'stopwaitsecs', max(0, config.stopwaitsecs)
    yield 'stopasgroup', truth(config.stopasgroup)
    yield 'killasgroup', truth(config.killasgroup)
    yield 'serverurl', config.serverurl or 'none'
    yield 'redirect_stderr', truth(config.redirect_stderr)
    yield 'environment', environment(config.environment)
    for stream in ('stdout',) if config.redirect_stderr else ('stdout', 'stderr'):
        yield stream + '_logfile', log_file(getattr(config, stream + '_logfile'))
        for number in ('logfile_maxbytes', 'logfile_backups', 'capture_maxbytes'):
            yield '%s_%s' % (stream, number), max(0, getattr(config, '%s_%s' % (stream, number)))
        for switch in ('events_enabled', 'syslog'):
            yield '%s_%s' % (stream, switch), truth(getattr(config, '%s_%s' % (stream, switch)))


def daemon(section):
    for key in ('logfile', 'pidfile', 'childlogdir'):
        yield key, path(getattr(section, key))
    yield 'directory', path(section.directory or os.getcwd())
    yield 'umask', oct(section.umask & 0o777)[2:]
    yield 'loglevel', section.loglevel
    yield 'identifier', section.identifier
    for key in ('logfile_maxbytes', 'logfile_backups', 'minfds', 'minprocs'):
        yield key, max(0, getattr(section, key))
    for key in ('nodaemon', 'silent', 'nocleanup', 'strip_ansi'):
        yield key, truth(getattr(section, key))
    yield 'environment', environment(section.environment)


def server(config):
    if 'file' in config:
        owner = ':'.join(str(number) for number in config['chown'] if number != -1)
        yield 'unix', '%s %s %s' % (config['file'], oct(config['chmod'])[2:], owner)
    else:
        yield 'inet', '%s:%s' % (config['host'], config['port'])
    yield 'login', '%s %s' % (config['username'] or 'none', config['password'] if config['username'] else 'none')


def whole(options):
    section = options.configroot.supervisord
    yield from daemon(section)
    for config in sorted(section.server_configs, key=lambda config: 'file' not in config):
        yield from server(config)
    for group in section.process_group_configs:
        yield 'group', '%s %s' % (group.name, max(-2 ** 31, min(2 ** 31 - 1, group.priority)))
        if isinstance(group, EventListenerPoolConfig):
            yield 'pool', '%s %s' % (group.buffer_size, ','.join(sorted(event_name(e) for e in group.pool_events)))
        if isinstance(group, FastCGIGroupConfig):
            yield 'socket', group.socket_config.url
        for config in group.process_configs:
            yield from process(config)
    for text in options.parse_warnings:
        yield 'warning', text
    for text in options.parse_infos:
        yield 'message', text


def parsed(name):
    parser = UnhosedConfigParser()
    with open(name, 'r', encoding='utf-8') as file:
        parser.read_file(file)
    for section in parser.sections():
        yield 'section', section
        for key in parser.options(section):
            yield key, parser.get(section, key)


def main():
    for line in sys.stdin:
        kind, name = line.rstrip('\n').split(' ', 1)
        lines = []
        try:
            if kind == 'parse':
                lines = list(parsed(name))
            else:
                options = ServerOptions()
                options.configfile = name
                options.process_config(do_usage=False)
                lines = list(whole(options))
        except Exception as error:
            lines = [('error', error if kind == 'load' else type(error).__name__)]
        for key, value in lines:
            print('%s: %s' % (one_line(key), one_line(value)))
        print('end')


main()
