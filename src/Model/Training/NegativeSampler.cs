using S3Rec.Model.Data;

namespace S3Rec.Model.Training;

/// <summary>Draws items a user has not taken, uniformly over the catalogue.</summary>
internal sealed class NegativeSampler
{
    /// <summary>Draws after which a taken item is accepted: a user who has taken nearly everything must not stop training.</summary>
    private const int DrawsMax = 100;

    private readonly int _itemCount;
    private readonly int[][] _taken;

    /// <param name="data">The users.</param>
    /// <param name="includeHeldOut">Whether held-out items count as taken.</param>
    public NegativeSampler(SequenceData data, bool includeHeldOut)
    {
        _itemCount = data.Vocabulary.ItemCount;
        _taken = Array.ConvertAll(data.Sequences, items =>
        {
            int[] taken = [.. includeHeldOut ? items : LeaveOneOut.TrainingPart(items)];
            Array.Sort(taken);
            return taken;
        });
    }

    /// <summary>An item row, 1 to V, outside of what the user has taken.</summary>
    public int Draw(int user, Random random)
    {
        var taken = _taken[user];
        int item;
        var draws = 0;
        do
        {
            item = random.Next(1, _itemCount + 1);
        }
        while (Array.BinarySearch(taken, item) >= 0 && ++draws < DrawsMax);

        return item;
    }
}
