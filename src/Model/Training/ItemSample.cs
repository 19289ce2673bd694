using S3Rec.Model.Data;

namespace S3Rec.Model.Training;

/// <summary>Items drawn for one step of a sampled softmax.</summary>
/// <param name="Items">Item rows, with repetitions: (S).</param>
/// <param name="LogExpected">The logarithm of how often each of them was to be drawn: (S).</param>
internal sealed record ItemSample(long[] Items, float[] LogExpected);

/// <summary>Draws items with a probability that grows with how often they are taken, (count + 1)^¾: popular items are the ones a
/// softmax has to tell apart, and the power leaves the rare ones a chance.</summary>
internal sealed class ItemSampler
{
    private const double Power = 0.75;

    private readonly int _size;
    private readonly double[] _cumulated;

    /// <param name="data">Held-out items do not count.</param>
    /// <param name="size">S.</param>
    public ItemSampler(SequenceData data, int size)
    {
        _size = size;
        var counts = new int[data.Vocabulary.ItemCount];
        foreach (var sequence in data.Sequences)
        {
            foreach (var item in LeaveOneOut.TrainingPart(sequence))
            {
                counts[item - 1]++;
            }
        }

        _cumulated = new double[counts.Length];
        var sum = 0.0;
        for (var i = 0; i < counts.Length; i++)
        {
            _cumulated[i] = sum += Math.Pow(counts[i] + 1, Power);
        }
    }

    public ItemSample Draw(Random random)
    {
        var (items, logExpected) = (new long[_size], new float[_size]);
        for (var n = 0; n < _size; n++)
        {
            var place = Array.BinarySearch(_cumulated, random.NextDouble() * _cumulated[^1]);
            var i = Math.Min(place < 0 ? ~place : place + 1, _cumulated.Length - 1);
            var weight = _cumulated[i] - (i == 0 ? 0 : _cumulated[i - 1]);
            items[n] = i + 1;
            logExpected[n] = (float)Math.Log(_size * weight / _cumulated[^1]);
        }

        return new ItemSample(items, logExpected);
    }
}
