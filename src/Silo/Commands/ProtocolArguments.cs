using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
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

    private static readonly string[] s_dates = ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm:ssK"];

    private readonly Option<string> _protocol = Choice(
        "--protocol",
        "'full' ranks each target against the whole catalogue; 'sampled' against the items of NAME_sample.txt; 'temporal' cuts all users at "
        + "one moment and ranks what came after, which takes NAME_times.txt and models trained on what came before.",
        Full, Sampled, Temporal);

    private readonly Option<string> _split = Choice(
        "--split", "Which held-out item of each user to find: the last, or the one before it.", Test, Validation);

    private readonly Option<string?> _cut = new("--cut")
    {
        Description = $"The moment of the cut: a date in UTC, or the share of interactions before it. [default: {DefaultCut}]",
        HelpName = "DATE|SHARE",
    };

    private ProtocolArguments()
    {
    }

    public static ProtocolArguments AddTo(Command command)
    {
        var arguments = new ProtocolArguments();
        arguments._cut.Validators.Add(static result =>
        {
            if (result.Tokens is [var token] && Share(token.Value) is null && Date(token.Value) is null)
            {
                result.AddError(
                    $"--cut is {token.Value}; it must be a date, such as 2018-06-30 or 2018-06-30T12:00:00Z, or a share above 0 and below 1.");
            }
        });
        command.Options.Add(arguments._protocol);
        command.Options.Add(arguments._split);
        command.Options.Add(arguments._cut);
        command.Validators.Add(arguments.Check);
        return arguments;
    }

    /// <summary>The targets; reads the files that the protocol needs beside the interactions.</summary>
    /// <exception cref="DataFormatException">Such a file is missing or malformed.</exception>
    /// <exception cref="ArgumentException">There is nothing to find.</exception>
    public EvaluationTargets Targets(ParseResult parsed, DataArguments arguments, SequenceData data)
    {
        var (folder, name) = (arguments.Folder(parsed), arguments.Name(parsed));
        return parsed.GetRequiredValue(_protocol) switch
        {
            Sampled => EvaluationTargets.Sampled(data, DataSet.LoadNegatives(folder, name, data)),
            Temporal => AfterCut(
                new TimedSequences(data, Array.ConvertAll(DataSet.LoadTimes(folder, name, data), Milliseconds)),
                parsed.GetValue(_cut) ?? DefaultCut),
            _ => EvaluationTargets.Full(data, parsed.GetValue(_split) == Test ? HeldOut.Test : HeldOut.Validation),
        };
    }

    private static EvaluationTargets AfterCut(TimedSequences sequences, string cut) =>
        EvaluationTargets.Temporal(sequences, Share(cut) is { } share ? sequences.CutAfter(share) : Date(cut)!.Value);

    /// <summary>By way of a moment, so that a time no calendar holds is refused and not wrapped around.</summary>
    private static long[] Milliseconds(long[] seconds) =>
        Array.ConvertAll(seconds, static second => DateTimeOffset.FromUnixTimeSeconds(second).ToUnixTimeMilliseconds());

    private static double? Share(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var share) && share is > 0 and < 1
            ? share
            : null;

    private static DateTimeOffset? Date(string text) =>
        DateTimeOffset.TryParseExact(text, s_dates, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date) ? date : null;

    private void Check(CommandResult result)
    {
        var protocol = Given(result, _protocol) ?? Full;
        if (protocol != Full && Given(result, _split) == Validation)
            result.AddError($"--split is {Validation} and --protocol is {protocol}; only '{Full}' has a validation split.");
        if (protocol != Temporal && Given(result, _cut) is not null)
            result.AddError($"--cut is given and --protocol is {protocol}; only '{Temporal}' cuts in time.");
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
