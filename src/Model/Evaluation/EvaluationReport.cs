namespace S3Rec.Model.Evaluation;

/// <summary>Models side by side on the same targets.</summary>
/// <param name="Protocol">Such as "full, test".</param>
/// <param name="Users">Users the metrics are means over.</param>
/// <param name="Targets">Items to find.</param>
/// <param name="UsersLeftOut">Users without a target.</param>
/// <param name="Items">V.</param>
/// <param name="Resamples">Of the bootstrap.</param>
/// <param name="Seed">Of the bootstrap.</param>
/// <param name="Baseline">The contender that the others are compared with.</param>
/// <param name="Contenders">In the order given.</param>
public sealed record EvaluationReport(
    string Protocol, int Users, int Targets, int UsersLeftOut, int Items, int Resamples, int Seed, string Baseline,
    IReadOnlyList<ContenderReport> Contenders);

/// <summary>One model's results.</summary>
/// <param name="Name">The contender.</param>
/// <param name="Metrics">By name, in this order: HR@k, NDCG@k, MRR; where targets are ranked against the whole catalogue also MeanPopularity@k,
/// Novelty@k, Coverage@k, Gini@k. The same names for every contender.</param>
/// <param name="Slices">Parts of the targets; those without a target are left out. The same for every contender.</param>
/// <param name="Warnings">Why the metrics may mislead; empty when nothing is known against them.</param>
public sealed record ContenderReport(
    string Name, IReadOnlyDictionary<string, Measurement> Metrics, IReadOnlyList<Slice> Slices, IReadOnlyList<string> Warnings);

/// <summary>A metric's value.</summary>
/// <param name="Value">Over all users.</param>
/// <param name="Interval">95 % interval; null for coverage and Gini, which are no means over users.</param>
/// <param name="Difference">Value less the baseline's; null for the baseline itself.</param>
/// <param name="DifferenceInterval">95 % interval of the difference, on the same users; without 0 in it the two differ.</param>
public sealed record Measurement(double Value, Interval? Interval, double? Difference, Interval? DifferenceInterval);

/// <summary>A part of the targets.</summary>
/// <param name="By">What they are divided by: "history length" or "item frequency".</param>
/// <param name="Name">Such as "6 to 10", in items before the target or in known interactions with it; "0 (cold)" for items never taken.</param>
/// <param name="Targets">How many, at least one.</param>
/// <param name="Metrics">Means over the targets: HR@10, NDCG@10, MRR.</param>
public sealed record Slice(string By, string Name, int Targets, IReadOnlyDictionary<string, double> Metrics);
