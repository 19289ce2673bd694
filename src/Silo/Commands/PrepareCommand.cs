using System.CommandLine;

namespace S3Rec.Silo.Commands;

/// <summary><c>s3rec prepare</c>: makes a data set from raw files; one verb per origin.</summary>
internal static class PrepareCommand
{
    public static Command Create() => new("prepare", "Make a data set from raw files of reviews, tags or ratings.")
    {
        PrepareAmazonCommand.Create(),
        PrepareYelpCommand.Create(),
        PrepareLastFmCommand.Create(),
        PrepareCsvCommand.Create(),
    };
}
