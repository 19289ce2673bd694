using S3Rec.Model.Data;

namespace S3Rec.Model.Training;

/// <summary>One step's input or a part of it, prepared without libtorch. B prefixes, each T long at most, aligned to the right.</summary>
/// <param name="Size">B.</param>
/// <param name="Length">T, the longest prefix of the batch.</param>
/// <param name="Inputs">Four blocks of (B, T) item rows: items masked one by one; one segment masked; that segment alone; another
/// user's segment in its place. One encoder pass reads all four.</param>
/// <param name="Hidden">Flat positions in the first block that hold the mask: (M).</param>
/// <param name="HiddenItems">What stood there: (M).</param>
/// <param name="NegativeItems">What did not: (M).</param>
/// <param name="Shown">Flat positions in the first block that hold an item: (N).</param>
/// <param name="HiddenAttributes">How many attributes the hidden items have together.</param>
/// <param name="ShownAttributes">How many the shown items have together.</param>
internal sealed record PretrainBatch(
    int Size, int Length, long[] Inputs, long[] Hidden, long[] HiddenItems, long[] NegativeItems, long[] Shown,
    int HiddenAttributes, int ShownAttributes) : ITrainingBatch
{
    /// <summary>The loss is a sum already.</summary>
    public double LossWeight => 1;
}

/// <summary>
/// Every prefix of every user's training part, as published: the last item of a prefix is always hidden, others by chance; a
/// segment of 1 to half the length is cut out and set against a random one of the whole log (sections 4.3.2 and 4.3.4).
/// </summary>
/// <remarks>One enumeration at a time: it fills buffers of its own.</remarks>
internal sealed class PretrainBatches
{
    private readonly SequenceData _data;
    private readonly PretrainOptions _options;
    private readonly NegativeSampler _negatives;
    private readonly int _seed;
    private readonly int _maxLength;
    private readonly int[] _exampleUsers;
    private readonly int[] _exampleLengths;
    private readonly int[] _everything;

    // Filled anew for every batch, and copied out at their length.
    private readonly List<long> _hidden = [], _hiddenItems = [], _negativeItems = [], _shown = [];

    public PretrainBatches(SequenceData data, PretrainOptions options, int maxLength, int seed)
    {
        (_data, _options, _maxLength, _seed) = (data, options, maxLength, seed);
        _negatives = new NegativeSampler(data, options.UseHeldOutForNegatives);
        var users = new List<int>();
        var lengths = new List<int>();
        for (var user = 0; user < data.Sequences.Length; user++)
        {
            var longest = Math.Min(maxLength, LeaveOneOut.TrainingPart(data.Sequences[user]).Length);
            for (var length = 1; length <= longest; length++)
            {
                users.Add(user);
                lengths.Add(length);
            }
        }

        (_exampleUsers, _exampleLengths) = ([.. users], [.. lengths]);
        _everything = [.. data.Sequences.SelectMany(s => options.UseHeldOutForNegatives ? s : LeaveOneOut.TrainingPart(s).ToArray())];
    }

    /// <summary>Prefixes in an epoch.</summary>
    public int ExampleCount => _exampleUsers.Length;

    /// <summary>One pass over all prefixes; the same seed and epoch give the same batches.</summary>
    public IEnumerable<PretrainBatch> Epoch(int epoch) => Epoch(epoch, parts: 1).Select(static batch => batch[0]);

    /// <summary>The same with every batch in parts of about as much work, as many as asked for or fewer.</summary>
    public IEnumerable<PretrainBatch[]> Epoch(int epoch, int parts)
    {
        var random = new Random(EpochSeed.Of(_seed, epoch));
        foreach (var examples in LengthBuckets.ShuffleByCount(_exampleLengths, _options.BatchSize, random))
        {
            yield return Array.ConvertAll(
                LengthBuckets.Deal(examples, parts), part => Prepare(part, part.Max(e => _exampleLengths[e]), random));
        }
    }

    /// <summary>The same examples in random batches, padded to the longest sequence the network reads: see
    /// <see cref="PaddedForm"/>.</summary>
    public IEnumerable<PretrainBatch> PaddedEpoch(int epoch)
    {
        var random = new Random(EpochSeed.Of(_seed, epoch));
        foreach (var examples in LengthBuckets.ShuffleAcrossLengths(_exampleLengths, _options.BatchSize, random))
        {
            yield return Prepare(examples, _maxLength, random);
        }
    }

    private PretrainBatch Prepare(int[] examples, int length, Random random)
    {
        var block = examples.Length * length;
        var inputs = new long[4 * block];
        var (hiddenAttributes, shownAttributes) = (0, 0);
        _hidden.Clear();
        _hiddenItems.Clear();
        _negativeItems.Clear();
        _shown.Clear();
        for (var b = 0; b < examples.Length; b++)
        {
            var user = _exampleUsers[examples[b]];
            var prefix = Prefix(examples[b]);
            var offset = (b + 1) * length - prefix.Length;
            for (var i = 0; i < prefix.Length; i++)
            {
                if (i == prefix.Length - 1 || random.NextDouble() < _options.MaskProbability)
                {
                    inputs[offset + i] = _data.Vocabulary.MaskRow;
                    _hidden.Add(offset + i);
                    _hiddenItems.Add(prefix[i]);
                    _negativeItems.Add(_negatives.Draw(user, random));
                    hiddenAttributes += _data.ItemAttributes[prefix[i]].Length;
                }
                else
                {
                    inputs[offset + i] = prefix[i];
                    _shown.Add(offset + i);
                    shownAttributes += _data.ItemAttributes[prefix[i]].Length;
                }
            }

            CutSegment(prefix, inputs.AsSpan(), offset, block, random);
        }

        return new PretrainBatch(
            examples.Length, length, inputs, [.. _hidden], [.. _hiddenItems], [.. _negativeItems], [.. _shown],
            hiddenAttributes, shownAttributes);
    }

    /// <summary>Fills the three segment blocks. A prefix of one item has no segment to cut: all three hold the prefix, as
    /// published.</summary>
    private void CutSegment(ReadOnlySpan<int> prefix, Span<long> inputs, int offset, int block, Random random)
    {
        var size = prefix.Length < 2 ? 0 : random.Next(1, prefix.Length / 2 + 1);
        var start = random.Next(0, prefix.Length - size + 1);
        var other = random.Next(0, _everything.Length - size + 1);
        for (var i = 0; i < prefix.Length; i++)
        {
            var inside = i >= start && i < start + size;
            var rest = prefix.Length < 2 ? prefix[i] : _data.Vocabulary.MaskRow;
            inputs[block + offset + i] = inside ? _data.Vocabulary.MaskRow : prefix[i];
            inputs[2 * block + offset + i] = inside ? prefix[i] : rest;
            inputs[3 * block + offset + i] = inside ? _everything[other + i - start] : rest;
        }
    }

    private ReadOnlySpan<int> Prefix(int example)
    {
        var training = LeaveOneOut.TrainingPart(_data.Sequences[_exampleUsers[example]]);
        return training[Math.Max(0, training.Length - _maxLength)..][.._exampleLengths[example]];
    }
}
