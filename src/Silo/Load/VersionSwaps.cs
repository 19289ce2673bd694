using System.Globalization;
using S3Rec.Contracts;
using S3Rec.Silo.Commands;

namespace S3Rec.Silo.Load;

/// <summary>Makes two model versions live in turn while the load goes on.</summary>
internal sealed class VersionSwaps(ILoadTarget target, int first, int second)
{
    /// <summary>Users who ask while versions are swapped: few enough to take a list of each by both versions beforehand.</summary>
    public const int UsersMax = 1000;

    public LiveVersions Live { get; } = new(first);

    public ReferenceLists References { get; } = new();

    public Latencies Times { get; } = new();

    /// <summary>The live version and the newest other that can be loaded.</summary>
    /// <exception cref="CommandException">There are not two.</exception>
    public static async Task<VersionSwaps> Between(ILoadTarget target, CancellationToken cancellationToken)
    {
        var models = await target.GetModels(cancellationToken);
        var live = models.FirstOrDefault(static model => model.IsLive);
        var other = models.Where(static model => !model.IsLive && model.Refusal is null).MaxBy(static model => model.Version);
        return live is not null && other is not null
            ? new VersionSwaps(target, live.Version, other.Version)
            : throw new CommandException(
                $"--swaps needs a live model and another that can be loaded; the service has {models.Count} models. "
                + "'s3rec retrain --wait' trains one.",
                ExitCode.Failed);
    }

    /// <summary>Asks for the list of each user by both versions, and leaves the first one live.</summary>
    /// <exception cref="CommandException">A user was not answered by the version that should be live.</exception>
    public async Task TakeReferences(IReadOnlyList<string> users, int count, CancellationToken cancellationToken)
    {
        foreach (var version in (int[])[second, first])
        {
            await target.Activate(version, cancellationToken);
            foreach (var user in users)
            {
                var answer = await target.Ask(user, count, cancellationToken);
                if (answer.List is not { } list || !(References.TryAdd(list) && list.ModelVersion == version))
                    throw Unfit(user, version, answer);
            }
        }
    }

    /// <summary>Swaps <paramref name="count"/> times, spread evenly over <paramref name="duration"/> from now.</summary>
    public async Task Run(int count, TimeSpan duration, ILoadClock clock, TimeProvider time, CancellationToken cancellationToken)
    {
        var begin = clock.Now;
        for (var i = 0; i < count; i++)
        {
            var wait = begin + duration * ((i + 0.5) / count) - clock.Now;
            if (wait > TimeSpan.Zero)
                await Task.Delay(wait, time, cancellationToken);
            var (version, asked) = (i % 2 == 0 ? second : first, clock.Now);
            Live.Begin(version, asked);
            await target.Activate(version, cancellationToken);
            Live.End(version, clock.Now);
            Times.Add(clock.Now - asked);
        }
    }

    private static CommandException Unfit(string user, int version, LoadAnswer answer)
    {
        var said = answer.List is { } list
            ? $"a {list.Source.ToString().ToLowerInvariant()} list of {Version(list.ModelVersion)}"
            : answer.Kind;
        return new CommandException(
            $"User {user} was to be answered by model {version}, but it was {said}. --swaps needs users whose history the models "
            + "know: import the data set of --data first, and let nothing else change the service.",
            ExitCode.Failed);
    }

    private static string Version(int? version) =>
        version is { } number ? string.Create(CultureInfo.InvariantCulture, $"model {number}") : "no model";
}
