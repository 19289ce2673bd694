using System.CommandLine;
using S3Rec.Model.Checkpoints;
using S3Rec.Model.Evaluation;
using S3Rec.Silo.Hosting;
using S3Rec.Silo.Progress;
using S3Rec.Silo.Reports;

namespace S3Rec.Silo.Commands;

/// <summary><c>s3rec evaluate</c>: what checkpoints score on the held-out items of a data set in files, side by side.</summary>
internal static class EvaluateCommand
{
    /// <summary>More would make a table and plots that nobody can read.</summary>
    private const int CheckpointsMax = 20;

    public static Command Create()
    {
        var defaults = new EvaluationOptions();
        var checkpoints = new Option<string[]>("--checkpoint")
        {
            Description = "Checkpoint folders or published .pt files. The first is what the others are compared with.",
            HelpName = "PATH",
            Required = true,
            AllowMultipleArgumentsPerToken = true,
            Arity = new ArgumentArity(1, CheckpointsMax),
        };
        checkpoints.Validators.Add(static result =>
        {
            foreach (var twice in result.Tokens.GroupBy(static t => t.Value, StringComparer.Ordinal).Where(static group => group.Count() > 1))
                result.AddError($"--checkpoint names {twice.Key} {twice.Count()} times; name it once.");
        });
        var challengers = new Option<bool>("--challengers")
        {
            Description = "Also evaluate what needs no training: popularity, transitions, attributes.",
        };
        var seed = CommonOptions.Count("--seed", "The same seed draws the same resamples.", defaults.Seed, 0, int.MaxValue);
        var resamples = CommonOptions.Count("--resamples", "Resamples behind the 95 % intervals.", defaults.Resamples, 100, 100_000);
        var threads = CommonOptions.Count("--threads", "Processor threads.", defaults.Threads, RecipeRanges.Threads);
        var json = Output("--json", "Also write the metrics to this file: by name for one checkpoint, else the whole report.");
        var html = Output("--html", "Also write the report to this file, as a page with plots.");
        var command = new Command("evaluate", "Measure checkpoints on the held-out interactions of a data set in files.");
        var data = DataArguments.AddTo(command);
        command.Options.Add(checkpoints);
        command.Options.Add(challengers);
        var protocol = ProtocolArguments.AddTo(command);
        foreach (var option in (Option[])[json, html, seed, resamples, threads])
            command.Options.Add(option);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var paths = parsed.GetRequiredValue(checkpoints);
            var models = Array.ConvertAll(paths, static path => CheckpointFile.Open(path));
            var sequences = data.Load(parsed, models[0].Vocabulary);
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
                    var targets = protocol.Targets(parsed, data, sequences);
                    Contender[] untrained = parsed.GetValue(challengers) ? [.. Contender.Untrained(targets)] : [];
                    var names = Names(paths, [.. untrained.Select(static contender => contender.Name)]);
                    Contender[] contenders =
                        [.. names.Zip(models, (name, model) => Contender.Of(name, model, targets)), .. untrained];
                    return EvaluationJob.Run(targets, contenders, names[0], options, new Steps(progress), cancellationToken);
                },
                cancellationToken));
            await EvaluationText.Write(report, output, LongWork.IsTerminal(output));
            if (parsed.GetValue(json) is { } jsonPath)
                await WriteJson(report, jsonPath, cancellationToken);
            if (parsed.GetValue(html) is { } htmlPath)
            {
                var page = EvaluationHtml.Page(report, data.Name(parsed), TimeProvider.System.GetUtcNow());
                await File.WriteAllTextAsync(htmlPath, page, cancellationToken);
            }

            return ExitCode.Ok;
        });
        return command;
    }

    /// <summary>The last part of each path; the paths as given where that would call two contenders the same.</summary>
    private static string[] Names(string[] paths, string[] taken)
    {
        var names = Array.ConvertAll(paths, static path => Path.GetFileName(Path.TrimEndingDirectorySeparator(path)));
        return names.Concat(taken).Distinct(StringComparer.Ordinal).Count() == names.Length + taken.Length ? names : paths;
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
