namespace Supervisor.Keeper.KeeperProcess;

/// <summary>What is to be done about a brain at a moment.</summary>
internal enum LivenessStep
{
    Nothing,
    Ask,
    Replace,
}

/// <summary>
/// Whether the brain still reacts. It is asked only when something waits for its reaction (or at the watchdog's interval), so
/// that nobody wakes while nothing happens.
/// </summary>
internal sealed class Liveness(KeeperSettings settings)
{
    private bool _off = true;
    private bool _asked;
    private bool _againLater;
    private int _number;

    internal long Due { get; private set; } = KeeperClock.Never;

    /// <summary>The number of the question that is open.</summary>
    internal int Number => _number;

    /// <summary>A brain is ready; what it was told on its way there may still be outstanding.</summary>
    internal void Reset(long now)
    {
        var outstanding = _off && _againLater;
        (_off, _asked, _againLater) = (false, false, false);
        Rest(now);
        if (outstanding)
            Expect(now);
    }

    /// <summary>There is no brain to ask for now.</summary>
    internal void Stop() => (_off, _asked, _againLater, Due) = (true, false, false, KeeperClock.Never);

    /// <summary>The brain was told something that it has to react to.</summary>
    internal void Expect(long now)
    {
        if (_asked || _off)
            _againLater = true;
        else
            Due = Math.Min(Due, KeeperClock.After(now, settings.Patience));
    }

    /// <summary>Somebody waits for an answer: the brain is asked at once. One that is not ready yet has a deadline for that.</summary>
    internal void Inquire(long now)
    {
        if (!_asked && !_off)
            Due = now;
    }

    /// <summary>
    /// The brain has taken note of something, from the thread that does the work: a brain that has thousands of exits before it, on a slow machine, works
    /// and does not hang. A question that is open is put anew, should nothing more come.
    /// </summary>
    /// <returns>Whether a question was open.</returns>
    internal bool Satisfied(long now)
    {
        if (_off)
            _againLater = false;
        else if (!_asked)
            Rest(now);
        else
            return WorkedOn(now);
        return false;
    }

    /// <summary>
    /// The brain has asked for something that only the thread asks for which does the work, such as the thousandth signal of a stop of all programs: while
    /// it carries out one decision it takes note of nothing.
    /// </summary>
    /// <returns>Whether a question was open.</returns>
    internal bool Works(long now) => !_off && _asked && WorkedOn(now);

    private bool WorkedOn(long now)
    {
        (_asked, _againLater) = (false, false);
        Rest(now);
        Expect(now);
        return true;
    }

    /// <summary>False for an answer to a question that is not open.</summary>
    internal bool Answered(int number, long now)
    {
        if (!_asked || number != _number)
            return false;
        _asked = false;
        Rest(now);
        if (_againLater)
            Expect(now);
        _againLater = false;
        return true;
    }

    internal LivenessStep Step(long now)
    {
        if (now < Due)
            return LivenessStep.Nothing;
        if (_asked)
        {
            Due = KeeperClock.Never;
            return LivenessStep.Replace;
        }

        _asked = true;
        _number++;
        Due = KeeperClock.After(now, settings.WatchdogInterval is { } limit && limit < settings.AnswerDeadline ? limit : settings.AnswerDeadline);
        return LivenessStep.Ask;
    }

    private void Rest(long now) => Due = settings.WatchdogInterval is { } interval ? KeeperClock.After(now, interval) : KeeperClock.Never;
}
