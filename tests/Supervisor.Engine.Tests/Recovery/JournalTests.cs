using System.Text;
using Supervisor.Engine.Recovery;
using Supervisor.Posix.Descriptors;
using Supervisor.Posix.Files;

namespace Supervisor.Engine.Tests.Recovery;

/// <summary>The journal as the next process finds it, which has nothing but a copy of the descriptor that was kept.</summary>
public sealed class JournalTests : IDisposable
{
    private readonly List<string> _trouble = [];
    private OwnedDescriptor? _kept;
    private int _keeps;

    public void Dispose() => _kept?.Dispose();

    [Fact]
    public void What_was_committed_is_there_and_nothing_else()
    {
        using var journal = Create();
        Put(journal, "a", "1");
        Put(journal, "b", "2");
        Put(journal, "a", "3");
        journal.Commit();
        journal.Remove("b");
        Put(journal, "", "");
        journal.Commit();
        Put(journal, "c", "never committed");
        Assert.Equal(new Dictionary<string, string> { ["a"] = "3", [""] = "" }, Reopened());
    }

    [Fact]
    public void A_new_process_writes_on_where_the_last_one_was_cut()
    {
        using (var journal = Create())
        {
            Put(journal, "a", "1");
            journal.Commit();
        }

        // A batch of which only a part arrived.
        var end = DescriptorIo.Size(_kept!).Count;
        DescriptorIo.WriteAt(_kept!, [200, 0, 0, 0, 1, 0], end);
        using (var next = Open())
        {
            Put(next, "b", "2");
            next.Commit();
        }

        Assert.Equal(new Dictionary<string, string> { ["a"] = "1", ["b"] = "2" }, Reopened());
    }

    [Fact]
    public void A_cut_at_any_byte_loses_whole_commits_only()
    {
        using var journal = Create();
        for (var i = 0; i < 5; i++)
        {
            Put(journal, "a", i.ToString(System.Globalization.CultureInfo.InvariantCulture));
            Put(journal, "b", i.ToString(System.Globalization.CultureInfo.InvariantCulture));
            journal.Commit();
        }

        for (var length = DescriptorIo.Size(_kept!).Count; length >= 0; length--)
        {
            DescriptorIo.Truncate(_kept!, length);
            var found = Reopened();
            Assert.Equal(found.GetValueOrDefault("a"), found.GetValueOrDefault("b"));
        }
    }

    [Fact]
    public void Noise_is_no_record()
    {
        var random = new Random(7);
        for (var i = 0; i < 2000; i++)
        {
            using var journal = Create();
            var noise = new byte[random.Next(64)];
            random.NextBytes(noise);
            if (noise.Length > 4 && i % 2 == 0) (noise[0], noise[1], noise[2], noise[3]) = ((byte)(noise.Length - 4), 0, 0, 0);
            DescriptorIo.WriteAt(_kept!, noise, 0);
            foreach (var (_, value) in Reopened())
            {
                Assert.True(value.Length <= noise.Length);
            }
        }
    }

    [Fact]
    public void It_does_not_grow_with_the_number_of_changes()
    {
        using var journal = Create();
        var value = new byte[1000];
        for (var i = 0; i < 20_000; i++)
        {
            journal.Put($"key {i % 10}", value);
            journal.Commit();
        }

        Assert.InRange(DescriptorIo.Size(_kept!).Count, 10_000, 1_100_000);
        Assert.Equal(10, Reopened().Count);
        Assert.True(_keeps > 1, "it was never written anew");
        Assert.Empty(_trouble);
    }

    private Journal Create() => Journal.Create(Keep, _trouble.Add);

    private Journal Open()
    {
        Assert.True(DescriptorIo.TryDuplicate(_kept!.Number, out var copy, out _));
        return Journal.Open(copy, Keep, _trouble.Add);
    }

    private Dictionary<string, string> Reopened()
    {
        using var journal = Open();
        return journal.Recovered.ToDictionary(record => record.Key, record => Encoding.UTF8.GetString(record.Value));
    }

    private void Keep(OwnedDescriptor file)
    {
        _keeps++;
        _kept?.Dispose();
        Assert.True(DescriptorIo.TryDuplicate(file.Number, out _kept, out _));
    }

    private static void Put(Journal journal, string key, string value) => journal.Put(key, Encoding.UTF8.GetBytes(value));
}
