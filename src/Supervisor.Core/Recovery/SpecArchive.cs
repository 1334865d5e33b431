using Supervisor.Core.Specs;

namespace Supervisor.Core.Recovery;

/// <summary>
/// Gives each process spec a number, so that a record names it instead of repeating it: specs are large and change
/// with the config only, states are small and change all the time.
/// </summary>
internal sealed class SpecArchive
{
    private readonly Dictionary<ProcessSpec, int> _byReference = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<ProcessSpec, int> _byValue = [];
    private readonly Dictionary<int, ProcessSpec> _byNumber = [];
    private readonly List<(int Number, ProcessSpec Spec)> _new = [];
    private readonly HashSet<int> _used = [];
    private int _last;

    /// <summary>The number of a spec; one that was not seen before is among the next <see cref="TakeNew"/>.</summary>
    public int NumberOf(ProcessSpec spec)
    {
        // By reference first: comparing specs by value costs more than all else of a record.
        if (!_byReference.TryGetValue(spec, out var number))
        {
            if (!_byValue.TryGetValue(spec, out number))
            {
                number = ++_last;
                _byValue[spec] = number;
                _byNumber[number] = spec;
                _new.Add((number, spec));
            }

            _byReference[spec] = number;
        }

        _used.Add(number);
        return number;
    }

    /// <exception cref="KeyNotFoundException">There is no spec of this number.</exception>
    public ProcessSpec Find(int number) => _byNumber[number];

    public void Restore(int number, ProcessSpec spec)
    {
        _byReference[spec] = number;
        _byValue[spec] = number;
        _byNumber[number] = spec;
        _last = Math.Max(_last, number);
    }

    /// <summary>The specs that have to be recorded before whatever names them.</summary>
    public IReadOnlyList<(int Number, ProcessSpec Spec)> TakeNew()
    {
        if (_new.Count == 0) return [];
        (int, ProcessSpec)[] taken = [.. _new];
        _new.Clear();
        return taken;
    }

    /// <summary>From here on it is noted which specs are asked for.</summary>
    public void BeginSweep() => _used.Clear();

    /// <summary>Forgets the specs that nobody has asked for since the sweep began, and returns their numbers.</summary>
    public IReadOnlyList<int> EndSweep()
    {
        var unused = _byNumber.Keys.Where(number => !_used.Contains(number)).ToList();
        foreach (var number in unused)
        {
            _byNumber.Remove(number, out var spec);
            _byValue.Remove(spec!);
        }

        if (unused.Count > 0)
        {
            foreach (var spec in _byReference.Where(pair => !_used.Contains(pair.Value)).Select(pair => pair.Key).ToList())
            {
                _byReference.Remove(spec);
            }
        }

        return unused;
    }
}
