using System.Runtime.CompilerServices;

// The keeper hands its children from one image of its process to the next, which no other user of the library has to do with.
[assembly: InternalsVisibleTo("Supervisor.Keeper")]
[assembly: InternalsVisibleTo("Supervisor.Subprocess.Tests")]
