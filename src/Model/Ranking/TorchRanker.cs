using S3Rec.Model.Checkpoints;
using S3Rec.Model.Network;
using S3Rec.Model.Ranking.Challengers;
using TorchSharp;
using static TorchSharp.torch;

namespace S3Rec.Model.Ranking;

// Shapes: B queries, T items in the longest history, C width, L longest history read, V items, K longest list.

/// <summary>
/// Ranks through libtorch, on a GPU or the processor. Scores agree with those of <see cref="CpuRanker"/> to about 1e-5; in their
/// last bits they depend on the batch and the device. Not thread-safe; owns native memory until disposed.
/// </summary>
public sealed class TorchRanker : IRanker
{
    /// <summary>Queries of one batch, fewer when the catalogue is so large that their scores would pass <see
    /// cref="ScoresMax"/>.</summary>
    private const int QueriesMax = 256;

    /// <summary>Scores of one batch: 256 MiB.</summary>
    private const int ScoresMax = 1 << 26;

    private readonly NetworkOptions _options;
    private readonly Blend? _blend;
    private readonly SparseTerms _terms = new();
    private readonly S3RecNetwork _network;
    private readonly Tensor _notItems; // padding and mask row
    private readonly int _itemCount;
    private readonly int _queriesMax;

    /// <summary>Copies the weights to the device.</summary>
    /// <param name="options">The shape of the network.</param>
    /// <param name="weights">Every parameter by its name, those of pretraining included.</param>
    /// <param name="device">Where to compute.</param>
    /// <param name="blend">What is added to the network's scores; null for nothing.</param>
    /// <exception cref="ArgumentException">A parameter is missing or has another shape.</exception>
    public TorchRanker(NetworkOptions options, IReadOnlyDictionary<string, WeightTensor> weights, Device device, Blend? blend = null)
    {
        (_options, _blend) = (options, blend);
        _itemCount = RowCount(weights, "item_embeddings.weight") - 2;
        _queriesMax = Math.Clamp(ScoresMax / (_itemCount + 2), 1, QueriesMax);
        _network = Load(options, _itemCount, weights, device);
        _notItems = tensor([0L, _itemCount + 1L], device: device).DetachFromDisposeScope();
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A query breaks its contract; nothing was computed.</exception>
    /// <exception cref="NotFiniteNumberException">A score is not a number, so no list would be true.</exception>
    public void Rank(ReadOnlySpan<RankQuery> queries, Span<RankedList> lists)
    {
        foreach (var query in queries) QueryCheck.Check(query, _itemCount);
        for (var first = 0; first < queries.Length; first += _queriesMax)
        {
            var count = Math.Min(_queriesMax, queries.Length - first);
            RankBatch(queries.Slice(first, count), lists.Slice(first, count));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _network.Dispose();
        _notItems.Dispose();
    }

    private void RankBatch(ReadOnlySpan<RankQuery> queries, Span<RankedList> lists)
    {
        using var gradient = no_grad();
        using var scope = NewDisposeScope();
        var counts = new int[queries.Length];
        for (var i = 0; i < counts.Length; i++)
            counts[i] = Math.Min(queries[i].Count, QueryCheck.Remaining(queries[i].Exclude, _itemCount));

        var longest = Math.Max(1, counts.Max());
        var scores = Score(queries);                                                    // (B, V + 2)
        var (best, bestRows) = scores.topk(longest, 1, largest: true, sorted: true);    // (B, K) both
        var atLeastLast = scores.ge(best.narrow(1, longest - 1, 1)).sum(1);             // (B)

        var bestOnHost = best.cpu().data<float>().ToArray().Chunk(longest).ToArray();
        var rowsOnHost = bestRows.cpu().data<long>().ToArray().Chunk(longest).ToArray();
        var atLeastOnHost = atLeastLast.cpu().data<long>().ToArray();
        for (var i = 0; i < lists.Length; i++)
        {
            if (float.IsNaN(bestOnHost[i][0])) throw NotANumber.OfItem((int)rowsOnHost[i][0], float.NaN); // topk puts NaN first

            var last = bestOnHost[i][^1];
            // topk picks any of the rows that tie for the last place; then all of them are needed to find the lowest.
            var tied = atLeastOnHost[i] > longest && last > float.NegativeInfinity;
            lists[i] = tied ? List(AtLeast(scores[i], last), counts[i]) : List(rowsOnHost[i].Zip(bestOnHost[i]), counts[i]);
        }
    }

    /// <summary>(B, V + 2): the score of each row, −∞ for what is excluded or no item.</summary>
    private Tensor Score(ReadOnlySpan<RankQuery> queries)
    {
        var hidden = _network.Encode(Histories(queries), causal: true).select(1, -1);   // (B, C)
        var scores = matmul(hidden, _network.ItemEmbeddings.t());                       // (B, V + 2)
        if (_blend is not null) AddBlend(_blend, queries, scores);
        scores.index_fill_(1, _notItems, Numbers.Lowest);

        var (rows, excluded) = (new List<long>(), new List<long>());
        for (var i = 0; i < queries.Length; i++)
        {
            foreach (var row in queries[i].Exclude)
            {
                rows.Add(i);
                excluded.Add(row);
            }
        }

        if (rows.Count > 0)
        {
            Tensor Index(List<long> index) => tensor(index.ToArray(), device: _network.Device);
            scores.index_put_(Numbers.Lowest, [Index(rows), Index(excluded)]);
        }

        return scores;
    }

    private void AddBlend(Blend blend, ReadOnlySpan<RankQuery> queries, Tensor scores)
    {
        var (places, rows, added) = (new List<long>(), new List<long>(), new List<float>());
        for (var i = 0; i < queries.Length; i++)
        {
            blend.Collect(queries[i].History, _terms);
            foreach (var (row, score) in _terms.All())
            {
                places.Add(i);
                rows.Add(row);
                added.Add(score);
            }
        }

        if (rows.Count == 0) return;

        var device = _network.Device;
        Tensor[] at = [tensor(places.ToArray(), device: device), tensor(rows.ToArray(), device: device)];
        scores.index_put_(tensor(added.ToArray(), device: device), at, accumulate: true);
    }

    /// <summary>(B, T): the last items of each history, aligned to the right.</summary>
    private Tensor Histories(ReadOnlySpan<RankQuery> queries)
    {
        var length = 0;
        foreach (var query in queries) length = Math.Max(length, Math.Min(query.History.Length, _options.MaxLength));

        var rows = new long[queries.Length * length];
        for (var i = 0; i < queries.Length; i++)
        {
            var history = queries[i].History;
            var read = Math.Min(history.Length, length);
            for (var t = 1; t <= read; t++) rows[((i + 1) * length) - t] = history[^t];
        }

        return tensor(rows, [queries.Length, length], device: _network.Device);
    }

    /// <summary>The rows of (V + 2) scores that are at least the bound.</summary>
    private static IEnumerable<(long Row, float Score)> AtLeast(Tensor scores, float bound)
    {
        using var number = bound.ToScalar();
        var rows = scores.ge(number).nonzero().squeeze(1);
        return rows.cpu().data<long>().ToArray().Zip(scores.index_select(0, rows).cpu().data<float>().ToArray());
    }

    private static RankedList List(IEnumerable<(long Row, float Score)> candidates, int count)
    {
        var list = candidates.OrderByDescending(static c => c.Score).ThenBy(static c => c.Row).Take(count).ToArray();
        foreach (var (row, score) in list)
        {
            if (!float.IsFinite(score)) throw NotANumber.OfItem((int)row, score);
        }

        return new RankedList(Array.ConvertAll(list, static c => (int)c.Row), Array.ConvertAll(list, static c => c.Score));
    }

    private static S3RecNetwork Load(
        NetworkOptions options, int itemCount, IReadOnlyDictionary<string, WeightTensor> weights, Device device)
    {
        using var scope = NewDisposeScope(); // for what initialisation leaves; parameters outlive it
        var network = new S3RecNetwork(options, itemCount, RowCount(weights, "attribute_embeddings.weight") - 1, device);
        try
        {
            NetworkWeights.Import(network, weights);
            return network;
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    private static int RowCount(IReadOnlyDictionary<string, WeightTensor> weights, string name)
        => weights.TryGetValue(name, out var tensor) && tensor.Shape.Length == 2
            ? (int)tensor.Shape[0]
            : throw new ArgumentException(
                $"The weight '{name}' is missing or no matrix: the checkpoint is of another kind of network.");
}
