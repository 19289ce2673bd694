using System.CommandLine;
using S3Rec.Model.Data.Preparation;

namespace S3Rec.Silo.Commands;

/// <summary><c>s3rec prepare amazon</c>: reviews and product data of Amazon.</summary>
internal static class PrepareAmazonCommand
{
    public static Command Create()
    {
        var reviews = PrepareArguments.RequiredFile(
            "--reviews", "One review per line, JSON or the Python form of 2014, plain or gzipped.");
        var metadata = PrepareArguments.OptionalFile("--metadata", "One product per line: categories and brand are attributes.");
        var ratingAbove = PrepareArguments.RatingAbove();
        var command = new Command("amazon", "Prepare Amazon reviews; attributes are categories, but the main one, and brand.")
        {
            reviews, metadata, ratingAbove,
        };
        var arguments = PrepareArguments.AddTo(command, Repeats.Keep);
        command.SetAction((parsed, cancellationToken) => arguments.Run(
            parsed,
            new AmazonSource
            {
                Reviews = parsed.GetRequiredValue(reviews),
                Metadata = parsed.GetValue(metadata),
                RatingAbove = parsed.GetValue(ratingAbove),
            },
            cancellationToken));
        return command;
    }
}
