using System.CommandLine;
using System.Globalization;
using S3Rec.Model.Data;

namespace S3Rec.Silo.Commands;

/// <summary>A moment on the command line: a date in UTC, or the share of interactions before it.</summary>
internal static class Moment
{
    private static readonly string[] s_dates = ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm:ssK"];

    public static Option<string?> Option(string name, string description)
    {
        var option = new Option<string?>(name) { Description = description, HelpName = "DATE|SHARE" };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && Share(token.Value) is null && Date(token.Value) is null)
            {
                result.AddError(
                    $"{name} is {token.Value}; it must be a date, such as 2018-06-30 or 2018-06-30T12:00:00Z, or a share above 0 and below 1.");
            }
        });
        return option;
    }

    /// <summary>The moment that a valid text means for these sequences.</summary>
    /// <exception cref="ArgumentException">It is a share, of no interactions.</exception>
    public static DateTimeOffset Of(string text, TimedSequences sequences) =>
        Share(text) is { } share ? sequences.CutAfter(share) : Date(text)!.Value;

    private static double? Share(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var share) && share is > 0 and < 1
            ? share
            : null;

    private static DateTimeOffset? Date(string text) =>
        DateTimeOffset.TryParseExact(text, s_dates, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date) ? date : null;
}
