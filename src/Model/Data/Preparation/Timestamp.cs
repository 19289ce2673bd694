using System.Globalization;

namespace S3Rec.Model.Data.Preparation;

/// <summary>
/// Times as raw files write them: seconds or milliseconds since 1970-01-01 UTC, or a date and time of ISO 8601, taken as UTC
/// where it names no offset. A number of 100,000,000,000 or more, by absolute value, is milliseconds: as seconds it would be the
/// year 5138.
/// </summary>
internal static class Timestamp
{
    /// <summary>For messages.</summary>
    public const string Forms =
        "unix seconds, unix milliseconds, or ISO 8601 such as 2019-12-31T23:59:59Z, between 1900 and 2200";

    private const long MillisecondsFrom = 100_000_000_000;

    private static readonly long s_first = new DateTimeOffset(1900, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();
    private static readonly long s_end = new DateTimeOffset(2200, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    private static readonly string[] s_formats =
    [
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK",
        "yyyy-MM-dd HH:mm:ss.FFFFFFFK",
        "yyyy-MM-dd'T'HH:mmK",
        "yyyy-MM-dd HH:mmK",
        "yyyy-MM-dd",
    ];

    /// <summary>Reads a time into milliseconds since 1970; false when it is none of the <see cref="Forms"/>.</summary>
    public static bool TryParse(string text, out long timeMs)
    {
        if (decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            var milliseconds = Math.Abs(number) >= MillisecondsFrom ? number : number * 1000;
            timeMs = (long)Math.Clamp(decimal.Floor(milliseconds), long.MinValue, long.MaxValue);
        }
        else if (DateTimeOffset.TryParseExact(
            text, s_formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
        {
            timeMs = time.ToUnixTimeMilliseconds();
        }
        else
        {
            timeMs = long.MinValue;
        }

        return timeMs >= s_first && timeMs < s_end;
    }
}
