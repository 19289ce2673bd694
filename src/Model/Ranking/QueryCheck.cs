using S3Rec.Model.Ranking.Challengers;

namespace S3Rec.Model.Ranking;

/// <summary>The contract of a query, checked before anything is computed. Each method throws <see
/// cref="ArgumentException"/>.</summary>
internal static class QueryCheck
{
    public static void Check(RankQuery query, int itemCount, Blend? blend)
    {
        CheckHistory(query.History, itemCount);
        CheckRows(query.Exclude, query.Only, query.Cold, itemCount, blend);
        CheckCount(query.Count);
        if (!(query.Diversity is >= 0 and <= 1))
            throw new ArgumentException($"A query asks for a diversity of {query.Diversity}; it goes from 0 to 1.");
    }

    public static void Check(SimilarQuery query, int itemCount, Blend? blend)
    {
        CheckRows(query.Exclude, query.Only, query.Cold, itemCount, blend);
        CheckItem(query.Row, query.Cold, itemCount);
        CheckCount(query.Count);
    }

    public static void Check(ExplainQuery query, int itemCount, Blend? blend)
    {
        CheckHistory(query.History, itemCount);
        CheckRows([], null, query.Cold, itemCount, blend);
        foreach (var row in query.Rows) CheckItem(row, query.Cold, itemCount);
    }

    public static void Check(TargetQuery query, int itemCount, Blend? blend)
    {
        CheckHistory(query.History.Span, itemCount);
        CheckRows(query.Exclude, only: null, query.Cold, itemCount, blend);
        CheckItem(query.Target, query.Cold, itemCount);
        if (Array.BinarySearch(query.Exclude, query.Target) >= 0)
        {
            throw new ArgumentException(
                $"The target, row {query.Target}, is among the excluded rows: it would have no rank. Take it out of them.");
        }
    }

    /// <summary>Refuses what a ranker of the whole catalogue as it is would have to leave out of account.</summary>
    public static void CheckPlain(RankQuery query)
    {
        if (query is not { Only: null, Diversity: 0, Cold: null })
            throw new ArgumentException("This ranker ranks the whole catalogue: leave Only, Diversity and Cold as they are.");
    }

    /// <inheritdoc cref="CheckPlain(RankQuery)"/>
    public static void CheckPlain(TargetQuery query)
    {
        if (query.Cold is not null) throw new ArgumentException("This ranker ranks the whole catalogue: leave Cold as it is.");
    }

    private static void CheckHistory(ReadOnlySpan<int> history, int itemCount)
    {
        if (history.IsEmpty)
            throw new ArgumentException("A history is empty: the encoder needs at least one item. Serve popular items instead.");

        var wrong = history.IndexOfAnyExceptInRange(1, itemCount);
        if (wrong >= 0)
        {
            throw new ArgumentException(
                $"A history holds row {history[wrong]} at index {wrong}; items have the rows 1 to {itemCount}. " +
                "Leave out what the model does not know.");
        }
    }

    private static void CheckRows(int[] exclude, int[]? only, ColdItems? cold, int itemCount, Blend? blend)
    {
        if (cold is not null && blend is not null && cold.AttributeCount != blend.Attributes.AttributeCount)
        {
            throw new ArgumentException(
                $"The cold items have rows of {cold.AttributeCount} attributes, the model of {blend.Attributes.AttributeCount}. " +
                "Make them again with the vocabulary of the model.");
        }

        var last = itemCount + 1 + (cold?.Count ?? 0);
        CheckRows("excluded", exclude, last, repeats: true);
        if (only is not null) CheckRows("allowed", only, last, repeats: false);
    }

    private static void CheckRows(string kind, int[] rows, int last, bool repeats)
    {
        for (var i = 0; i < rows.Length; i++)
        {
            if (rows[i] < 0 || rows[i] > last)
            {
                throw new ArgumentException(
                    $"The {kind} rows hold {rows[i]} at index {i}; the rows of this model are 0 to {last}, cold items included.");
            }

            if (i > 0 && (rows[i] < rows[i - 1] || (rows[i] == rows[i - 1] && !repeats)))
            {
                throw new ArgumentException(
                    $"The {kind} rows are not in ascending order: {rows[i]} follows {rows[i - 1]} at index {i}. " +
                    $"Sort them{(repeats ? "" : ", each once")}.");
            }
        }
    }

    private static void CheckCount(int count)
    {
        if (count < 1) throw new ArgumentException($"A query asks for {count} items. Ask for at least 1.");
    }

    /// <summary>A row of an item, known or cold.</summary>
    private static void CheckItem(int row, ColdItems? cold, int itemCount)
    {
        if (row < 1 || row == itemCount + 1 || row > itemCount + 1 + (cold?.Count ?? 0))
        {
            throw new ArgumentException(
                $"Row {row} is no item; items have the rows 1 to {itemCount}, and the {cold?.Count ?? 0} cold ones those from {itemCount + 2}.");
        }
    }
}
