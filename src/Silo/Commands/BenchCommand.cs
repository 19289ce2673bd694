using System.CommandLine;

namespace S3Rec.Silo.Commands;

/// <summary><c>s3rec bench</c>: what this machine makes of the program.</summary>
internal static class BenchCommand
{
    public static Command Create() => new("bench", "Measure the speed of the program on this machine.")
    {
        BenchTrainCommand.Create(),
        BenchRankCommand.Create(),
        BenchServeCommand.Create(),
    };
}
