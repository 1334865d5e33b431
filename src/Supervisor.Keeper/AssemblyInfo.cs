using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Supervisor.Keeper.Tests")]
