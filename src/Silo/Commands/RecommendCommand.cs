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
        var count = CommonOptions.Count(
            "--count", "Items wanted.", RecommendationRequest.DefaultCount, countMin: 1, countMax: Limits.CountMax);
        var command = new Command("recommend", "Ask the running service what a user wants next.") { user, count };
        var address = ServiceAddress.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            RequestRules.CheckUserId(parsed.GetRequiredValue(user));
            using var service = address.Connect(parsed);
            var list = await service.Recommend(parsed.GetRequiredValue(user), parsed.GetValue(count), cancellationToken);
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
            await output.WriteLineAsync($"{i + 1,4}  {item.ItemId,-40} {score,12}  {Word(item.Source)}");
        }
    }

    private static string Word(RecommendationSource source) => source switch
    {
        RecommendationSource.Personal => "personal",
        RecommendationSource.Cold => "cold",
        _ => "popular",
    };
}
