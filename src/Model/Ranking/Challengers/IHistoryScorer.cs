namespace S3Rec.Model.Ranking.Challengers;

/// <summary>Scores items by statistics of the data instead of a trained network. Immutable: all threads share one.</summary>
public interface IHistoryScorer
{
    /// <summary>V: item rows are 1 to V.</summary>
    int ItemCount { get; }

    /// <summary>Adds what a history says about every item.</summary>
    /// <param name="history">Item rows, 1 to V, oldest first.</param>
    /// <param name="weight">What the scores are multiplied by.</param>
    /// <param name="terms">Where to.</param>
    internal void Collect(ReadOnlySpan<int> history, float weight, SparseTerms terms);
}
