using System.CommandLine;
using S3Rec.Model.Data.Preparation;

namespace S3Rec.Silo.Commands;

/// <summary><c>s3rec prepare yelp</c>: reviews of a range of days of the Yelp academic data set.</summary>
internal static class PrepareYelpCommand
{
    public static Command Create()
    {
        var reviews = PrepareArguments.RequiredFile("--reviews", "yelp_academic_dataset_review.json, plain or gzipped.");
        var businesses = PrepareArguments.OptionalFile(
            "--businesses", "yelp_academic_dataset_business.json: categories are attributes.");
        var from = Day("--from", "The first day, UTC, such as 2019-01-01.", DateOnly.MinValue);
        var to = Day("--to", "The last day, UTC; it belongs to the range.", DateOnly.MaxValue);
        var ratingAbove = PrepareArguments.RatingAbove();
        var command = new Command("yelp", "Prepare Yelp reviews; attributes are the categories of businesses.")
        {
            reviews, businesses, from, to, ratingAbove,
        };
        command.Validators.Add(result =>
        {
            if (IsRead(result.GetResult(from)) && IsRead(result.GetResult(to)) && result.GetValue(from) > result.GetValue(to))
                result.AddError("--from is after --to; no day lies between.");
        });
        var arguments = PrepareArguments.AddTo(command, Repeats.Keep);
        command.SetAction((parsed, cancellationToken) => arguments.Run(
            parsed,
            new YelpSource
            {
                Reviews = parsed.GetRequiredValue(reviews),
                Businesses = parsed.GetValue(businesses),
                From = parsed.GetValue(from),
                To = parsed.GetValue(to),
                RatingAbove = parsed.GetValue(ratingAbove),
            },
            cancellationToken));
        return command;

        // A value that is no day has an error already; reading it again would throw.
        static bool IsRead(System.CommandLine.Parsing.OptionResult? option) => option is not null && !option.Errors.Any();
    }

    private static Option<DateOnly> Day(string name, string description, DateOnly absent) => new(name)
    {
        Description = description,
        HelpName = "DAY",
        DefaultValueFactory = _ => absent,
    };
}
