using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using S3Rec.Contracts;
using S3Rec.Silo.Load;

namespace S3Rec.Silo.Commands;

/// <summary>What bench serve is told of the load.</summary>
internal sealed class LoadArguments
{
    private const int InFlightMax = 100_000;
    private const string Http = "http";
    private const string Sdk = "sdk";
    private const string Poisson = "poisson";
    private const string Constant = "constant";

    private readonly Option<string> _via = Words("--via", "How requests go: over HTTP/1.1, or through the SDK.", Http, Sdk);
    private readonly Option<int> _gatewayPort = CommonOptions.Port(
        "--gateway-port", "The port of the service on this machine for .NET clients; used by --via sdk.", 30000);

    private readonly Option<double> _rate = CommonOptions.Number(
        "--rate", "Requests to start per second, answered or not.", 1000, 0.001, LoadPhase.RateMax);

    private readonly Option<string?> _phases = new("--phases")
    {
        Description = "Rates one after the other, such as 1000:20s,20000:60s,1000:10s; in place of --rate and --duration.",
        HelpName = "RATE:TIME,…",
    };

    private readonly Option<int?> _concurrency = new("--concurrency")
    {
        Description = "Find the highest throughput: so many ask again as soon as they are answered; in place of --rate.",
        HelpName = "N",
    };

    private readonly Option<string> _arrivals = Words(
        "--arrivals", "Gaps between requests, as independent users leave them or all alike.", Poisson, Constant);

    private readonly Option<TimeSpan> _duration = Duration("--duration", "How long to measure.", TimeSpan.FromSeconds(20));
    private readonly Option<TimeSpan> _warmUp = Duration(
        "--warm-up", "How long to put on the first rate before that, unmeasured.", TimeSpan.FromSeconds(5));

    private readonly Option<TimeSpan> _timeout = Duration(
        "--timeout", "How long an answer is waited for, 1s to 5m.", TimeSpan.FromSeconds(10));

    private readonly Option<TimeSpan> _patience = Duration(
        "--patience", "Give up, and count, what cannot be sent so long after its intended start. [default: never]", null);

    private readonly Option<int> _connections = CommonOptions.Count(
        "--connections", "Requests in flight at most; over HTTP each has a connection.", 256, 1, InFlightMax);

    private readonly Option<double> _recordShare = CommonOptions.Number(
        "--record-share", "Share of requests that record an interaction first, and check the list after it.", 0, 0, 1);

    private readonly Option<int> _count = CommonOptions.Count("--count", "Items per list.", 20, 1, Limits.CountMax);
    private readonly Option<bool> _retrain = new("--retrain")
    {
        Description = "Ask for a training run as the measurement begins.",
    };

    private readonly Option<int> _swaps = CommonOptions.Count(
        "--swaps", "Make two model versions live in turn so many times, and check that no answer mixes them.", 0, 0, 100_000);

    private readonly Option<int?> _pid = new("--pid")
    {
        Description = "The process of the service on this machine, to read its memory and processor time.",
        HelpName = "PID",
    };

    private readonly Option<int> _seed = CommonOptions.Count(
        "--seed", "The same seed sends the same requests at the same times.", 1, 0, int.MaxValue);

    private readonly Option<string?> _json = new("--json")
    {
        Description = "Also write the figures to this file.",
        HelpName = "FILE",
    };

    private LoadArguments()
    {
    }

    private Option[] All =>
    [
        _via, _gatewayPort, _rate, _phases, _concurrency, _arrivals, _duration, _warmUp, _recordShare, _count, _retrain, _swaps,
        _connections, _timeout, _patience, _pid, _seed, _json,
    ];

    public static LoadArguments AddTo(Command command)
    {
        var arguments = new LoadArguments();
        arguments._concurrency.Validators.Add(static result => CommonOptions.CheckRange(result, "--concurrency", 1, InFlightMax));
        foreach (var option in arguments.All)
            command.Options.Add(option);
        command.Validators.Add(arguments.CheckTogether);
        return arguments;
    }

    /// <summary>Those of the users who ask: all, or an even choice of them while versions are swapped.</summary>
    public IReadOnlyList<string> Select(ParseResult parsed, IReadOnlyList<string> users)
    {
        var count = parsed.GetValue(_swaps) == 0 ? users.Count : Math.Min(VersionSwaps.UsersMax, users.Count);
        return [.. Enumerable.Range(0, count).Select(i => users[(int)((long)i * users.Count / count)])];
    }

