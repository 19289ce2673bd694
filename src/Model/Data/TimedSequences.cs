using System.Globalization;

namespace S3Rec.Model.Data;

/// <summary>Sequences whose interactions have times, so that they can be cut at one moment for everyone.</summary>
public sealed class TimedSequences
{
    private readonly long[][] _timesMs;

    /// <param name="data">The sequences.</param>
    /// <param name="timesMs">For each interaction of each user its time in milliseconds since 1970-01-01 UTC, never falling.</param>
    /// <exception cref="ArgumentException">The times do not belong to the sequences, or fall.</exception>
    public TimedSequences(SequenceData data, long[][] timesMs)
    {
        if (timesMs.Length != data.Sequences.Length)
            throw new ArgumentException($"There are times of {timesMs.Length} users and sequences of {data.Sequences.Length}.", nameof(timesMs));
        for (var user = 0; user < timesMs.Length; user++) Verify(data, user, timesMs[user]);

        (Data, _timesMs) = (data, timesMs);
    }

    /// <summary>All interactions.</summary>
    public SequenceData Data { get; }

    /// <summary>How many interactions of a user came before a moment.</summary>
    public int CountBefore(int user, DateTimeOffset cut)
    {
        var cutMs = cut.ToUnixTimeMilliseconds();
        var count = 0;
        while (count < _timesMs[user].Length && _timesMs[user][count] < cutMs) count++;
        return count;
    }

    /// <summary>What was known at a moment: the interactions before it, of the users who had any. The vocabulary stays, so that items
    /// first taken later have rows.</summary>
    /// <exception cref="ArgumentException">Nothing came before the moment.</exception>
    public SequenceData Before(DateTimeOffset cut)
    {
        var known = Enumerable.Range(0, Data.Sequences.Length)
            .Select(user => (User: user, Count: CountBefore(user, cut)))
            .Where(static user => user.Count > 0).ToArray();
        if (known.Length == 0)
            throw Uncuttable($"No interaction came before {Text(cut)}: there is nothing to learn from. Cut later.");

        return Data with
        {
            Users = Array.ConvertAll(known, user => Data.Users[user.User]),
            Sequences = Array.ConvertAll(known, user => Data.Sequences[user.User][..user.Count]),
        };
    }

    /// <summary>The earliest moment with at least a share of all interactions before it.</summary>
    /// <param name="share">Above 0 and below 1, such as 0.9.</param>
    /// <exception cref="ArgumentOutOfRangeException">Of a share out of range.</exception>
    /// <exception cref="ArgumentException">There are no interactions.</exception>
    public DateTimeOffset CutAfter(double share)
    {
        if (!(share is > 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(share), share, "The share of interactions before the cut must lie between 0 and 1.");
        long[] times = [.. _timesMs.SelectMany(static times => times).Order()];
        if (times.Length == 0) throw new ArgumentException("There are no interactions to cut.");

        return DateTimeOffset.FromUnixTimeMilliseconds(times[(int)Math.Ceiling(share * times.Length) - 1] + 1);
    }

    /// <summary>A moment as reports give it: in UTC, with milliseconds where it has any, as the moment after an interaction has.</summary>
    public static string Text(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.FFF'Z'", CultureInfo.InvariantCulture);

    /// <summary>Why a cut leaves nothing on one of its sides. Where all interactions have one time no other cut would do better.</summary>
    /// <param name="otherwise">What to say of interactions of different times.</param>
    internal ArgumentException Uncuttable(string otherwise)
    {
        long[] moments = [.. _timesMs.SelectMany(static times => times).Distinct().Take(2)];
        return new ArgumentException(moments is [var only]
            ? $"All interactions have the time {Text(DateTimeOffset.FromUnixTimeMilliseconds(only))}: they were imported without times. Nothing "
              + "can be cut in time; import them into a new store with NAME_times.txt beside the interactions, or evaluate with another protocol."
            : otherwise);
    }

    private static void Verify(SequenceData data, int user, long[] times)
    {
        if (times.Length != data.Sequences[user].Length)
        {
            throw new ArgumentException(
                $"User '{data.Users[user]}' has {data.Sequences[user].Length} interactions and {times.Length} times.", nameof(times));
        }

        for (var i = 1; i < times.Length; i++)
        {
            if (times[i] < times[i - 1])
            {
                throw new ArgumentException(
                    $"User '{data.Users[user]}': interaction {i} is older than the one before it. Sort each user's interactions by time.",
                    nameof(times));
            }
        }
    }
}
