// The tests look at processes by their place in the tree, and some at the time that passes.
[assembly: CollectionBehavior(CollectionBehavior.CollectionPerAssembly)]
