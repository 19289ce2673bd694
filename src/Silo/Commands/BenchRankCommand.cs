using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using S3Rec.Model.Checkpoints;
using S3Rec.Model.Data;
using S3Rec.Model.Network;
using S3Rec.Model.Ranking.Benchmark;

namespace S3Rec.Silo.Commands;

/// <summary><c>s3rec bench rank</c>: what ranking costs for a checkpoint and the users of a data set, or for a random catalogue.</summary>
internal static class BenchRankCommand
{
    /// <summary>A table of 2.5 GB, held twice.</summary>
    private const int ItemsMax = 10_000_000;

    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static Command Create()
    {
        var defaults = new RankingBenchmarkOptions();
        var checkpoint = new Option<string?>("--checkpoint") { Description = "A checkpoint folder or a published .pt file.", HelpName = "PATH" };
        var folder = new Option<string?>("--data") { Description = "The folder of the data set whose users are ranked for.", HelpName = "DIR" };
        var name = new Option<string?>("--name") { Description = "The data set: NAME.txt.", HelpName = "NAME" };
        var items = new Option<int?>("--items") { Description = "Instead of a checkpoint: a random catalogue of this many items.", HelpName = "N" };
        items.Validators.Add(static result =>
        {
            if (result.Tokens is [var token] && int.TryParse(token.Value, out var value) && value is < 1 or > ItemsMax)
                result.AddError($"--items is {value}; it may be 1 to {ItemsMax}.");
        });
        var count = CommonOptions.Count("--count", "Items of each list.", defaults.Count, 1, 1000);
        var threads = CommonOptions.Count("--threads", "The most threads that rank side by side.", defaults.Threads, 1, 1024);
        var rate = new Option<double?>("--rate")
        {
            Description = "Also let users arrive at this rate, per second, whether or not earlier ones were answered.",
            HelpName = "X",
        };
        rate.Validators.Add(static result =>
        {
            if (result.Tokens is [var token] && double.TryParse(token.Value, CultureInfo.InvariantCulture, out var value) && !(value is >= 0.01 and <= 1e6))
                result.AddError(string.Create(CultureInfo.InvariantCulture, $"--rate is {value}; it may be 0.01 to 1000000."));
        });
        var seconds = CommonOptions.Number("--seconds", "How long each figure is measured.", defaults.Duration.TotalSeconds, 0.01, 3600);
        var seed = CommonOptions.Count("--seed", "The same seed draws the same users and arrivals.", defaults.Seed, 0, int.MaxValue);
        var json = new Option<string?>("--json") { Description = "Also write the figures to this file.", HelpName = "FILE" };
        var command = new Command("rank", "Measure what ranking costs: one user at a time, in batches, and as users arrive.");
        foreach (var option in (Option[])[checkpoint, folder, name, items, count, threads, rate, seconds, seed, json])
            command.Options.Add(option);
        command.Validators.Add(result =>
        {
            var files = ((Option[])[checkpoint, folder, name]).Count(option => result.GetResult(option) is not null);
            if (files != (result.GetResult(items) is null ? 3 : 0))
                result.AddError("Give either --checkpoint, --data and --name, or --items.");
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var options = new RankingBenchmarkOptions
            {
                Count = parsed.GetValue(count),
                Threads = parsed.GetValue(threads),
                Rate = parsed.GetValue(rate),
                Duration = TimeSpan.FromSeconds(parsed.GetValue(seconds)),
                Seed = parsed.GetValue(seed),
            };
            var result = await ModelWork.Run(
                () => new RankingBenchmark(Users(), options, TimeProvider.System).Run(cancellationToken), cancellationToken);
            var title = parsed.GetValue(checkpoint) is { } path ? $"{parsed.GetValue(name)}, {Path.GetFileName(path)}" : "random catalogue";
            await Print(title, result, parsed.InvocationConfiguration.Output);
            if (parsed.GetValue(json) is { } file)
                await File.WriteAllTextAsync(file, JsonSerializer.Serialize(result, s_json) + "\n", cancellationToken);
            return ExitCode.Ok;

            BenchmarkUsers Users()
            {
                if (parsed.GetValue(items) is { } itemCount)
                    return BenchmarkUsers.Random(itemCount, new NetworkOptions(), options.Seed);

                var opened = CheckpointFile.Open(parsed.GetValue(checkpoint)!);
                return BenchmarkUsers.Of(opened, DataSet.Load(parsed.GetValue(folder)!, parsed.GetValue(name)!));
            }
        });
        return command;
    }

    private static async Task Print(string title, RankingBenchmarkResult result, TextWriter output)
    {
        var alone = result.OneAtATime;
        var lines = new List<FormattableString>
        {
            $"{title}: {result.Items} items × {result.Width}, top-{result.Count}, histories of {result.HistoryLength:0.0}, registers of {result.Lanes}",
            $"one at a time    {alone.UsersPerSecond:0} users/s, p50 {alone.P50Micros:0.0} µs, p99 {alone.P99Micros:0.0} µs, max {alone.MaxMicros:0.0} µs",
        };
        foreach (var batched in result.Batched)
            lines.Add($"batches of {batched.BatchSize}    {batched.UsersPerSecond:0} users/s on {Threads(batched.Threads)}");
        if (result.OpenLoop is { } open)
        {
            lines.Add($"at {open.Rate:0.##} users/s   p50 {open.P50Millis:0.00} ms, p99 {open.P99Millis:0.00} ms, max {open.MaxMillis:0.00} ms from arrival");
            lines.Add($"                {open.UsersPerSecond:0} users/s answered, {open.MeanBatch:0.0} at a time, on {Threads(open.Threads)}");
        }

        foreach (var line in lines)
            await output.WriteLineAsync(line.ToString(CultureInfo.InvariantCulture));
    }

    private static string Threads(int count) => count == 1 ? "1 thread" : $"{count} threads";
}
