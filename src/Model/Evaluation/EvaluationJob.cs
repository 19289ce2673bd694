namespace S3Rec.Model.Evaluation;

/// <summary>How far a job has come.</summary>
/// <param name="Contender">What is being evaluated.</param>
/// <param name="Done">Contenders done.</param>
/// <param name="Count">Contenders in all.</param>
public sealed record EvaluationProgress(string Contender, int Done, int Count);

/// <summary>Evaluates any number of models on the same targets and compares them with one of them.</summary>
public static class EvaluationJob
{
    /// <summary>Runs. Blocks until done; the number of threads does not change the report.</summary>
    /// <param name="targets">What to find.</param>
    /// <param name="contenders">At least one, names different; one of them is the baseline.</param>
    /// <param name="baseline">The name of the contender that the others are compared with.</param>
    /// <param name="options">Threads, cutoffs and the bootstrap.</param>
    /// <param name="progress">Told before each contender and at the end.</param>
    /// <param name="cancellationToken">Stops between blocks of targets.</param>
    /// <exception cref="ArgumentException">The options or the names are wrong.</exception>
    /// <exception cref="NotFiniteNumberException">A model gives scores that are not numbers.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static EvaluationReport Run(
        EvaluationTargets targets, IReadOnlyList<Contender> contenders, string baseline, EvaluationOptions options,
        IProgress<EvaluationProgress>? progress, CancellationToken cancellationToken)
    {
        options.Validate();
        var baselineIndex = IndexOf(contenders, baseline);
        var (values, slices) = (new UserValues[contenders.Count], new IReadOnlyList<Slice>[contenders.Count]);
        for (var i = 0; i < contenders.Count; i++)
        {
            progress?.Report(new EvaluationProgress(contenders[i].Name, i, contenders.Count));
            var ranks = Evaluator.Ranks(contenders[i].CreateRanker, targets, options.Threads, cancellationToken);
            var lists = targets.IsFull && options.ListCutoffs.Count > 0
                ? Evaluator.Lists(contenders[i].CreateRanker, targets, options.ListCutoffs.Max(), options.Threads, cancellationToken)
                : null;
            (values[i], slices[i]) = (UserValues.Of(targets, ranks, lists, options), TargetSlices.Of(targets, ranks));
        }

        var measured = Measure(values, baselineIndex, options, cancellationToken);
        progress?.Report(new EvaluationProgress(contenders[^1].Name, contenders.Count, contenders.Count));
        return new EvaluationReport(
            targets.Protocol, values[0].Columns.GetAt(0).Value.Length, targets.Targets.Count, targets.UsersLeftOut,
            targets.Data.Vocabulary.ItemCount, options.Resamples, options.Seed, baseline,
            [.. contenders.Select((contender, i) => new ContenderReport(contender.Name, measured[i], slices[i], contender.Warnings))]);
    }

    private static int IndexOf(IReadOnlyList<Contender> contenders, string baseline)
    {
        var names = contenders.Select(static contender => contender.Name).ToArray();
        if (names.GroupBy(static name => name, StringComparer.Ordinal).FirstOrDefault(static group => group.Count() > 1) is { } twice)
            throw new ArgumentException($"{twice.Count()} contenders are called '{twice.Key}'. Give each a name of its own.", nameof(contenders));

        var index = Array.IndexOf(names, baseline);
        return index >= 0 ? index : throw new ArgumentException(
            $"The baseline '{baseline}' is not among the contenders [{string.Join(", ", names)}].", nameof(baseline));
    }

    private static OrderedDictionary<string, Measurement>[] Measure(
        UserValues[] values, int baseline, EvaluationOptions options, CancellationToken cancellationToken)
    {
        var perContender = values[0].Columns.Count;
        var bootstrap = new PairedBootstrap(
            [.. values.SelectMany(static v => v.Columns.Values)], options.Resamples, options.Seed, cancellationToken);
        return [.. values.Select((own, i) =>
        {
            var metrics = new OrderedDictionary<string, Measurement>();
            for (var column = 0; column < perContender; column++)
            {
                var (name, byUser) = own.Columns.GetAt(column);
                var value = byUser.Average();
                metrics[name] = new Measurement(
                    value,
                    bootstrap.Mean((i * perContender) + column),
                    i == baseline ? null : value - values[baseline].Columns[name].Average(),
                    i == baseline ? null : bootstrap.Difference((i * perContender) + column, (baseline * perContender) + column));
            }

            foreach (var (name, value) in own.Totals)
                metrics[name] = new Measurement(value, null, i == baseline ? null : value - values[baseline].Totals[name], null);
            return metrics;
        })];
    }
}
