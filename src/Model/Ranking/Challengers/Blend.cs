namespace S3Rec.Model.Ranking.Challengers;

/// <summary>
/// What a model's scores are helped by: score = model + λ·transitions + μ·attributes. The model's scores are logits, in which a step of 1
/// multiplies an item's odds by e; λ and μ have that unit. Immutable: all rankers share one.
/// </summary>
public sealed class Blend
{
    /// <summary>Largest λ and μ. Beyond it the model no longer matters.</summary>
    public const float WeightMax = 1000;

    /// <param name="transitionWeight">λ, 0 to <see cref="WeightMax"/>.</param>
    /// <param name="attributeWeight">μ, 0 to <see cref="WeightMax"/>.</param>
    /// <param name="transitions">In the rows of the model.</param>
    /// <param name="attributes">In the rows of the model.</param>
    /// <exception cref="ArgumentException">A weight is out of range, or the parts are of different catalogues.</exception>
    public Blend(float transitionWeight, float attributeWeight, ItemTransitions transitions, AttributeSimilarity attributes)
    {
        if (!(transitionWeight is >= 0 and <= WeightMax) || !(attributeWeight is >= 0 and <= WeightMax))
            throw new ArgumentException($"λ is {transitionWeight} and μ is {attributeWeight}; both go from 0 to {WeightMax}.");
        if (transitions.ItemCount != attributes.ItemCount)
        {
            throw new ArgumentException(
                $"The transitions are of {transitions.ItemCount} items and the attributes of {attributes.ItemCount}. Take both from the same data.");
        }

        (TransitionWeight, AttributeWeight, Transitions, Attributes) = (transitionWeight, attributeWeight, transitions, attributes);
    }

    /// <summary>λ.</summary>
    public float TransitionWeight { get; }

    /// <summary>μ.</summary>
    public float AttributeWeight { get; }

    /// <summary>What comes near what.</summary>
    public ItemTransitions Transitions { get; }

    /// <summary>Which items share attributes.</summary>
    public AttributeSimilarity Attributes { get; }

    /// <summary>V.</summary>
    public int ItemCount => Transitions.ItemCount;

    /// <summary>Replaces the terms by those of a history.</summary>
    internal void Collect(ReadOnlySpan<int> history, SparseTerms terms)
    {
        terms.Clear();
        Add(Transitions, TransitionWeight, history, terms);
        Add(Attributes, AttributeWeight, history, terms);
    }

    private static void Add(IHistoryScorer scorer, float weight, ReadOnlySpan<int> history, SparseTerms terms)
    {
        if (weight > 0) scorer.Collect(history, weight, terms);
    }
}
