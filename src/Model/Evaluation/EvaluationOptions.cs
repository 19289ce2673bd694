namespace S3Rec.Model.Evaluation;

/// <summary>How to evaluate.</summary>
public sealed class EvaluationOptions
{
    /// <summary>Threads that rank, 1 to 1024. Fewer leave processors to serving; the result is the same. Default: one per
    /// processor.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>The k of HR@k and NDCG@k, each at least 1.</summary>
    public IReadOnlyList<int> Cutoffs { get; init; } = [1, 5, 10, 20];

    /// <summary>The k of coverage@k and the other metrics of lists, each at least 1.</summary>
    public IReadOnlyList<int> ListCutoffs { get; init; } = [10, 20];

    /// <summary>Resamples of the bootstrap, 100 to 100,000. Default 1000: the ends of a 95 % interval then stand on 25 resamples each.</summary>
    public int Resamples { get; init; } = 1000;

    /// <summary>Decides the resamples.</summary>
    public int Seed { get; init; } = 42;

    internal void Validate()
    {
        var errors = new List<string>();
        if (Threads is < 1 or > 1024) errors.Add($"Threads is {Threads}; set it from 1 to 1024.");
        errors.AddRange(Cutoffs.Where(static k => k < 1).Select(static k => $"Cutoffs hold {k}; a list has at least 1 item."));
        errors.AddRange(ListCutoffs.Where(static k => k < 1).Select(static k => $"ListCutoffs hold {k}; a list has at least 1 item."));
        if (Resamples is < 100 or > 100_000) errors.Add($"Resamples is {Resamples}; set it from 100 to 100000.");
        if (errors.Count > 0) throw new ArgumentException(string.Join(" ", errors));
    }
}
