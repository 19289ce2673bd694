using S3Rec.Contracts;
using S3Rec.Grains.Inference;
using S3Rec.Model.Data;
using S3Rec.Model.Ranking;
using S3Rec.Storage;

namespace S3Rec.Grains.Models;

/// <summary>Makes a version of the store ready to serve: read, verified, mapped to the catalogue, warmed up. All of it beside the
/// model that serves, and off the Orleans scheduler.</summary>
internal sealed class ModelLoader(ICheckpointStore store, ICatalogue catalogue, IRankerSource source, ModelOptions options)
{
    /// <summary>Loads a version of the store.</summary>
    /// <param name="version">The version.</param>
    /// <param name="rankerCount">Rankers to make of it: one for each thread.</param>
    /// <param name="cancellationToken">Gives up before the checkpoint is opened.</param>
    /// <exception cref="UnknownModelException">There is no such version.</exception>
    /// <exception cref="CheckpointRefusedException">It cannot serve.</exception>
    public async Task<ServingModel> Load(int version, int rankerCount, CancellationToken cancellationToken)
    {
        if (await store.Find(version, cancellationToken) is null)
            throw new UnknownModelException(version);

        var folder = await store.GetFolder(version, cancellationToken);
        return await Task.Factory.StartNew(
            () => Open(version, folder, rankerCount), cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    private ServingModel Open(int version, string folder, int rankerCount)
    {
        var opened = source.Open(folder);
        var itemOfRow = MapRows(version, opened.Vocabulary);
        var rankers = new List<IRanker>(rankerCount);
        try
        {
            while (rankers.Count < rankerCount)
            {
                rankers.Add(opened.CreateRanker());
                WarmUp(version, opened.Vocabulary, rankers[^1]);
            }

            return new(version, rankers, new ModelItems(opened.Vocabulary, itemOfRow, catalogue));
        }
        catch
        {
            rankers.ForEach(static ranker => ranker.Dispose());
            throw;
        }
    }

    private int[] MapRows(int version, Vocabulary vocabulary)
    {
        if (vocabulary.ItemCount == 0)
            throw new CheckpointRefusedException($"Model version {version} knows no items. Train it on a log that has some.");

        var itemOfRow = new int[vocabulary.ItemCount + 1];
        for (var row = 1; row <= vocabulary.ItemCount; row++)
        {
            var itemId = vocabulary.ItemOfRow(row);
            if (!catalogue.TryGetItem(itemId, out itemOfRow[row]))
            {
                throw new CheckpointRefusedException(
                    $"Model version {version} is of another vocabulary: its item '{itemId}' (row {row} of {vocabulary.ItemCount}) is "
                    + $"not among the {catalogue.Count} items of the catalogue. Import its items first, or train on this log.");
            }
        }

        return itemOfRow;
    }

    /// <summary>Touches all that a first request would touch. The histories are spread over the vocabulary.</summary>
    private void WarmUp(int version, Vocabulary vocabulary, IRanker ranker)
    {
        var items = vocabulary.ItemCount;
        var queries = new RankQuery[options.WarmUpQueries];
        for (var i = 0; i < queries.Length; i++)
            queries[i] = new([1 + (int)((long)i * items / queries.Length)], Exclude: [], Count: Math.Min(items, 10));

        var lists = new RankedList[queries.Length];
        try
        {
            ranker.Rank(queries, lists);
        }
        catch (NotFiniteNumberException notFinite)
        {
            throw new CheckpointRefusedException($"Model version {version} is refused in its warm-up: {notFinite.Message}");
        }

        for (var i = 0; i < lists.Length; i++)
        {
            if (lists[i].Scores is not { Length: > 0 } scores || !Array.TrueForAll(scores, float.IsFinite))
            {
                throw new CheckpointRefusedException(
                    $"Model version {version} gave the history of item '{vocabulary.ItemOfRow(queries[i].History[0])}' "
                    + $"{(lists[i].Scores is { Length: > 0 } ? "scores that are not finite" : "no list")}. Train it anew.");
            }
        }
    }
}
