using System.CommandLine;
using System.Globalization;
using S3Rec.Contracts;
using S3Rec.Silo.Commands.Remote;

namespace S3Rec.Silo.Commands;

/// <summary><c>s3rec split VERSION:SHARE</c> and <c>s3rec split off</c>: serves a share of the users with another model.</summary>
internal static class SplitCommand
{
    private const string Off = "off";

    public static Command Create()
    {
        var split = new Argument<string>("SPLIT")
        {
            Description = "VERSION:SHARE, like 42:0.1 to serve a tenth of the users with model 42, always the same ones; or off.",
        };
        var command = new Command("split", "Serve a share of the users of the running service with another model than the live one.") { split };
        var address = ServiceAddress.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var asked = Parse(parsed.GetRequiredValue(split));
            using var service = address.Connect(parsed);
            var now = asked is null
                ? await service.EndSplit(cancellationToken)
                : await service.StartSplit(asked, cancellationToken);
            await parsed.InvocationConfiguration.Output.WriteLineAsync(now.Split is { } begun
                ? $"Model {begun.Version} is on trial and serves {QualityText.Percent(begun.Share)} of the users."
                : "No model is on trial; the live one serves everybody.");
            return ExitCode.Ok;
        });
        return command;
    }

    /// <returns>Null for "off".</returns>
    private static ModelSplit? Parse(string text)
    {
        if (text == Off)
            return null;

        if (text.Split(':') is not [var left, var right]
            || !int.TryParse(left, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var version)
            || !double.TryParse(right, NumberStyles.Float, CultureInfo.InvariantCulture, out var share))
        {
            throw new CommandException($"SPLIT is '{text}'; it must be VERSION:SHARE, like 42:0.1, or off.", ExitCode.BadInput);
        }

        var split = new ModelSplit(version, share);
        RequestRules.Check(split);
        return split;
    }
}
