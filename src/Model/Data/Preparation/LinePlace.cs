namespace S3Rec.Model.Data.Preparation;

/// <summary>One record of a raw file, to say what is wrong with it.</summary>
internal readonly record struct LinePlace(SourceReading Reading, string Path, long Line)
{
    /// <summary>Notes what could not be read.</summary>
    /// <returns>False, so that a reader can end with it.</returns>
    public bool Skip(string reason)
    {
        Reading.Skip(Path, Line, reason);
        return false;
    }

    /// <summary>The id as sequence files hold it.</summary>
    public bool TryId(string field, string text, out string id)
    {
        id = SequenceId.From(text, out var problem);
        return problem is null || Skip($"the id in '{field}' {problem}");
    }

    public bool TryTime(string field, string text, out long timeMs) =>
        Timestamp.TryParse(text, out timeMs) || Skip($"'{field}' is '{Shown(text)}'; a time is {Timestamp.Forms}");

    /// <summary>The names that can be attributes, without white space around them and without the empty ones.</summary>
    public string[] Attributes(IEnumerable<string> names)
    {
        var attributes = new List<string>();
        foreach (var name in names.Select(static name => name.Trim()).Where(static name => name.Length > 0))
        {
            if (Id.Problem(name) is { } problem)
                Skip($"an attribute {problem}");
            else
                attributes.Add(name);
        }

        return [.. attributes];
    }

    /// <summary>A value for a message, cut to a readable length.</summary>
    public static string Shown(string text) => text.Length <= 40 ? text : string.Concat(text.AsSpan(0, 40), "…");
}
