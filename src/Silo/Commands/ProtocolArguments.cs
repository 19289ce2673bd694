using System.CommandLine;
using System.CommandLine.Parsing;
using S3Rec.Model.Data;
using S3Rec.Model.Evaluation;

namespace S3Rec.Silo.Commands;

/// <summary><c>--protocol</c>, <c>--split</c> and <c>--cut</c>: which items models have to find, and among which.</summary>
internal sealed class ProtocolArguments
{
    private const string Full = "full";
    private const string Sampled = "sampled";
    private const string Temporal = "temporal";
    private const string Test = "test";
    private const string Validation = "validation";
    private const string DefaultCut = "0.9";

    private readonly Option<string> _protocol = Choice(
        "--protocol",
        "'full' ranks each target against the whole catalogue; 'sampled' against the items of NAME_sample.txt; 'temporal' cuts all users at "
        + "one moment and ranks what came after, which takes times (NAME_times.txt) and models trained on what came before (--before).",
        Full, Sampled, Temporal);

    private readonly Option<string> _split = Choice(
        "--split", "Which held-out item of each user to find: the last, or the one before it.", Test, Validation);

    private readonly Option<string?> _cut = Moment.Option(
        "--cut",
        "The moment of the cut: a date in UTC, or the share of interactions before it. In a store, an interaction that came late counts as "
        + $"made with the one recorded before it. [default: {DefaultCut}]");

    private readonly EvaluationInputArguments _input;

    private ProtocolArguments(EvaluationInputArguments input) => _input = input;

    public static ProtocolArguments AddTo(Command command, EvaluationInputArguments input)
    {
        var arguments = new ProtocolArguments(input);
        command.Options.Add(arguments._protocol);
        command.Options.Add(arguments._split);
        command.Options.Add(arguments._cut);
        command.Validators.Add(arguments.Check);
        return arguments;
    }

    /// <summary>The targets.</summary>
    /// <exception cref="DataFormatException">What the protocol needs beside the interactions is missing or malformed.</exception>
    /// <exception cref="ArgumentException">There is nothing to find.</exception>
    public EvaluationTargets Targets(ParseResult parsed, EvaluationInput input) => parsed.GetRequiredValue(_protocol) switch
    {
        Sampled => EvaluationTargets.Sampled(input.Data, input.Negatives()),
        Temporal => AfterCut(input.Timed(), parsed.GetValue(_cut) ?? DefaultCut),
        _ => EvaluationTargets.Full(input.Data, parsed.GetValue(_split) == Test ? HeldOut.Test : HeldOut.Validation),
    };

    private static EvaluationTargets AfterCut(TimedSequences sequences, string cut) =>
        EvaluationTargets.Temporal(sequences, Moment.Of(cut, sequences));

    private void Check(CommandResult result)
    {
        var protocol = Given(result, _protocol) ?? Full;
        if (protocol != Full && Given(result, _split) == Validation)
            result.AddError($"--split is {Validation} and --protocol is {protocol}; only '{Full}' has a validation split.");
        if (protocol != Temporal && Given(result, _cut) is not null)
            result.AddError($"--cut is given and --protocol is {protocol}; only '{Temporal}' cuts in time.");
        if (protocol == Sampled && _input.IsStore(result))
            result.AddError($"--protocol is {Sampled} and --store is given; a store has no negatives. Use '{Full}' or '{Temporal}'.");
    }

    /// <summary>As it stands on the command line: while that is being checked defaults are not there yet, and reading a wrong value
    /// throws.</summary>
    private static string? Given(CommandResult result, Option option) =>
        result.GetResult(option) is { Tokens: [var token] } ? token.Value : null;

    private static Option<string> Choice(string name, string description, params string[] values)
    {
        var option = new Option<string>(name) { Description = description, DefaultValueFactory = _ => values[0] };
        option.AcceptOnlyFromAmong(values);
        return option;
    }
}
