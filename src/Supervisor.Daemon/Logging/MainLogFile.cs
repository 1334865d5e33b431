using System.Globalization;
using System.Text;
using Supervisor.Core.Specs;
using Supervisor.Engine.Output.Tails;
using Supervisor.Posix;
using Supervisor.Posix.Descriptors;

namespace Supervisor.Daemon.Logging;

/// <summary>
/// The main log on disk, rotated as supervisord does: after a write that reaches the limit, base goes to <c>.1</c> and so on.
/// A disk that is full is said once, on stderr and in the warnings of the API; what could not be written is counted, and
/// writing goes on when it can.
/// </summary>
internal sealed class MainLogFile : IDisposable
{
    private readonly Lock _change = new();
    private readonly Action<string> _complain;
    private string? _path;
    private long _maxBytes;
    private int _backups;
    private AppendFile? _file;
    private long _size;
    private long _lostLines;

    /// <param name="spec">Where the log goes and when it is rotated.</param>
    /// <param name="complain">Told in words when the log cannot be written any more, and when it can again.</param>
    /// <exception cref="IOException">It cannot be opened, which at a start is an error and not a loss.</exception>
    public MainLogFile(DaemonSpec spec, Action<string> complain)
    {
        _complain = complain;
        (_path, _maxBytes, _backups) = (spec.LogFile, spec.LogMaxBytes, spec.LogBackups);
        if (_path is not null && Open() is { } errno && errno != Errno.None) throw new IOException($"cannot open log {_path}: {errno.Text}");
    }

    /// <summary>Path of the file, or null when there is none to read.</summary>
    public string? Path => _path is null or "/dev/stdout" or "/dev/stderr" ? null : _path;

    /// <summary>Whether it is a stream of ours that goes to the journal.</summary>
    public bool IsJournal => _path switch
    {
        "/dev/stdout" => JournalStream.Is(1),
        "/dev/stderr" => JournalStream.Is(2),
        _ => false,
    };

    /// <summary>What is wrong with it now, or null.</summary>
    public string? Problem { get; private set; }

    /// <summary>What happens to the file, for those who follow it.</summary>
    public LogActivity Activity { get; } = new();

    public void Configure(DaemonSpec spec)
    {
        lock (_change)
        {
            (_maxBytes, _backups) = (spec.LogMaxBytes, spec.LogBackups);
            if (_path == spec.LogFile && _file is not null) return;
            _path = spec.LogFile;
            Reopen();
        }
    }

    public void Write(string text)
    {
        if (_path is null) return;
        lock (_change)
        {
            if (_file is null && !TryOpen()) return;
            var bytes = Encoding.UTF8.GetBytes(text);
            var errno = _file!.Write(bytes);
            if (errno != Errno.None)
            {
                Fail("write to", errno);
                return;
            }

            _size += bytes.Length;
            Recover();
            if (_maxBytes > 0 && _size >= _maxBytes && _file.IsRegular) Rotate();
        }

        Activity.Grew();
    }

    /// <summary>Opens the file again by its path, after somebody has moved it away.</summary>
    public void Reopen()
    {
        lock (_change)
        {
            _file?.Dispose();
            _file = null;
            if (_path is not null) TryOpen();
        }

        Activity.Replaced();
    }

    /// <summary>Removes the file and starts a new one; what is no regular file, such as /dev/null, stays.</summary>
    /// <exception cref="IOException">It cannot be removed.</exception>
    public void Clear()
    {
        lock (_change)
        {
            if (Path is null || _file is { IsRegular: false }) return;
            File.Delete(Path);
            Reopen();
        }
    }

    public void Dispose()
    {
        lock (_change) _file?.Dispose();
    }

    private bool TryOpen()
    {
        var errno = Open();
        if (errno != Errno.None) Fail("open", errno);
        return errno == Errno.None;
    }

    private Errno Open()
    {
        switch (_path)
        {
            case "/dev/stdout":
                _file = AppendFile.OverDescriptor(1);
                break;
            case "/dev/stderr":
                _file = AppendFile.OverDescriptor(2);
                break;
            default:
                (_file, var errno) = AppendFile.Open(_path!);
                if (_file is null) return errno;
                break;
        }

        _size = _file.Size;
        return Errno.None;
    }

    private void Rotate()
    {
        var path = _path!;
        Activity.BeginRotation();
        var rotated = false;
        try
        {
            _file!.Dispose();
            _file = null;
            if (_backups <= 0) File.Delete(path);
            for (var number = _backups; number > 0; number--)
            {
                var from = number == 1 ? path : Backup(path, number - 1);
                if (File.Exists(from)) File.Move(from, Backup(path, number), overwrite: true);
            }

            rotated = true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _complain($"cannot rotate log {path}: {exception.Message}; the file goes on growing");
        }

        TryOpen();
        Activity.EndRotation(rotated && _backups > 0);
        if (rotated && _backups <= 0) Activity.Replaced();
    }

    private void Fail(string verb, Errno errno)
    {
        _lostLines++;
        if (Problem is not null) return;
        Problem = $"cannot {verb} log {_path}: {errno.Text}";
        _complain($"{Problem}; lines are lost until it can be written again");
    }

    private void Recover()
    {
        if (Problem is null) return;
        Problem = null;
        _complain(string.Create(CultureInfo.InvariantCulture, $"log {_path} can be written again; {_lostLines} lines were lost"));
        _lostLines = 0;
    }

    private static string Backup(string path, int number) => string.Create(CultureInfo.InvariantCulture, $"{path}.{number}");
}
