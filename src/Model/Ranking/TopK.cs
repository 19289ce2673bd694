namespace S3Rec.Model.Ranking;

/// <summary>
/// The k best of at least k rows offered, kept as a heap with the worst on top inside the arrays that become the answer. Rows are
/// offered in ascending order, so of equal scores the first stays: ties go to the lower row.
/// </summary>
internal sealed class TopK
{
    private int[] _rows = [];
    private float[] _scores = [];
    private int _count;

    /// <summary>A row must score above this to enter; −∞ until k rows are held.</summary>
    public float Bound { get; private set; } = float.NegativeInfinity;

    /// <summary>Forgets the last list and begins one of <paramref name="k"/> rows, 0 or more.</summary>
    public void Begin(int k)
    {
        _rows = new int[k];
        _scores = new float[k];
        _count = 0;
        Bound = k > 0 ? float.NegativeInfinity : float.PositiveInfinity;
    }

    /// <summary>Takes a row if it is among the best so far. Never NaN.</summary>
    public void Offer(int row, float score)
    {
        if (!(score > Bound)) return;

        if (_count < _rows.Length) Raise(_count++, row, score);
        else Sink(_count, row, score);

        if (_count == _rows.Length) Bound = _scores[0];
    }

    /// <summary>The list, best first.</summary>
    /// <exception cref="NotFiniteNumberException">Fewer than k rows entered: the others scored −∞.</exception>
    public RankedList Finish()
    {
        if (_count < _rows.Length) throw NotANumber.Missing(_rows.Length - _count);

        // Heap sort: the worst of those left goes behind them, until none is left.
        for (var left = _count - 1; left > 0; left--)
        {
            var (row, score) = (_rows[left], _scores[left]);
            (_rows[left], _scores[left]) = (_rows[0], _scores[0]);
            Sink(left, row, score);
        }

        return new RankedList(_rows, _scores);
    }

    /// <summary>Places a row at the end of the heap and lifts it over better ones.</summary>
    private void Raise(int at, int row, float score)
    {
        while (at > 0)
        {
            var parent = (at - 1) / 2;
            if (!IsWorse(score, row, _scores[parent], _rows[parent])) break;

            (_rows[at], _scores[at]) = (_rows[parent], _scores[parent]);
            at = parent;
        }

        (_rows[at], _scores[at]) = (row, score);
    }

    /// <summary>Replaces the top of the first <paramref name="count"/> by a row and lowers it below worse ones.</summary>
    private void Sink(int count, int row, float score)
    {
        var at = 0;
        while ((2 * at) + 1 < count)
        {
            var child = (2 * at) + 1;
            if (child + 1 < count && IsWorse(_scores[child + 1], _rows[child + 1], _scores[child], _rows[child])) child++;
            if (!IsWorse(_scores[child], _rows[child], score, row)) break;

            (_rows[at], _scores[at]) = (_rows[child], _scores[child]);
            at = child;
        }

        (_rows[at], _scores[at]) = (row, score);
    }

    private static bool IsWorse(float score, int row, float otherScore, int otherRow)
        => score < otherScore || (score == otherScore && row > otherRow);
}
