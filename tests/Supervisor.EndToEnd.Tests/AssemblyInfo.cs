using Xunit.Sdk;
using Xunit.v3;

// Most of a test's time is waiting for a daemon, so a few more than there are cores; many more would only slow each other down.
[assembly: Parallelization(Mode = ParallelMode.All, MaxThreads = 4)]
