namespace S3Rec.Model.Evaluation;

/// <summary>One item to find.</summary>
/// <param name="User">The user's index in the data.</param>
/// <param name="History">Item rows before it, oldest first, at least one.</param>
/// <param name="Item">The item's row.</param>
/// <param name="Candidates">The items it is ranked against; null for the whole catalogue less the history.</param>
public readonly record struct EvaluationTarget(int User, ReadOnlyMemory<int> History, int Item, int[]? Candidates = null);
