using S3Rec.Model.Data;

namespace S3Rec.Model.Training;

/// <summary>One step's input or a part of it, prepared without libtorch. B users, each T items long at most, aligned to the
/// right.</summary>
/// <param name="Size">B.</param>
/// <param name="Length">T, the longest sequence of the batch.</param>
/// <param name="Inputs">Item rows, (B, T).</param>
/// <param name="Positions">Flat positions that hold an item: (N).</param>
/// <param name="Targets">The item that came after each of them: (N).</param>
/// <param name="Negatives">An item that did not: (N); empty when the loss needs none.</param>
/// <param name="Sample">Items that stand for the catalogue; null when the loss needs none.</param>
internal sealed record FinetuneBatch(
    int Size, int Length, long[] Inputs, long[] Positions, long[] Targets, long[] Negatives, ItemSample? Sample = null) : ITrainingBatch
{
    /// <summary>Predictions of the step that this is a part of.</summary>
    public int StepPositions { get; init; } = Positions.Length;

    /// <summary>The loss is a mean over the step's predictions.</summary>
    public double LossWeight => StepPositions;
}

/// <summary>Each user's training part once: every item predicts the one after it (section 4.4).</summary>
internal sealed class FinetuneBatches
{
    private readonly SequenceData _data;
    private readonly FinetuneOptions _options;
    private readonly NegativeSampler? _negatives;
    private readonly ItemSampler? _sampler;
    private readonly int _seed;
    private readonly int _maxLength;
    private readonly int[] _users;
    private readonly int[] _lengths;

    public FinetuneBatches(SequenceData data, FinetuneOptions options, int maxLength, int seed)
    {
        (_data, _options, _maxLength, _seed) = (data, options, maxLength, seed);
        _negatives = options.Loss == FinetuneLoss.Bce ? new NegativeSampler(data, options.UseHeldOutForNegatives) : null;
        _sampler = options.Loss == FinetuneLoss.CrossEntropy && data.Vocabulary.ItemCount > options.SampleAboveItems
            ? new ItemSampler(data, options.SampledItems)
            : null;
        _users = [.. Enumerable.Range(0, data.Sequences.Length).Where(u => LeaveOneOut.TrainingPart(data.Sequences[u]).Length > 1)];
        _lengths = Array.ConvertAll(_users, u => Math.Min(maxLength, LeaveOneOut.TrainingPart(data.Sequences[u]).Length - 1));
    }

    /// <summary>Users in an epoch.</summary>
    public int ExampleCount => _users.Length;

    /// <summary>Predictions in an epoch.</summary>
    public long PositionCount => _lengths.Sum(static n => (long)n);

    /// <summary>One pass over all users; the same seed and epoch give the same batches.</summary>
    public IEnumerable<FinetuneBatch> Epoch(int epoch) => Epoch(epoch, parts: 1).Select(static batch => batch[0]);

    /// <summary>The same with every batch in parts of about as much work, as many as asked for or fewer.</summary>
    public IEnumerable<FinetuneBatch[]> Epoch(int epoch, int parts)
    {
        var random = new Random(EpochSeed.Of(_seed, epoch));
        foreach (var examples in LengthBuckets.ShuffleByItems(_lengths, _options.BatchSize, random))
        {
            var dealt = Array.ConvertAll(
                LengthBuckets.Deal(examples, parts), part => Prepare(part, part.Max(e => _lengths[e]), random));
            var (sample, positions) = (_sampler?.Draw(random), dealt.Sum(static part => part.Positions.Length));
            yield return Array.ConvertAll(dealt, part => part with { Sample = sample, StepPositions = positions });
        }
    }

    /// <summary>The same examples in random batches, padded to the longest sequence the network reads: see
    /// <see cref="PaddedForm"/>.</summary>
    public IEnumerable<FinetuneBatch> PaddedEpoch(int epoch)
    {
        var random = new Random(EpochSeed.Of(_seed, epoch));
        foreach (var examples in LengthBuckets.ShuffleAcrossLengths(_lengths, _options.BatchSize, random))
        {
            yield return Prepare(examples, _maxLength, random);
        }
    }

    private FinetuneBatch Prepare(int[] examples, int length, Random random)
    {
        var count = examples.Sum(e => _lengths[e]);
        var inputs = new long[examples.Length * length];
        var positions = new long[count];
        var targets = new long[count];
        var negatives = _negatives is null ? [] : new long[count];
        var n = 0;
        for (var b = 0; b < examples.Length; b++)
        {
            var user = _users[examples[b]];
            var own = _lengths[examples[b]];
            var items = LeaveOneOut.TrainingPart(_data.Sequences[user])[^(own + 1)..];
            for (var i = 0; i < own; i++, n++)
            {
                positions[n] = (b + 1) * length - own + i;
                inputs[positions[n]] = items[i];
                targets[n] = items[i + 1];
                if (_negatives is not null)
                {
                    negatives[n] = _negatives.Draw(user, random);
                }
            }
        }

        return new FinetuneBatch(examples.Length, length, inputs, positions, targets, negatives);
    }
}
