using Xunit.Sdk;
using Xunit.v3;

// Each class has a machine of its own; two at a time leave enough of this one.
[assembly: Parallelization(Mode = ParallelMode.Collections, MaxThreads = 2)]
