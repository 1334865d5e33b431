using System.Globalization;
using Supervisor.Posix;
using Supervisor.Posix.Accounts;
using Supervisor.Posix.Processes;

namespace Supervisor.Subprocess.Launching;

/// <summary>From the options of <see cref="Popen"/> to a launch request.</summary>
internal static class OptionsTranslation
{
    internal static LaunchFailure? TryTranslate(PopenOptions options, out LaunchRequest? request)
    {
        request = null;
        var environment = options.Environment is null ? OwnEnvironment() : options.Environment.Select(e => $"{e.Key}={e.Value}").ToArray();
        var searchPath = options.Environment is null ? Environment.GetEnvironmentVariable("PATH") : options.Environment.GetValueOrDefault("PATH");
        if (ProgramPath.Find(options.Executable ?? options.Args[0], searchPath, out var executable) is { } missing)
            return missing;
        if (FindIdentity(options, out var identity) is { } unknown)
            return unknown;

        request = new LaunchRequest
        {
            Executable = executable,
            Arguments = options.Args,
            Environment = environment,
            Directory = options.WorkingDirectory,
            PassDescriptors = options.PassDescriptors,
            CloseDescriptors = options.CloseDescriptors,
            Grouping = Grouping(options),
            ProcessGroup = options.ProcessGroup ?? 0,
            ResetSignals = options.RestoreSignals,
            Settings = Settings(options, identity),
        };
        return null;
    }

    // At every start, since it may have changed; without LINQ, since it is a good part of what a start costs us.
    private static string[] OwnEnvironment()
    {
        var variables = Environment.GetEnvironmentVariables();
        var environment = new string[variables.Count];
        var count = 0;
        for (var e = variables.GetEnumerator(); e.MoveNext();)
            environment[count++] = string.Concat((string)e.Key, "=", (string?)e.Value);
        return environment;
    }

    private static SpawnGrouping Grouping(PopenOptions options)
    {
        if (options.StartNewSession)
            return SpawnGrouping.Session;
        return options.ProcessGroup is null ? SpawnGrouping.Inherit : SpawnGrouping.ProcessGroup;
    }

    private static ExecSettings? Settings(PopenOptions options, Identity? identity)
    {
        if (identity is null && options.Umask is null)
            return options.Settings;
        var settings = options.Settings ?? new ExecSettings();
        return settings with { Identity = identity ?? settings.Identity, Umask = options.Umask ?? settings.Umask };
    }

    // As in Python, a number need not be known to the account database.
    private static LaunchFailure? FindIdentity(PopenOptions options, out Identity? identity)
    {
        identity = null;
        if (options.User is null && options.Group is null && options.ExtraGroups is null)
            return null;
        if (Number(options.User, n => AccountDatabase.FindUser(n)?.UserId, out var user) is { } unknownUser)
            return unknownUser;
        if (Number(options.Group, n => AccountDatabase.FindGroup(n)?.GroupId, out var group) is { } unknownGroup)
            return unknownGroup with { Stage = LaunchStage.GroupId };
        List<uint>? extra = options.ExtraGroups is null ? null : [];
        foreach (var name in options.ExtraGroups ?? [])
        {
            if (Number(name, n => AccountDatabase.FindGroup(n)?.GroupId, out var number) is { } unknown)
                return unknown with { Stage = LaunchStage.Groups };
            extra!.Add(number!.Value);
        }

        identity = new Identity(user, group, extra, options.User ?? options.Group ?? string.Join(',', options.ExtraGroups ?? []));
        return null;
    }

    private static LaunchFailure? Number(string? nameOrNumber, Func<string, uint?> find, out uint? number)
    {
        number = null;
        if (nameOrNumber is null)
            return null;
        if (uint.TryParse(nameOrNumber, NumberStyles.None, CultureInfo.InvariantCulture, out var plain))
            number = plain;
        else
            number = find(nameOrNumber);
        return number is null ? new LaunchFailure(LaunchStage.User, Errno.None, nameOrNumber) : null;
    }
}
