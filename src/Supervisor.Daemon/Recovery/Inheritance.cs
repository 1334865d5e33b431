using Supervisor.Core.Recovery;
using Supervisor.Engine.Recovery;
using Supervisor.Keeper;
using Supervisor.Keeper.Brain;
using Supervisor.Posix;
using Supervisor.Posix.Descriptors;

namespace Supervisor.Daemon.Recovery;

/// <summary>What the keeper has for this brain: all of it after a crash, next to nothing at the first start.</summary>
internal sealed class Inheritance : IDisposable
{
    private const string JournalName = "journal";
    private const string PoolsJournalName = "pools-journal";
    private const string HistoryJournalName = "history-journal";
    private readonly List<string> _troubles = [];

    private Inheritance(KeeperChildHost host, Adoption adoption)
    {
        Children = adoption.Children;
        Descriptors = adoption.Descriptors;
        Journal = OpenJournal(JournalName, host, adoption);
        PoolsJournal = OpenJournal(PoolsJournalName, host, adoption);
        HistoryJournal = OpenJournal(HistoryJournalName, host, adoption);
        Kept = new KeptDescriptors(host, adoption.Descriptors);
        try
        {
            Daemon = DaemonRecord.From(Journal.Recovered);
            if (Daemon is not null) State = RosterRestoration.From(Journal.Recovered);
        }
        catch (InvalidDataException failure)
        {
            _troubles.Add($"{failure.Message}; the programs that run are taken over as they are, the others follow the config");
            Daemon = null;
        }
    }

    public Journal Journal { get; }

    /// <summary>That of the event listeners' pools.</summary>
    public Journal PoolsJournal { get; }

    /// <summary>That of the API's events.</summary>
    public Journal HistoryJournal { get; }

    /// <summary>What else the keeper keeps.</summary>
    public KeptDescriptors Kept { get; }

    public DaemonRecord? Daemon { get; }

    public RosterRestoration? State { get; }

    public IReadOnlyList<AdoptedChild> Children { get; }

    /// <summary>What earlier brains gave away to be kept, by name.</summary>
    public IReadOnlyDictionary<string, OwnedDescriptor> Descriptors { get; }

    /// <summary>The line to a brain that has yielded to this one and still has clients; null when there is none.</summary>
    public OwnedDescriptor? Predecessor => Descriptors.GetValueOrDefault(KeeperChildHost.RelayName);

    /// <summary>Whether there was a brain before that had got as far as having a state.</summary>
    public bool Exists => State is not null;

    /// <summary>What could not be taken over; sentences for the log.</summary>
    public IReadOnlyList<string> Troubles => _troubles;

    public static Inheritance Take(KeeperChildHost host) => new(host, host.Adopt());

    /// <summary>Closes everything; the keeper keeps its own copies.</summary>
    public void Dispose()
    {
        Journal.Dispose();
        PoolsJournal.Dispose();
        HistoryJournal.Dispose();
        foreach (var descriptor in Descriptors.Values)
        {
            descriptor.Dispose();
        }

        foreach (var child in Children)
        {
            child.Stdin?.Dispose();
            child.Stdout?.Dispose();
            child.Stderr?.Dispose();
        }
    }

    private Journal OpenJournal(string name, KeeperChildHost host, Adoption adoption)
    {
        if (adoption.Descriptors.TryGetValue(name, out var kept))
        {
            try
            {
                return Journal.Open(kept, Keep, _troubles.Add);
            }
            catch (PosixException failure)
            {
                _troubles.Add($"cannot read the journal of the brain before: {failure.Message}; the programs that run are taken over as they are");
            }
        }

        return Journal.Create(Keep, _troubles.Add);

        void Keep(OwnedDescriptor file) => host.KeepDescriptor(name, file);
    }
}
