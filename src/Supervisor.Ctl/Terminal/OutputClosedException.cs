namespace Supervisor.Ctl.Terminal;

/// <summary>Standard output cannot be written any more: there is nobody left to tell, so the program ends.</summary>
internal sealed class OutputClosedException(IOException cause) : Exception(cause.Message, cause)
{
    /// <summary>Whether its reader went away (EPIPE), which is no error worth a word: <c>tail -f x | head</c>.</summary>
    public bool ReaderLeft => InnerException is IOException { HResult: BrokenPipe };

    private const int BrokenPipe = 32;
}
