using Supervisor.Core.Specs;

namespace Supervisor.Config.Options;

/// <summary>A signal that becomes another one.</summary>
/// <param name="From">What comes in.</param>
/// <param name="To">What is passed on; null: nothing is.</param>
public sealed record SignalRewrite(Signal From, Signal? To);
