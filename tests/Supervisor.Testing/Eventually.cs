using System.Diagnostics;

namespace Supervisor.Testing;

/// <summary>Waits until something is so, with a deadline; for what cannot be waited for by an event.</summary>
public static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    public static Task IsTrueAsync(Func<bool> condition, string what, TimeSpan? within = null) =>
        IsTrueAsync(() => Task.FromResult(condition()), () => what, within);

    public static async Task IsTrueAsync(Func<Task<bool>> condition, Func<string> what, TimeSpan? within = null)
    {
        var patience = within ?? Patience;
        var watch = Stopwatch.StartNew();
        while (!await condition().ConfigureAwait(false))
        {
            if (watch.Elapsed > patience) throw new TimeoutException($"not within {patience.TotalSeconds} s: {what()}");
            await Task.Delay(Pause).ConfigureAwait(false);
        }
    }

    /// <summary>Waits until <paramref name="read"/> gives something, and returns it.</summary>
    public static async Task<T> GetsAsync<T>(Func<Task<T?>> read, string what, TimeSpan? within = null)
        where T : class
    {
        T? value = null;
        await IsTrueAsync(async () => (value = await read().ConfigureAwait(false)) is not null, () => what, within).ConfigureAwait(false);
        return value!;
    }
}
