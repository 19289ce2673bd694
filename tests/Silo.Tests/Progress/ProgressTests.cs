using System.Text.Json;
using S3Rec.Silo.Progress;

namespace S3Rec.Silo.Tests.Progress;

public sealed class ProgressTests
{
    private static readonly Dictionary<string, double> Metrics = new() { ["HR@10"] = 0.25, ["HR@20"] = 0.5 };

    [Fact]
    public void Lines_come_once_per_epoch_and_phase()
    {
        using var output = new StringWriter();
        var progress = new PlainProgress(output);

        progress.Report(new ProgressStep("pretraining", 0, 2, 0.1, null, new Dictionary<string, double>()));
        progress.Report(new ProgressStep("pretraining", 0, 2, 0.4, null, new Dictionary<string, double>()));
        progress.Report(new ProgressStep("pretraining", 1, 2, 0.5, 4.5, new Dictionary<string, double>()));
        progress.Report(new ProgressStep("finetuning", 1, 9, 0.1, 3.25, Metrics));
        progress.Report(ProgressStep.Of("importing", 0.41));
        progress.Report(ProgressStep.Of("importing", 0.49));

        Assert.Equal(
            ["pretraining 0/2", "pretraining 1/2  loss 4.5000", "finetuning 1/9  loss 3.2500  HR@10 0.250000", "importing 41 %"],
            output.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public void A_full_file_is_set_aside_and_no_more_than_two_are_kept()
    {
        var folder = Directory.CreateTempSubdirectory("s3rec-progress-");
        try
        {
            var path = Path.Combine(folder.FullName, ProgressFile.DefaultName);
            using (var file = new ProgressFile(path, TimeProvider.System, bytesMax: 1000))
            {
                for (var epoch = 1; epoch <= 100; epoch++)
                    file.Report(new ProgressStep("finetuning", epoch, 100, 0.5, 3.25, Metrics));
            }

            var files = folder.GetFiles().OrderByDescending(static file => file.Name.Length).ToArray();
            Assert.Equal([path + ".1", path], files.Select(static file => file.FullName));
            Assert.All(files, static file => Assert.InRange(file.Length, 0, 1500));
            var lines = files.SelectMany(static file => File.ReadAllLines(file.FullName)).ToArray();
            Assert.Contains("\"epoch\":100,", lines[^1], StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void The_file_holds_one_JSON_object_per_step_and_is_appended_to()
    {
        var folder = Directory.CreateTempSubdirectory("s3rec-progress-");
        try
        {
            var path = Path.Combine(folder.FullName, "new", ProgressFile.DefaultName);
            for (var run = 1; run <= 2; run++)
            {
                using var file = new ProgressFile(path, TimeProvider.System);
                file.Report(new ProgressStep("finetuning", run, 9, 0.5, 3.25, Metrics));
            }

            var lines = File.ReadAllLines(path).Select(static line => JsonSerializer.Deserialize<JsonElement>(line)).ToArray();
            Assert.Equal([1, 2], lines.Select(static line => line.GetProperty("epoch").GetInt32()));
            Assert.Equal(0.5, lines[0].GetProperty("metrics").GetProperty("HR@20").GetDouble());
            Assert.True(lines[0].TryGetProperty("time", out _));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
