using System.CommandLine;
using S3Rec.Model.Data.Preparation;
using S3Rec.Silo.Progress;

namespace S3Rec.Silo.Commands;

/// <summary><c>s3rec negatives</c>: draws the items that each user's test item is ranked against.</summary>
internal static class NegativesCommand
{
    public static Command Create()
    {
        var defaults = new NegativesOptions();
        var count = CommonOptions.Count("--count", "Negatives per user.", defaults.Count, 1, 1_000_000);
        var by = new Option<string>("--by")
        {
            Description = "How likely an item is to be drawn: each alike, or as it is popular.",
            DefaultValueFactory = static _ => "uniform",
        };
        by.AcceptOnlyFromAmong("uniform", "popularity");
        var seed = CommonOptions.Count("--seed", "The same seed draws the same negatives.", defaults.Seed, 0, int.MaxValue);
        var progressFile = CommonOptions.ProgressFile(null);
        var command = new Command("negatives", "Draw NAME_sample.txt: for each user, items the user never took.");
        var data = DataArguments.AddTo(command);
        foreach (var option in (Option[])[count, by, seed, progressFile])
            command.Options.Add(option);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var options = new NegativesOptions
            {
                Count = parsed.GetValue(count),
                By = parsed.GetValue(by) == "uniform" ? NegativesBy.Uniform : NegativesBy.Popularity,
                Seed = parsed.GetValue(seed),
            };
            var (folder, name) = (data.Folder(parsed), data.Name(parsed));
            var output = parsed.InvocationConfiguration.Output;
            var users = await LongWork.Run(output, parsed.GetValue(progressFile), TimeProvider.System, progress => Task.Run(
                () => Negatives.Write(folder, name, options, new PreparationSteps(progress), cancellationToken),
                cancellationToken));
            await output.WriteLineAsync(
                $"Wrote {Path.Combine(folder, name)}_sample.txt: {options.Count} negatives for each of {users} users.");
            return ExitCode.Ok;
        });
        return command;
    }
}
