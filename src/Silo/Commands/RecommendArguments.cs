using System.CommandLine;
using S3Rec.Contracts;

namespace S3Rec.Silo.Commands;

/// <summary>What a list can be asked for on the command line.</summary>
internal sealed class RecommendArguments
{
    private readonly Option<int> _count = CommonOptions.Count(
        "--count", "Items wanted.", RecommendationRequest.DefaultCount, countMin: 1, countMax: Limits.CountMax);

    private readonly Option<bool> _includeSeen = new("--include-seen") { Description = "Also items the user has interacted with." };

    private readonly Option<string[]> _deny = Items("--deny", "An item that must not appear. May be repeated.");

    private readonly Option<string[]> _allow = Items("--allow", "An item that may appear; then no others may. May be repeated.");

    private readonly Option<string[]> _attributes = new("--attribute")
    {
        Description = "An attribute items must have. May be repeated.",
        HelpName = "ATTRIBUTE",
    };

    private readonly Option<AttributeMatch> _match = new("--match")
    {
        Description = "Whether items must have all of the attributes or any. [default: all]",
        HelpName = "all|any",
    };

    private readonly Option<float> _diversity = new("--diversity")
    {
        Description = "How much items like those before them are pushed back, 0 to 1.",
        HelpName = "SHARE",
    };

    private readonly Option<bool> _explain = new("--explain") { Description = "Say with each item what carried it." };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _count, _includeSeen, _deny, _allow, _attributes, _match, _diversity, _explain })
            command.Options.Add(option);
    }

    public RecommendationRequest Read(ParseResult parsed) => new(parsed.GetValue(_count))
    {
        ExcludeSeen = !parsed.GetValue(_includeSeen),
        Deny = NullWhenEmpty(parsed.GetValue(_deny)),
        Allow = NullWhenEmpty(parsed.GetValue(_allow)),
        Attributes = NullWhenEmpty(parsed.GetValue(_attributes)),
        Match = parsed.GetValue(_match),
        Diversity = parsed.GetValue(_diversity),
        Explain = parsed.GetValue(_explain),
    };

    private static Option<string[]> Items(string name, string description) => new(name) { Description = description, HelpName = "ITEM" };

    private static string[]? NullWhenEmpty(string[]? values) => values is { Length: > 0 } ? values : null;
}
