using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Supervisor.Subprocess.Tests")]
