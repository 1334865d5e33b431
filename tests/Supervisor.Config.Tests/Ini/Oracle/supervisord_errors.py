"""Reads command lines from standard input, one a line as JSON, and prints what Debian's supervisord or supervisorctl says about each.

[program, word, ...] gives [exit status, text]; the status is null when nothing is wrong with the options and the config.
"""
import io
import json
import sys
import warnings

from supervisor.options import ClientOptions, ServerOptions


def run(program, words):
    options = ServerOptions() if program == 'supervisord' else ClientOptions()
    options.stdout = io.StringIO()
    options.stderr = io.StringIO()
    try:
        options.realize(words, doc='', progname=program)
    except SystemExit as end:
        return [end.code, options.stderr.getvalue()]
    except Exception as error:
        # Python prints it with its traceback and exits so.
        return [1, '%s: %s' % (type(error).__name__, error)]
    return [None, '\n'.join(getattr(options, 'parse_warnings', []))]


def main():
    warnings.simplefilter('ignore')
    for line in sys.stdin:
        program, *words = json.loads(line)
        print(json.dumps(run(program, words)))


main()
