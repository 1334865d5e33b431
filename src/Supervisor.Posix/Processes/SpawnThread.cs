using System.Runtime.CompilerServices;
using Supervisor.Posix.Descriptors;
using Supervisor.Posix.Sockets;
using Supervisor.Posix.Threads;

namespace Supervisor.Posix.Processes;

/// <summary>
/// A thread with a descriptor table of its own, from which children are started. The kernel copies the table of the
/// spawning thread for each child, and closes the copies at its exec; in a process with thousands of descriptors that is nearly all
/// of what a start costs. Here a child gets copies of what it was meant to have, and there is nothing else that could leak
/// into it, whatever other threads open meanwhile and however.
/// </summary>
/// <remarks>
/// A number means something else to this thread than to all others. So it runs nothing but <see cref="Serve"/>, which opens
/// nothing, makes no thread (that would have this table), and blocks the signals whose handlers write to a pipe of the
/// runtime. A just-in-time compiler maps code by descriptor on whatever thread needs it: there are such threads under Native AOT only.
/// </remarks>
public sealed unsafe class SpawnThread
{
    /// <summary>The number that the first descriptor handed to <see cref="PosixSpawn"/> has for the file actions; the others follow.</summary>
    public const int FirstReceived = Own + 1;

    /// <summary>How many descriptors can be handed over.</summary>
    public const int MostDescriptors = 32;

    // Our end of the socket in the table of the thread. What is below is the same socket.
    private const int Own = 3;
    private const int Most = 4;
    private const int Stack = 256 * 1024;
    private const long CloseRangeUnshare = 2;
    private const int ControlHeader = 16;
    private const int ControlRoom = ControlHeader + (MostDescriptors * sizeof(int));
    private const byte Refused = 0;
    private const byte Done = 1;

    private static readonly Lock Gate = new();
    private static readonly Stack<SpawnThread> Idle = new();
    private static int _count;

    // A project that is published with Native AOT says that no code is compiled also where it runs with the just-in-time compiler;
    // assemblies to load are given to that one only.
    private static volatile bool _unavailable =
        RuntimeFeature.IsDynamicCodeCompiled || AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") is not null;


    private readonly OwnedDescriptor _socket;

    private SpawnThread(OwnedDescriptor socket) => _socket = socket;

    /// <summary>
    /// Takes a thread that has nothing to do, for <see cref="Return"/> after use. Null where there cannot be one (no Native AOT, Linux before
    /// 5.9, a system call filter), and while all four are held up, as by programs on a file system that does not answer.
    /// </summary>
    public static SpawnThread? TryTake()
    {
        if (_unavailable) return null;
        lock (Gate)
        {
            if (Idle.TryPop(out var idle)) return idle;
            if (_count == Most) return null;
            _count++;
        }

        var made = TryCreate();
        if (made is null)
        {
            lock (Gate) _count--;
        }

        return made;
    }

    public void Return()
    {
        lock (Gate) Idle.Push(this);
    }

    /// <summary>Runs the spawn on the thread and waits for it. False when the descriptors could not be handed over; nothing was started then.</summary>
    internal bool TryRun(PreparedSpawn* spawn, ReadOnlySpan<int> descriptors)
    {
        var address = (nint)spawn;
        if (PacketSocket.Send(_socket, new ReadOnlySpan<byte>(&address, sizeof(nint)), descriptors, wait: true).Failed) return false;
        return ReadAnswer(_socket);
    }

    // Null also when there are too many open files or threads: then the ordinary start says so where it matters.
    private static SpawnThread? TryCreate()
    {
        OwnedDescriptor ours, other;
        try
        {
            (ours, other) = PacketSocket.CreatePair();
        }
        catch (PosixException)
        {
            return null;
        }

        using (other)
        {
            if (!TryBegin(other.Number))
            {
                ours.Dispose();
                return null;
            }

            // When it has answered, it has a copy of the other end of its own.
            if (ReadAnswer(ours)) return new SpawnThread(ours);
        }

        ours.Dispose();
        _unavailable = true;
        return null;
    }

    private static bool TryBegin(int number)
    {
        try
        {
            _ = BackgroundThread.Start("spawn table", () => Begin(number), Stack);
            return true;
        }
        catch (PosixException)
        {
            return false;
        }
    }

    private static bool ReadAnswer(OwnedDescriptor socket)
    {
        byte answer = Refused;
        _ = Files.DescriptorIo.Read(socket, new Span<byte>(ref answer));
        return answer == Done;
    }

    private static void Begin(int number)
    {
        BlockSignals();
        if (number >= Own && TryTakeOwnTable(number))
            Serve();
        else
            Answer(number, Refused);
    }

    // All signals but those of the processor, and those below 35 that the C library and the runtime send to single threads.
    private static void BlockSignals()
    {
        var blocked = stackalloc ulong[16];
        new Span<ulong>(blocked, 16).Fill(ulong.MaxValue);
        foreach (var signal in (ReadOnlySpan<int>)[4, 5, 6, 7, 8, 11, 32, 33, 34]) blocked[0] &= ~(1UL << (signal - 1));
        _ = ExecStepCalls.SetSignalMask(0, blocked, null);
    }

    // Only what lies below the socket is ever copied. The copies' ends are nobody's: a lock or an epoll registration of the
    // others stays, as their own descriptors do.
    private static bool TryTakeOwnTable(int number)
    {
        if (ProcessCalls.Syscall3(ProcessCalls.CloseRange, number + 1, uint.MaxValue, CloseRangeUnshare) != 0) return false;
        if (number > Own)
        {
            _ = ProcessCalls.Syscall3(ProcessCalls.CloseRange, Own, number - 1, 0);
            _ = ProcessCalls.DuplicateTo(number, Own, SocketCalls.CloseOnExec);
            _ = ProcessCalls.Close(number);
        }

        for (var standard = 0; standard < Own; standard++) _ = ProcessCalls.DuplicateTo(Own, standard, SocketCalls.CloseOnExec);
        return true;
    }

    private static void Serve()
    {
        var control = stackalloc byte[ControlRoom];
        PreparedSpawn* spawn;
        var part = new SocketCalls.Part { Start = (byte*)&spawn, Length = (nuint)sizeof(PreparedSpawn*) };
        Answer(Own, Done);
        while (true)
        {
            var header = new SocketCalls.MessageHeader { Parts = &part, PartCount = 1, Control = control, ControlLength = ControlRoom };
            var length = SocketCalls.ReceiveByNumber(Own, &header, SocketCalls.ControlCloseOnExec);
            if (length < 0 && Errno.Last == Errno.EINTR) continue;
            if (length != sizeof(PreparedSpawn*)) return;

            // Truncated: there was no room for all descriptors below the limit for open files.
            var complete = (header.Flags & SocketCalls.ControlTruncated) == 0;
            if (complete) PreparedSpawn.Run(spawn);
            // Not up to the last number there could be: the kernel would try each that the table once had room for.
            _ = ProcessCalls.Syscall3(ProcessCalls.CloseRange, FirstReceived, FirstReceived + MostDescriptors, 0);
            Answer(Own, complete ? Done : Refused);
        }
    }

    private static void Answer(int number, byte answer) => _ = ProcessCalls.Write(number, &answer, 1);
}