    public double RecordShare(ParseResult parsed) => parsed.GetValue(_recordShare);

    public string? JsonPath(ParseResult parsed) => parsed.GetValue(_json);

    /// <exception cref="CommandException">The phases cannot be read.</exception>
    public LoadPlan Plan(ParseResult parsed)
    {
        var concurrency = parsed.GetValue(_concurrency);
        var phases = parsed.GetValue(_phases) is { } text
            ? LoadPhase.ParseAll(text)
            : [new LoadPhase(concurrency is null ? parsed.GetValue(_rate) : null, parsed.GetValue(_duration))];
        return new LoadPlan
        {
            Phases = [new LoadPhase(phases[0].RatePerSecond, parsed.GetValue(_warmUp), IsWarmUp: true), .. phases],
            InFlightMax = concurrency ?? parsed.GetValue(_connections),
            Count = parsed.GetValue(_count),
            IsPoisson = parsed.GetValue(_arrivals) == Poisson,
            Patience = parsed.GetResult(_patience) is null ? null : parsed.GetValue(_patience),
            Seed = parsed.GetValue(_seed),
        };
    }

    public async Task<ILoadTarget> Connect(ParseResult parsed, Uri address, CancellationToken cancellationToken)
    {
        var timeout = parsed.GetValue(_timeout);
        if (parsed.GetValue(_via) == Sdk)
            return await SdkTarget.Connect(parsed.GetValue(_gatewayPort), timeout, cancellationToken);
        if (address.Scheme != Uri.UriSchemeHttp)
            throw new CommandException($"--url is {address}; the load goes over http only.", ExitCode.BadInput);
        return new HttpTarget(address, Plan(parsed).InFlightMax, timeout);
    }

    public LoadRun Run(ParseResult parsed, ILoadTarget target, LoadPlan plan, LoadMix mix) =>
        new(target, plan, mix, TimeProvider.System)
        {
            Retrains = parsed.GetValue(_retrain),
            SwapCount = parsed.GetValue(_swaps),
            ServiceProcessId = parsed.GetValue(_pid),
        };

    /// <summary>Every option that had a say in the load with its value, given or not.</summary>
    public string Describe(ParseResult parsed)
    {
        Option[] unused = parsed.GetValue(_concurrency) is not null ? [_rate, _connections]
            : parsed.GetValue(_phases) is not null ? [_rate, _duration] : [];
        return string.Join(' ', All.Except([_json, _pid, _gatewayPort, .. unused])
            .Where(option => parsed.GetResult(option) is not null)
            .Select(option => string.Create(CultureInfo.InvariantCulture, $"{option.Name} {parsed.GetValue<object>(option.Name)}")));
    }

    private void CheckTogether(CommandResult result)
    {
        bool IsGiven(Option option) => result.GetResult(option) is { Implicit: false };
        Option[] loops = [_rate, _phases, _concurrency];
        if (loops.Where(IsGiven).ToArray() is [var first, var second, ..])
            result.AddError($"{first.Name} and {second.Name} cannot be given together: each says how the load is put on.");
        if (IsGiven(_phases) && IsGiven(_duration))
            result.AddError("--duration cannot be given with --phases, which have their own.");
        if (IsGiven(_swaps) && IsGiven(_recordShare))
        {
            result.AddError(
                "--swaps cannot be given with --record-share: that an answer mixes versions is seen from lists that do not change.");
        }
    }

    private static Option<string> Words(string name, string description, params string[] words)
    {
        var option = new Option<string>(name) { Description = description, DefaultValueFactory = _ => words[0] };
        option.AcceptOnlyFromAmong(words);
        return option;
    }

    /// <param name="defaultDuration">Null for an option that means something else when it is not given.</param>
    private static Option<TimeSpan> Duration(string name, string description, TimeSpan? defaultDuration)
    {
        var option = new Option<TimeSpan>(name) { Description = description, HelpName = "TIME" };
        option.CustomParser = result =>
        {
            if (!LoadPhase.TryParseDuration(result.Tokens[0].Value, out var duration))
                result.AddError($"{name} is {result.Tokens[0].Value}; it is a time of at most an hour, such as 500ms, 20s or 2m.");
            return duration;
        };
        if (defaultDuration is { } value)
            option.DefaultValueFactory = _ => value;
        return option;
    }
}
