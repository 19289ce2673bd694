namespace S3Rec.Silo.Commands;

/// <summary>What the process says to its shell.</summary>
internal static class ExitCode
{
    public const int Ok = 0;

    /// <summary>The request was sound, but it could not be done.</summary>
    public const int Failed = 1;

    /// <summary>Usage, a file, an id or a count is wrong; the same call fails again.</summary>
    public const int BadInput = 2;
}
