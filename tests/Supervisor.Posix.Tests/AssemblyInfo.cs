// The tests look at the descriptors, children and limits of their own process.
[assembly: CollectionBehavior(CollectionBehavior.CollectionPerAssembly)]
