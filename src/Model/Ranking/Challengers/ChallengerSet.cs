using S3Rec.Model.Data;

namespace S3Rec.Model.Ranking.Challengers;

/// <summary>An untrained ranker by name.</summary>
/// <param name="Name">Such as "transitions".</param>
/// <param name="Create">Makes one for a thread, which disposes it.</param>
public sealed record Challenger(string Name, Func<ICatalogueRanker> Create);

/// <summary>The statistics of one data set that trained models are held against, and blended with.</summary>
public sealed class ChallengerSet
{
    /// <summary>What attributes weigh beside transitions where nothing was trained: on validation targets the best of a coarse grid on
    /// Beauty, and within 2 % of the best on LastFM.</summary>
    public const float AttributeWeight = 0.2f;

    private ChallengerSet(Popularity popularity, ItemTransitions transitions, AttributeSimilarity attributes) =>
        (Popularity, Transitions, Attributes) = (popularity, transitions, attributes);

    /// <summary>Counts of items.</summary>
    public Popularity Popularity { get; }

    /// <summary>What comes near what.</summary>
    public ItemTransitions Transitions { get; }

    /// <summary>Which items share attributes.</summary>
    public AttributeSimilarity Attributes { get; }

    /// <summary>Whether any item has an attribute that tells it from others.</summary>
    public bool HasAttributes => Attributes.IsInformative;

    /// <summary>Popularity, transitions, and, where items have attributes, transitions + attributes.</summary>
    public IReadOnlyList<Challenger> All =>
    [
        new("popularity", () => new ChallengerRanker(Popularity)),
        new("transitions", () => new ChallengerRanker(Popularity, (Transitions, 1))),
        .. HasAttributes
            ? [new Challenger(
                "transitions + attributes",
                () => new ChallengerRanker(Popularity, (Transitions, 1), (Attributes, AttributeWeight)))]
            : Array.Empty<Challenger>(),
    ];

    /// <summary>Of the training parts of a data set; its held-out items count for nothing.</summary>
    public static ChallengerSet OfTrainingParts(SequenceData data) => Of(TrainingParts(data), data);

    internal static ReadOnlyMemory<int>[] TrainingParts(SequenceData data) => Array.ConvertAll(
        data.Sequences, static items => (ReadOnlyMemory<int>)items.AsMemory(0, LeaveOneOut.TrainingPart(items).Length));

    /// <summary>Of whole sequences, where what must not be known has been left out of them.</summary>
    /// <param name="sequences">Item rows, oldest first.</param>
    /// <param name="data">The vocabulary and the attributes.</param>
    public static ChallengerSet Of(IReadOnlyCollection<ReadOnlyMemory<int>> sequences, SequenceData data)
    {
        var itemCount = data.Vocabulary.ItemCount;
        return new ChallengerSet(
            Popularity.Count(sequences, itemCount),
            ItemTransitions.Count(sequences, itemCount),
            new AttributeSimilarity(data.ItemAttributes, data.Vocabulary.AttributeCount));
    }
}
