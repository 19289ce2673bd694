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
    /// <exception cref="UnknownModelException">There is no such version.</exception>
    /// <exception cref="CheckpointRefusedException">It cannot serve.</exception>
    public async Task<ServingModel> Load(int version, CancellationToken cancellationToken)
    {
        if (await store.Find(version, cancellationToken) is null)
            throw new UnknownModelException(version);

        var folder = await store.GetFolder(version, cancellationToken);
        return await Task.Factory.StartNew(
            () => Open(version, folder), cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    private ServingModel Open(int version, string folder)
    {
        var opened = source.Open(folder);
        try
        {
            var itemOfRow = MapRows(version, opened.Vocabulary);
            WarmUp(version, opened);
            return new(version, opened.Ranker, itemOfRow, Invert(itemOfRow));
        }
        catch
        {
            opened.Ranker.Dispose();
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

    private static int[] Invert(int[] itemOfRow)
    {
        var rowOfItem = new int[itemOfRow.Skip(1).Max() + 1];
        for (var row = 1; row < itemOfRow.Length; row++)
            rowOfItem[itemOfRow[row]] = row;
        return rowOfItem;
    }

    /// <summary>Touches all that a first request would touch. The histories are spread over the vocabulary.</summary>
    private void WarmUp(int version, OpenedModel opened)
    {
        var items = opened.Vocabulary.ItemCount;
        var queries = new RankQuery[options.WarmUpQueries];
        for (var i = 0; i < queries.Length; i++)
            queries[i] = new([1 + (int)((long)i * items / queries.Length)], Exclude: [], Count: Math.Min(items, 10));

        var lists = new RankedList[queries.Length];
        try
        {
            opened.Ranker.Rank(queries, lists);
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
                    $"Model version {version} gave the history of item '{opened.Vocabulary.ItemOfRow(queries[i].History[0])}' "
                    + $"{(lists[i].Scores is { Length: > 0 } ? "scores that are not finite" : "no list")}. Train it anew.");
            }
        }
    }
}
