using System.CommandLine;
using System.Text.Json;
using S3Rec.Model.Checkpoints;
using S3Rec.Model.Data;
using S3Rec.Model.Evaluation;
using S3Rec.Model.Ranking;
using S3Rec.Silo.Progress;
using S3Rec.Silo.Hosting;

namespace S3Rec.Silo.Commands;

/// <summary><c>s3rec evaluate</c>: what a checkpoint scores on the held-out items of a data set in files.</summary>
internal static class EvaluateCommand
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static Command Create()
    {
        var checkpoint = new Option<string>("--checkpoint")
        {
            Description = "A checkpoint folder or a published .pt file.",
            HelpName = "PATH",
            Required = true,
        };
        var protocol = Choice("--protocol", "'full' ranks each target against the whole catalogue.", "full");
        var split = Choice(
            "--split", "Which held-out item of each user to find: the last, or the one before it.", "test", "validation");
        var threads = CommonOptions.Count("--threads", "Processor threads.", Environment.ProcessorCount, RecipeRanges.Threads);
        var json = new Option<string?>("--json")
        {
            Description = "Also write the metrics to this file, by name.",
            HelpName = "FILE",
        };
        json.Validators.Add(static result =>
        {
            if (result.Tokens is [var token] && !CanBeWritten(token.Value))
                result.AddError($"--json is {token.Value}; it must be a file in a folder that is there.");
        });
        var command = new Command("evaluate", "Measure a checkpoint on the held-out interactions of a data set in files.");
        var data = DataArguments.AddTo(command);
        foreach (var option in (Option[])[checkpoint, protocol, split, threads, json])
            command.Options.Add(option);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var model = CheckpointFile.Open(parsed.GetRequiredValue(checkpoint));
            var sequences = data.Load(parsed, model.Vocabulary);
            var heldOut = parsed.GetValue(split) == "test" ? HeldOut.Test : HeldOut.Validation;
            var options = new EvaluationOptions { Threads = parsed.GetValue(threads) };
            var output = parsed.InvocationConfiguration.Output;
            var result = await LongWork.Run(output, progressFile: null, TimeProvider.System, progress => ModelWork.Run(
                () =>
                {
                    progress.Report(ProgressStep.Of("evaluating", 0));
                    var weights = CpuRankerWeights.Of(model);
                    var measured = Evaluator.Evaluate(weights, sequences, heldOut, options, cancellationToken);
                    progress.Report(ProgressStep.Of("evaluating", 1));
                    return measured;
                },
                cancellationToken));
            await Print(result, output);
            if (parsed.GetValue(json) is { } path)
                await File.WriteAllTextAsync(path, JsonSerializer.Serialize(result.Metrics, Indented) + "\n", cancellationToken);
            return ExitCode.Ok;
        });
        return command;
    }

    private static async Task Print(EvaluationResult result, TextWriter output)
    {
        var leftOut = result.UsersTooShort > 0 ? $", {result.UsersTooShort} left out for want of interactions" : "";
        await output.WriteLineAsync($"{result.Users} users{leftOut}.");
        foreach (var metric in result.Metrics)
            await output.WriteLineAsync(MetricText.Line([metric]));
    }

    private static bool CanBeWritten(string path) =>
        !Directory.Exists(path) && Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(path)));

    private static Option<string> Choice(string name, string description, params string[] values)
    {
        var option = new Option<string>(name) { Description = description, DefaultValueFactory = _ => values[0] };
        option.AcceptOnlyFromAmong(values);
        return option;
    }
}
