using System.Text;

namespace Supervisor.Core.Tests.Scenarios;

/// <summary>
/// A transcript: lines that begin in the first column are what happens, the indented lines under them all that the
/// core answers, in order. Lines under <c>config</c> are the config itself; lines with # are for the reader.
/// </summary>
internal sealed record Scenario(IReadOnlyList<Scenario.Block> Blocks)
{
    public static Scenario Parse(string text)
    {
        var blocks = new List<Block>();
        foreach (var line in text.Split('\n').Select(line => line.TrimEnd()))
        {
            if (line.Length == 0 || line.StartsWith('#'))
            {
                blocks.Add(new Block(line, IsRemark: true, []));
            }
            else if (line.StartsWith("  ", StringComparison.Ordinal))
            {
                blocks[^1].Lines.Add(line.Trim());
            }
            else
            {
                blocks.Add(new Block(line, IsRemark: false, []));
            }
        }

        return new Scenario(blocks);
    }

    /// <summary>The same happenings with the answers that the core really gives.</summary>
    public string Play()
    {
        var player = new ScenarioPlayer();
        var text = new StringBuilder();
        foreach (var block in Blocks)
        {
            text.Append(block.Happening).Append('\n');
            var lines = block.IsRemark ? [] : player.Play(block.Happening, block.Lines);
            foreach (var line in lines)
            {
                text.Append("  ").Append(line).Append('\n');
            }
        }

        return text.ToString().TrimEnd('\n') + "\n";
    }

    internal sealed record Block(string Happening, bool IsRemark, List<string> Lines);
}
