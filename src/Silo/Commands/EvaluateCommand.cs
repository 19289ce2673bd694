using System.CommandLine;
using S3Rec.Model.Evaluation;
using S3Rec.Silo.Hosting;
using S3Rec.Silo.Progress;
using S3Rec.Silo.Reports;

namespace S3Rec.Silo.Commands;

/// <summary><c>s3rec evaluate</c>: what checkpoints score on held-out interactions, of files or of a deployment, side by side.</summary>
internal static class EvaluateCommand
{
    public static Command Create()
    {
        var defaults = new EvaluationOptions();
        var parts = new Option<bool>("--parts") { Description = "Also evaluate each blended checkpoint without its blend." };
        var seed = CommonOptions.Count("--seed", "The same seed draws the same resamples.", defaults.Seed, 0, int.MaxValue);
        var resamples = CommonOptions.Count("--resamples", "Resamples behind the 95 % intervals.", defaults.Resamples, 100, 100_000);
        var threads = CommonOptions.Count("--threads", "Processor threads.", defaults.Threads, RecipeRanges.Threads);
        var json = Output("--json", "Also write the metrics to this file: by name for one checkpoint, else the whole report.");
        var html = Output("--html", "Also write the report to this file, as a page with plots.");
        var command = new Command("evaluate", "Measure checkpoints on held-out interactions, of a data set in files or of a deployment.");
        var arguments = EvaluationInputArguments.AddTo(command);
        command.Options.Add(parts);
        var protocol = ProtocolArguments.AddTo(command, arguments);
        foreach (var option in (Option[])[json, html, seed, resamples, threads])
            command.Options.Add(option);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var input = await arguments.Read(parsed, cancellationToken);
            var options = new EvaluationOptions
            {
                Threads = parsed.GetValue(threads),
                Seed = parsed.GetValue(seed),
                Resamples = parsed.GetValue(resamples),
            };
            var output = parsed.InvocationConfiguration.Output;
            var report = await LongWork.Run(output, progressFile: null, TimeProvider.System, progress => ModelWork.Run(
                () =>
                {
                    var targets = protocol.Targets(parsed, input);
                    var contenders = Contenders(input, targets, parsed.GetValue(parts), arguments.WithChallengers(parsed));
                    return EvaluationJob.Run(targets, contenders, contenders[0].Name, options, new Steps(progress), cancellationToken);
                },
                cancellationToken));
            await EvaluationText.Write(report, output, LongWork.IsTerminal(output));
            if (parsed.GetValue(json) is { } jsonPath)
                await WriteJson(report, jsonPath, cancellationToken);
            if (parsed.GetValue(html) is { } htmlPath)
            {
                var page = EvaluationHtml.Page(report, input.Title, TimeProvider.System.GetUtcNow());
                await File.WriteAllTextAsync(htmlPath, page, cancellationToken);
            }

            return ExitCode.Ok;
        });
        return command;
    }

    private static List<Contender> Contenders(
        EvaluationInput input, EvaluationTargets targets, bool withParts, bool withChallengers)
    {
        var models = input.Models;
        Contender[] untrained = withChallengers ? [.. Contender.Untrained(targets)] : [];
        var taken = models.Select(static model => model.Name).Concat(untrained.Select(static contender => contender.Name));
        var isClear = taken.Distinct(StringComparer.Ordinal).Count() == models.Count + untrained.Length;
        var contenders = new List<Contender>();
        foreach (var (name, source, checkpoint) in models)
        {
            var called = isClear ? name : source;
            contenders.Add(Contender.Of(called, checkpoint, targets, input.IsLog));
            if (withParts && checkpoint.Blend is not null)
            {
                var part = Contender.Of($"{called} without blend", checkpoint with { Blend = null }, targets, input.IsLog);
                contenders.Add(part with { Warnings = [] }); // said of the whole
            }
        }

        return [.. contenders, .. untrained];
    }

    private static async Task WriteJson(EvaluationReport report, string path, CancellationToken cancellationToken)
    {
        await using var file = File.Create(path);
        if (report.Contenders is [var only])
            await EvaluationJson.WriteMetrics(only, file, cancellationToken);
        else
            await EvaluationJson.Write(report, file, cancellationToken);
    }

    private static Option<string?> Output(string name, string description)
    {
        var option = new Option<string?>(name) { Description = description, HelpName = "FILE" };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !CanBeWritten(token.Value))
                result.AddError($"{name} is {token.Value}; it must be a file in a folder that is there.");
        });
        return option;
    }

    private static bool CanBeWritten(string path) =>
        !Directory.Exists(path) && Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(path)));

    /// <summary>Reports on the evaluating thread, in order; <see cref="Progress{T}"/> would not.</summary>
    private sealed class Steps(IProgress<ProgressStep> progress) : IProgress<EvaluationProgress>
    {
        public void Report(EvaluationProgress value) =>
            progress.Report(ProgressStep.Of("evaluating", (double)value.Done / value.Count));
    }
}
