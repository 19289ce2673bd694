using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using S3Rec.Model.Training;
using S3Rec.Model.Training.Benchmark;

namespace S3Rec.Silo.Commands;

/// <summary><c>s3rec bench train</c>: what a phase of training costs on a data set in files.</summary>
internal static class BenchTrainCommand
{
    private static readonly Dictionary<string, BenchmarkPhase> s_phases = new()
    {
        ["pretrain"] = BenchmarkPhase.Pretrain,
        ["bce"] = BenchmarkPhase.Bce,
        ["cross-entropy"] = BenchmarkPhase.CrossEntropy,
        ["evaluate"] = BenchmarkPhase.Evaluate,
    };

    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };

    public static Command Create()
    {
        var phase = new Option<string>("--phase") { Description = "What to measure.", Required = true };
        phase.AcceptOnlyFromAmong([.. s_phases.Keys]);
        var steps = new Option<int?>("--steps")
        {
            Description = "Steps to measure, from which an epoch is extrapolated. [default: a whole epoch]",
            HelpName = "N",
        };
        steps.Validators.Add(static result =>
        {
            if (result.Tokens is [var token] && int.TryParse(token.Value, out var count) && count is < 1 or > 1_000_000)
                result.AddError($"--steps is {token.Value}; it may be 1 to 1000000.");
        });
        var batchSize = new Option<int?>("--batch-size")
        {
            Description = "Sequences per step. [default: as training has it]",
            HelpName = "N",
        };
        batchSize.Validators.Add(static result =>
        {
            if (result.Tokens is [var token] && int.TryParse(token.Value, out var count) && count is < 1 or > 10_000)
                result.AddError($"--batch-size is {token.Value}; it may be 1 to 10000.");
        });
        var threads = CommonOptions.Count("--threads", "Processor threads.", Environment.ProcessorCount, 1, 1024);
        var device = new Option<TrainingDevice>("--device") { Description = "Where to train: auto, cpu or cuda." };
        var tf32 = new Option<bool>("--tf32") { Description = "Let a GPU multiply with TF32." };
        var json = new Option<string?>("--json") { Description = "Also write the figures to this file.", HelpName = "FILE" };
        var command = new Command("train", "Measure what a phase of training costs, and what it costs padded, in the same run.");
        var data = DataArguments.AddTo(command);
        foreach (var option in (Option[])[phase, steps, batchSize, threads, device, tf32, json])
            command.Options.Add(option);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var recipe = new TrainingOptions();
            var size = parsed.GetValue(batchSize);
            var options = recipe with
            {
                Pretrain = recipe.Pretrain with { BatchSize = size ?? recipe.Pretrain.BatchSize },
                Finetune = recipe.Finetune with { BatchSize = size ?? recipe.Finetune.BatchSize },
                Threads = parsed.GetValue(threads),
                Device = parsed.GetValue(device),
                AllowTf32 = parsed.GetValue(tf32),
            };
            var benchmark = new TrainingBenchmark(data.Name(parsed), data.Load(parsed), options, TimeProvider.System);
            var result = await Task.Run(
                () => benchmark.Run(s_phases[parsed.GetRequiredValue(phase)], parsed.GetValue(steps), cancellationToken),
                cancellationToken);
            await Print(result, parsed.InvocationConfiguration.Output);
            if (parsed.GetValue(json) is { } path)
                await File.WriteAllTextAsync(path, JsonSerializer.Serialize(result, s_json) + "\n", cancellationToken);
            return ExitCode.Ok;
        });
        return command;
    }

    private static async Task Print(TrainingBenchmarkResult result, TextWriter output)
    {
        var measured = result.IsExtrapolated ? $"extrapolated from {result.Steps} of {result.StepsPerEpoch} steps" : "measured whole";
        var lines = new List<FormattableString>
        {
            $"{result.Data}, {result.Phase}, {BatchText(result.BatchSize)}{result.Device}, {result.Threads} threads",
            $"steps/s          {result.StepsPerSecond:0.00}",
            $"real tokens/s    {result.RealTokensPerSecond:0}",
            $"epoch            {result.EpochSeconds:0.00} s, {measured}",
            $"matrix products  {result.MatrixGflops:0.0} of the machine's {result.MachineGflops:0.0} GFLOP/s: {result.ShareOfMachine:P0}",
            $"peak memory      {result.PeakBytes / 1e6:0} MB",
        };
        if (result.RatioToPadded is { } ratio)
            lines.Add($"padded form      {result.PaddedEpochSeconds:0.0} s an epoch, extrapolated: {ratio:0.0} times as long");
        foreach (var line in lines)
            await output.WriteLineAsync(line.ToString(CultureInfo.InvariantCulture));
    }

    private static string BatchText(int? size) => size is null ? "" : $"batches of {size}, ";
}
