using System.CommandLine;
using System.Globalization;
using S3Rec.Contracts;
using S3Rec.Silo.Commands.Remote;

namespace S3Rec.Silo.Commands;

/// <summary><c>s3rec recommend USER</c>: the user's next items, one per line.</summary>
internal static class RecommendCommand
{
    public static Command Create()
    {
        var user = new Argument<string>("USER") { Description = "The user's id." };
        var wanted = new RecommendArguments();
        var command = new Command("recommend", "Ask the running service what a user wants next.") { user };
        wanted.AddTo(command);
        var address = ServiceAddress.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var request = wanted.Read(parsed);
            RequestRules.CheckUserId(parsed.GetRequiredValue(user));
            RequestRules.Check(request);
            using var service = address.Connect(parsed);
            var list = await service.Recommend(parsed.GetRequiredValue(user), request, cancellationToken);
            await Print(list, parsed.InvocationConfiguration.Output);
            return ExitCode.Ok;
        });
        return command;
    }

    private static async Task Print(Recommendations list, TextWriter output)
    {
        // Popular items are no model's work, and whether one is live is not said with them.
        var by = list.ModelVersion is { } version ? $", by model {version}" : "";
        await output.WriteLineAsync($"{list.Items.Count} {Word(list.Source)} items for user {list.UserId}{by}:");
        for (var i = 0; i < list.Items.Count; i++)
        {
            var item = list.Items[i];
            var score = item.Score.ToString("F4", CultureInfo.InvariantCulture);
            await output.WriteLineAsync($"{i + 1,4}  {item.ItemId,-40} {score,12}  {Word(item.Source)}{Because(item.Why)}");
        }
    }

    /// <summary>"  because of tent (1.25), mat (0.50); shared: camping, summer".</summary>
    private static string Because(Explanation? why)
    {
        if (why is not { History.Count: > 0 })
            return "";
        var items = why.History.Select(static h => string.Create(CultureInfo.InvariantCulture, $"{h.ItemId} ({h.Contribution:F2})"));
        var shared = why.Attributes.Count == 0 ? "" : $"; shared: {string.Join(", ", why.Attributes)}";
        return $"  because of {string.Join(", ", items)}{shared}";
    }

    private static string Word(RecommendationSource source) => source switch
    {
        RecommendationSource.Personal => "personal",
        RecommendationSource.Cold => "cold",
        RecommendationSource.Similar => "similar",
        _ => "popular",
    };
}
