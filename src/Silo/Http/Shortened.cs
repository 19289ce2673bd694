namespace S3Rec.Silo.Http;

/// <summary>A value a caller sent, cut so that an error message stays readable.</summary>
internal static class Shortened
{
    private const int LengthMax = 64;

    public static string Text(string value) =>
        value.Length <= LengthMax ? value : $"{value.AsSpan(0, LengthMax)}… ({value.Length} characters)";
}
