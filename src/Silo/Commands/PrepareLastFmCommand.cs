using System.CommandLine;
using S3Rec.Model.Data.Preparation;

namespace S3Rec.Silo.Commands;

/// <summary><c>s3rec prepare lastfm</c>: the tagged artists of HetRec 2011.</summary>
internal static class PrepareLastFmCommand
{
    public static Command Create()
    {
        var tagged = PrepareArguments.RequiredFile(
            "--tagged-artists", "user_taggedartists-timestamps.dat or user_taggedartists.dat, plain or gzipped.");
        var tags = PrepareArguments.OptionalFile("--tags", "tags.dat, the names of the tags; their numbers when absent.");
        var command = new Command("lastfm", "Prepare the Last.fm files of HetRec 2011; attributes are tags.") { tagged, tags };
        var arguments = PrepareArguments.AddTo(command, Repeats.First);
        command.SetAction((parsed, cancellationToken) => arguments.Run(
            parsed,
            new LastFmSource { TaggedArtists = parsed.GetRequiredValue(tagged), Tags = parsed.GetValue(tags) },
            cancellationToken));
        return command;
    }
}
