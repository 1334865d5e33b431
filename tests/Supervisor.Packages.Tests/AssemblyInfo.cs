[assembly: AssemblyFixture(typeof(Supervisor.Packages.Tests.PackageFeed))]
