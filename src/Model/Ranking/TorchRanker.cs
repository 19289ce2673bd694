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
    private readonly ColdCandidates _cold = new();
    private float[] _coldFits = [];
    private readonly TopK _best = new();
    private readonly ItemTable _table;
    private readonly MarginalRelevance _diversity;
    private readonly Explainer _explainer;
    private readonly SimilarRows _similar;
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
        _table = new ItemTable(weights["item_embeddings.weight"].Values, options.Hidden);
        _diversity = new MarginalRelevance(_table, blend?.Attributes);
        _explainer = new Explainer(_itemCount, options.MaxLength, blend, NetworkScores);
        _similar = new SimilarRows(_itemCount, blend?.Attributes);
    }

    /// <inheritdoc/>
    public void Rank(ReadOnlySpan<RankQuery> queries, Span<RankedList> lists)
    {
        foreach (var query in queries) QueryCheck.Check(query, _itemCount, _blend);
        for (var first = 0; first < queries.Length; first += _queriesMax)
        {
            var count = Math.Min(_queriesMax, queries.Length - first);
            RankBatch(queries.Slice(first, count), lists.Slice(first, count));
        }
    }

    /// <inheritdoc/>
    public void Explain(ReadOnlySpan<ExplainQuery> queries, Span<Explanation> explanations)
    {
        foreach (var query in queries) QueryCheck.Check(query, _itemCount, _blend);
        for (var i = 0; i < queries.Length; i++) explanations[i] = _explainer.Explain(queries[i]);
    }

    /// <inheritdoc/>
    public void Similar(ReadOnlySpan<SimilarQuery> queries, Span<RankedList> lists)
    {
        foreach (var query in queries) QueryCheck.Check(query, _itemCount, _blend);
        _similar.Find(queries, lists, SimilarKnown);
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
        var histories = Array.ConvertAll(queries.ToArray(), static query => (ReadOnlyMemory<int>)query.History);
        var hidden = _network.Encode(Histories(histories), causal: true).select(1, -1);     // (B, C)
        var scores = matmul(hidden, _network.ItemEmbeddings.t());                           // (B, V + 2)
        if (_blend is not null) AddBlend(_blend, queries, scores);
        var means = matmul(hidden, Device(_table.Mean, _options.Hidden)).cpu().data<float>().ToArray(); // (B)

        var pools = Array.ConvertAll(queries.ToArray(), MarginalRelevance.PoolOf);
        var filters = Array.ConvertAll(queries.ToArray(), static query => (query.Exclude, query.Only));
        var known = TorchTopK.Find(scores, _notItems, filters, pools, _itemCount);
        for (var i = 0; i < lists.Length; i++)
        {
            var filter = new RowFilter(queries[i].Exclude, queries[i].Only);
            _cold.Collect(queries[i].History, queries[i].Cold, filter, _blend, _table.FirstColdRow, ref _coldFits);
            lists[i] = _diversity.Choose(queries[i], WithCold(known[i], pools[i], means[i]));
        }
    }

    private RankedList WithCold(RankedList known, int count, float mean)
    {
        if (_cold.Count == 0) return known;

        _best.Begin(Math.Min(count, known.Rows.Length + _cold.Count));
        for (var i = 0; i < known.Rows.Length; i++) _best.Offer(known.Rows[i], known.Scores[i]); // of equals the lower row first
        _cold.OfferTo(_best, mean);
        return _best.Finish();
    }

    private void SimilarKnown(ReadOnlySpan<SimilarQuery> queries, Span<RankedList> lists)
    {
        for (var first = 0; first < queries.Length; first += _queriesMax)
        {
            var batch = queries.Slice(first, Math.Min(_queriesMax, queries.Length - first)).ToArray();
            using var gradient = no_grad();
            using var scope = NewDisposeScope();
            var seeds = new float[batch.Length * _options.Hidden];
            for (var i = 0; i < batch.Length; i++) _table.Normalise(batch[i].Row, seeds.AsSpan(i * _options.Hidden, _options.Hidden));

            var cosines = matmul(Device(seeds, batch.Length, _options.Hidden), _network.ItemEmbeddings.t())
                .mul(Device(_table.InverseLengths, _itemCount + 2));                                    // (B, V + 2)
            var filters = Array.ConvertAll(batch, static query => (SimilarRows.ExcludeWithSelf(query), query.Only));
            var counts = Array.ConvertAll(batch, static query => query.Count);
            TorchTopK.Find(cosines, _notItems, filters, counts, _itemCount).CopyTo(lists[first..]);
        }
    }

    /// <inheritdoc cref="Ranking.NetworkScores"/>
    private void NetworkScores(ReadOnlySpan<ReadOnlyMemory<int>> histories, ReadOnlySpan<int> rows, Span<float> scores)
    {
        using var gradient = no_grad();
        using var scope = NewDisposeScope();
        var vectors = new float[rows.Length * _options.Hidden];
        for (var r = 0; r < rows.Length; r++) _table.Of(rows[r]).CopyTo(vectors.AsSpan(r * _options.Hidden));

        var hidden = _network.Encode(Histories(histories), causal: true).select(1, -1);             // (B, C)
        matmul(hidden, Device(vectors, rows.Length, _options.Hidden).t()).cpu().data<float>().ToArray().CopyTo(scores);
    }

    private Tensor Device(float[] values, params long[] shape) => tensor(values, shape, device: _network.Device);

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
    private Tensor Histories(ReadOnlySpan<ReadOnlyMemory<int>> histories)
    {
        var length = 0;
        foreach (var history in histories) length = Math.Max(length, Math.Min(history.Length, _options.MaxLength));

        var rows = new long[histories.Length * length];
        for (var i = 0; i < histories.Length; i++)
        {
            var history = histories[i].Span;
            var read = Math.Min(history.Length, length);
            for (var t = 1; t <= read; t++) rows[((i + 1) * length) - t] = history[^t];
        }

        return tensor(rows, [histories.Length, length], device: _network.Device);
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
