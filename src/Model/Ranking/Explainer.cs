using S3Rec.Model.Ranking.Challengers;

namespace S3Rec.Model.Ranking;

/// <summary>Scores items by the network alone: for B histories and R rows, (B, R); a cold row gets the mean of the items'
/// scores.</summary>
internal delegate void NetworkScores(ReadOnlySpan<ReadOnlyMemory<int>> histories, ReadOnlySpan<int> rows, Span<float> scores);

/// <summary>Makes explanations from scores of any ranker.</summary>
/// <param name="itemCount">V.</param>
/// <param name="lengthMax">L.</param>
/// <param name="blend">What is added to the network's scores; null for nothing.</param>
/// <param name="network">Scores one batch of histories in one forward pass.</param>
internal sealed class Explainer(int itemCount, int lengthMax, Blend? blend, NetworkScores network)
{
    private readonly SparseTerms _terms = new();

    /// <summary>Explains a checked query.</summary>
    public Explanation Explain(ExplainQuery query)
    {
        var (histories, without) = Without(query.History);
        var (rows, removals) = (query.Rows.Length, without.Length);
        var scores = new float[histories.Length * rows]; // (B, R): the whole history first
        network(histories, query.Rows, scores);
        for (var b = 0; b < histories.Length; b++) AddBlend(query, histories[b].Span, scores.AsSpan(b * rows, rows));

        var wrong = scores.AsSpan().IndexOfAnyExceptInRange(float.MinValue, float.MaxValue);
        if (wrong >= 0) throw NotANumber.OfItem(query.Rows[wrong % rows], scores[wrong]);

        var contributions = new float[rows][];
        var shared = new int[rows][][];
        for (var r = 0; r < rows; r++)
        {
            (contributions[r], shared[r]) = (new float[removals], new int[removals][]);
            for (var t = 0; t < removals; t++)
            {
                contributions[r][t] = scores[r] - (without[t] > 0 ? scores[(without[t] * rows) + r] : 0);
                var item = query.History[query.History.Length - removals + t];
                shared[r][t] = blend is null ? [] : blend.Attributes.Shared(AttributesOf(query.Rows[r], query), AttributesOf(item, query));
            }
        }

        return new Explanation(scores[..rows], contributions, shared);
    }

    /// <summary>The history, then the history without each of the different items among its last L; and for each of those last places
    /// which history is the one without its item, 0 where nothing is left without it.</summary>
    private (ReadOnlyMemory<int>[] Histories, int[] Without) Without(int[] history)
    {
        var first = history.Length - Math.Min(history.Length, lengthMax);
        var histories = new List<ReadOnlyMemory<int>> { history };
        var without = new int[history.Length - first];
        for (var t = 0; t < without.Length; t++)
        {
            var item = history[first + t];
            var same = Array.IndexOf(history, item, first) - first;
            if (same < t)
            {
                without[t] = without[same];
            }
            else if (Array.FindAll(history, other => other != item) is { Length: > 0 } rest)
            {
                without[t] = histories.Count;
                histories.Add(rest);
            }
        }

        return ([.. histories], without);
    }

    private void AddBlend(ExplainQuery query, ReadOnlySpan<int> history, Span<float> scores)
    {
        if (blend is null) return;

        blend.Collect(history, _terms);
        for (var r = 0; r < scores.Length; r++)
        {
            scores[r] = query.Rows[r] <= itemCount
                ? _terms.AddTo(query.Rows[r], scores[r])
                : scores[r] + (blend.AttributeWeight * blend.Attributes.Score(history, AttributesOf(query.Rows[r], query)));
        }
    }

    private ReadOnlySpan<int> AttributesOf(int row, ExplainQuery query) => blend!.Attributes.AttributesOf(row, query.Cold);
}
