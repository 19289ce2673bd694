namespace S3Rec.Model.Evaluation;

/// <summary>How to evaluate.</summary>
public sealed class EvaluationOptions
{
    /// <summary>Threads that rank, 1 to 1024. Fewer leave processors to serving; the result is the same. Default: one per processor.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>The k of HR@k and NDCG@k, each at least 1.</summary>
    public IReadOnlyList<int> Cutoffs { get; init; } = [1, 5, 10, 20];

    internal void Validate()
    {
        var errors = new List<string>();
        if (Threads is < 1 or > 1024) errors.Add($"Threads is {Threads}; set it from 1 to 1024.");
        errors.AddRange(Cutoffs.Where(static k => k < 1).Select(static k => $"Cutoffs hold {k}; a list has at least 1 item."));
        if (errors.Count > 0) throw new ArgumentException(string.Join(" ", errors));
    }
}
