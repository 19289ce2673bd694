using S3Rec.Contracts;
using S3Rec.Grains.Catalogue;
using S3Rec.Model.Ranking;
using S3Rec.Storage;

namespace S3Rec.Grains.Inference;

/// <summary>Requests and answers in the rows of a model, for one state of the catalogue: items the model has no row for have the rows
/// after its mask. Immutable.</summary>
internal sealed class CatalogueView
{
    private readonly ModelItems _items;
    private readonly ICatalogue _catalogue;
    private readonly ColdItems? _cold;
    private readonly int[] _itemOfCold;   // ascending
    private readonly int[] _unavailable;  // rows, ascending
    private readonly int _firstColdRow;

    /// <param name="items">The model's rows.</param>
    /// <param name="catalogue">The catalogue.</param>
    /// <param name="catalogueVersion">Its version before it was read.</param>
    /// <param name="cold">Items without a row; null for none.</param>
    /// <param name="itemOfCold">The catalogue's integers of those, ascending.</param>
    public CatalogueView(ModelItems items, ICatalogue catalogue, long catalogueVersion, ColdItems? cold, int[] itemOfCold)
    {
        (_items, _catalogue, CatalogueVersion, _cold, _itemOfCold) = (items, catalogue, catalogueVersion, cold, itemOfCold);
        _firstColdRow = items.ItemOfRow.Length + 1;
        _unavailable = ToRowsAscending(catalogue.Unavailable);
    }

    /// <summary>The catalogue's version this was made of.</summary>
    public long CatalogueVersion { get; }

    /// <summary>The question in rows; null when the model knows no item of the history, or none that may appear.</summary>
    public RankQuery? ToQuery(RankRequest request)
    {
        var history = ToKnownRows(request.History);
        if (history.Length == 0)
            return null;

        var query = new RankQuery(history, WithUnavailable(ToRowsAscending(request.Exclude)), request.Count)
        {
            Only = ToOnly(request),
            Diversity = request.Diversity,
            Cold = _cold,
        };
        return query.Only is { Length: 0 } ? null : query;
    }

    /// <summary>The question in rows; null when the model cannot place the item.</summary>
    public SimilarQuery? ToQuery(SimilarRequest request)
    {
        var row = RowOf(request.Item);
        return row == 0 ? null : new(row, _unavailable, request.Count) { Cold = _cold };
    }

    /// <summary>The answer in the catalogue's items.</summary>
    public RankReply ToReply(int version, RankedList list)
    {
        var items = new int[list.Rows.Length];
        List<int>? cold = null;
        for (var i = 0; i < items.Length; i++)
        {
            var row = list.Rows[i];
            items[i] = row < _firstColdRow ? _items.ItemOfRow[row] : _itemOfCold[row - _firstColdRow];
            if (row >= _firstColdRow)
                (cold ??= []).Add(i);
        }

        return cold is null ? new(version, items, list.Scores) : new(version, items, list.Scores) { ColdPlaces = [.. cold] };
    }

    /// <summary>The reasons in the catalogue's items and attributes, one for each explained item.</summary>
    /// <param name="history">The rows that were ranked for; the explanation is of the last of them.</param>
    /// <param name="explanation">What the ranker found.</param>
    public RankReason[] ToReasons(int[] history, Model.Ranking.Explanation explanation)
    {
        var reasons = new RankReason[explanation.Scores.Length];
        for (var i = 0; i < reasons.Length; i++)
        {
            var (contributions, shared) = (explanation.Contributions[i], explanation.SharedAttributes[i]);
            var read = history.AsSpan(history.Length - contributions.Length).ToArray();
            var carrying = Enumerable.Range(0, read.Length)
                .Where(place => contributions[place] > 0)
                .OrderByDescending(place => contributions[place])
                .DistinctBy(place => read[place]) // something taken twice explains once
                .Take(Limits.ExplainingItemsMax)
                .ToArray();
            var attributes = carrying.SelectMany(place => shared[place])
                .Select(row => _items.AttributeOfRow[row])
                .Where(static attribute => attribute >= 0)
                .CountBy(static attribute => attribute)
                .OrderByDescending(static count => count.Value)
                .Take(Limits.ExplainingAttributesMax);
            reasons[i] = new(
                Array.ConvertAll(carrying, place => _items.ItemOfRow[read[place]]),
                Array.ConvertAll(carrying, place => contributions[place]),
                [.. attributes.Select(static count => count.Key)]);
        }

        return reasons;
    }

    private int[]? ToOnly(RankRequest request) =>
        CandidateItems.Of(_catalogue, request.Allow, request.Attributes, request.Match) is { } only ? ToRowsAscending(only) : null;

    /// <summary>The row of an item; 0 when it has none and the model knows none of its attributes.</summary>
    private int RowOf(int item)
    {
        if (_items.RowOf(item) is var row and > 0)
            return row;

        var cold = _itemOfCold.Length == 0 ? -1 : Array.BinarySearch(_itemOfCold, item);
        return cold < 0 ? 0 : _firstColdRow + cold;
    }

    /// <summary>A history in rows of the model alone: it cannot read others.</summary>
    private int[] ToKnownRows(int[] items)
    {
        var rows = new int[items.Length];
        var count = 0;
        foreach (var item in items)
        {
            if (_items.RowOf(item) is var row and > 0)
                rows[count++] = row;
        }

        return count == rows.Length ? rows : rows[..count];
    }

    /// <summary>The rows of items. They ascend with the items where the vocabulary is in the catalogue's order, as trained ones are,
    /// and all items have rows; only otherwise they must be sorted.</summary>
    private int[] ToRowsAscending(ReadOnlySpan<int> items)
    {
        var rows = new int[items.Length];
        var (count, isAscending) = (0, true);
        foreach (var item in items)
        {
            var row = RowOf(item);
            if (row == 0)
                continue;

            isAscending &= count == 0 || row > rows[count - 1];
            rows[count++] = row;
        }

        if (!isAscending)
            Array.Sort(rows, 0, count);
        return count == rows.Length ? rows : rows[..count];
    }

    private int[] WithUnavailable(int[] exclude) => _unavailable.Length == 0 ? exclude : CandidateItems.Either(exclude, _unavailable);
}
