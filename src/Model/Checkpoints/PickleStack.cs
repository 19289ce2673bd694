namespace S3Rec.Model.Checkpoints;

/// <summary>The stack of a pickle, with its marks. What lies below the last mark is out of reach until the mark is popped.</summary>
internal sealed class PickleStack(Func<string, CheckpointFormatException> refuse)
{
    private readonly List<object?> _values = [];
    private readonly Stack<int> _marks = [];

    public void Push(object? value) => _values.Add(value);

    public void Mark() => _marks.Push(_values.Count);

    public object? Peek()
    {
        VerifyHas(1);
        return _values[^1];
    }

    public object? Pop() => Pop(1)[0];

    /// <summary>Pops so many values, the deepest first.</summary>
    public object?[] Pop(int count)
    {
        VerifyHas(count);
        return PopFrom(_values.Count - count);
    }

    /// <summary>Pops the last mark and every value above it, the deepest first.</summary>
    public object?[] PopToMark() => _marks.TryPop(out var mark) ? PopFrom(mark) : throw refuse("there is no mark to go back to");

    private object?[] PopFrom(int begin)
    {
        object?[] popped = [.. _values[begin..]];
        _values.RemoveRange(begin, popped.Length);
        return popped;
    }

    private void VerifyHas(int count)
    {
        if (_values.Count - (_marks.TryPeek(out var mark) ? mark : 0) < count)
            throw refuse("more values are taken than there are");
    }
}
