namespace Supervisor.Ctl.Input;

/// <summary>A line under edit: its text and the cursor in it, between 0 and its length.</summary>
internal sealed class LineBuffer
{
    public string Text { get; private set; } = "";

    public int Cursor { get; private set; }

    /// <summary>What stands before the cursor.</summary>
    public string Before => Text[..Cursor];

    /// <summary>Another text, with the cursor at its end.</summary>
    public void Replace(string text)
    {
        Text = text;
        Cursor = text.Length;
    }

    public void Insert(string text)
    {
        Text = Text.Insert(Cursor, text);
        Cursor += text.Length;
    }

    public void Move(int cursor) => Cursor = Math.Clamp(cursor, 0, Text.Length);

    /// <summary>Takes away what stands between a place and the cursor, on either side.</summary>
    public void DeleteTo(int place)
    {
        place = Math.Clamp(place, 0, Text.Length);
        int from = Math.Min(place, Cursor);
        Text = Text.Remove(from, Math.Abs(place - Cursor));
        Cursor = from;
    }

    /// <summary>The cursor one character to the left; two halves of a surrogate pair are one.</summary>
    public int Left() => Cursor > 1 && char.IsSurrogatePair(Text, Cursor - 2) ? Cursor - 2 : Cursor - 1;

    public int Right() => Cursor < Text.Length - 1 && char.IsSurrogatePair(Text, Cursor) ? Cursor + 2 : Cursor + 1;

    /// <summary>Where the word before the cursor begins.</summary>
    public int WordStart()
    {
        int place = Cursor;
        while (place > 0 && Text[place - 1] == ' ')
            place--;
        while (place > 0 && Text[place - 1] != ' ')
            place--;
        return place;
    }
}
