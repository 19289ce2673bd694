namespace S3Rec.Model.Ranking.Challengers;

/// <summary>
/// A sum of sparse rows, each times a factor, that is added to the scores of one query while the catalogue passes by: only the items
/// that a term has are touched. Not thread-safe; reused from query to query.
/// </summary>
internal sealed class SparseTerms
{
    private Term[] _terms = new Term[32];
    private int _count;

    /// <summary>Forgets the last query's terms.</summary>
    public void Clear() => _count = 0;

    /// <summary>Adds <paramref name="factor"/> times a row of a matrix whose columns are item rows.</summary>
    public void Add(SparseRows matrix, int row, float factor)
    {
        if (_count == _terms.Length) Array.Resize(ref _terms, 2 * _count);
        _terms[_count++] = new Term(matrix, matrix.Starts[row], matrix.Starts[row + 1], factor);
    }

    /// <summary>Adds the terms to the next stretch of the catalogue; stretches must come in ascending order.</summary>
    /// <param name="firstRow">The item row of the first score.</param>
    /// <param name="scores">Consecutive item rows.</param>
    public void AddTo(int firstRow, Span<float> scores)
    {
        foreach (ref var term in _terms.AsSpan(0, _count)) term.AddTo(firstRow, scores);
    }

    /// <summary>The score of one item with the terms added, to the last bit what <see cref="AddTo(int, Span{float})"/> makes of it.
    /// To be asked before the pass.</summary>
    public float AddTo(int row, float score)
    {
        foreach (ref readonly var term in _terms.AsSpan(0, _count)) score = term.AddTo(row, score);
        return score;
    }

    /// <summary>Every item row and what is added to it; a row as often as terms have it.</summary>
    public IEnumerable<(int Row, float Score)> All() => _terms.Take(_count).SelectMany(static term => term.All());

    private struct Term(SparseRows matrix, int next, int end, float factor)
    {
        private int _next = next;

        public void AddTo(int firstRow, Span<float> scores)
        {
            var columns = matrix.Columns.AsSpan(_next, end - _next);
            var values = matrix.Values.AsSpan(_next, columns.Length);
            var i = 0;
            for (; i < columns.Length && columns[i] - firstRow < scores.Length; i++)
                scores[columns[i] - firstRow] += factor * values[i];
            _next += i;
        }

        public readonly IEnumerable<(int Row, float Score)> All()
        {
            for (var i = _next; i < end; i++) yield return (matrix.Columns[i], factor * matrix.Values[i]);
        }

        public readonly float AddTo(int row, float score)
        {
            var place = matrix.Columns.AsSpan(_next, end - _next).BinarySearch(row);
            return place < 0 ? score : score + (factor * matrix.Values[_next + place]);
        }
    }
}
