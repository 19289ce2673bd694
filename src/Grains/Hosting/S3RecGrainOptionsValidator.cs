using System.Globalization;
using Microsoft.Extensions.Options;

namespace S3Rec.Grains.Hosting;

/// <summary>Reports every option that is out of range, all at once.</summary>
internal sealed class S3RecGrainOptionsValidator : IValidateOptions<S3RecGrainOptions>
{
    private static readonly TimeSpan Never = TimeSpan.Zero;
    private static readonly TimeSpan Tick = TimeSpan.FromTicks(1);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    public ValidateOptionsResult Validate(string? name, S3RecGrainOptions options)
    {
        var failures = new List<string>();
        void InRange<T>(string option, T value, T min, T max) where T : IComparable<T>
        {
            if (value.CompareTo(min) < 0 || value.CompareTo(max) > 0)
                failures.Add(string.Create(CultureInfo.InvariantCulture, $"{option} is {value}; it may be {min} to {max}."));
        }

        var (users, popularity, inference, model, training) =
            (options.Users, options.Popularity, options.Inference, options.Model, options.Training);
        InRange("Users.HistoryLength", users.HistoryLength, 1, 1024);
        InRange("Users.RankTimeout", users.RankTimeout, Tick, Minute);
        InRange("Popularity.RefreshPeriod", popularity.RefreshPeriod, Minute, Day);
        InRange("Popularity.RetryDelay", popularity.RetryDelay, Second, Hour);
        InRange("Inference.Threads", inference.Threads ?? 1, 1, 1024);
        InRange("Inference.QueueLengthMax", inference.QueueLengthMax, 1, 1_000_000);
        InRange("Inference.BatchMax", inference.BatchMax, 1, 4096);
        InRange("Inference.Linger", inference.Linger, Never, Second);
        InRange("Inference.WaitMax", inference.WaitMax, Tick, users.RankTimeout / 2);
        InRange("Model.Replicas", model.Replicas, 1, 1024);
        InRange("Model.ReconcilePeriod", model.ReconcilePeriod, Second, Hour);
        InRange("Model.WarmUpQueries", model.WarmUpQueries, 1, 1000);
        InRange("Training.RetrainPeriod", training.RetrainPeriod ?? Hour, Minute, 48 * Day);
        InRange("Training.MinNewEvents", training.MinNewEvents, 1, long.MaxValue);
        InRange("Training.UsersMin", training.UsersMin, 1, int.MaxValue);
        InRange("Training.LeaseDuration", training.LeaseDuration, Second, Hour);
        InRange("Training.HeartbeatPeriod", training.HeartbeatPeriod, TimeSpan.FromMilliseconds(100), training.LeaseDuration / 3);
        InRange("Training.ReconcilePeriod", training.ReconcilePeriod, Second, Hour);
        InRange("Training.AttemptsMax", training.AttemptsMax, 1, 100);
        InRange("Training.ActivationAttemptsMax", training.ActivationAttemptsMax, 1, 1000);
        InRange("Training.ActivationRetryPeriod", training.ActivationRetryPeriod, TimeSpan.FromMilliseconds(100), Minute);
        if (options.Roles.HasFlag(SiloRoles.Trainer) && string.IsNullOrWhiteSpace(training.WorkFolder))
            failures.Add("Training.WorkFolder is empty; name a folder that this process alone writes to.");
        InRange("Runtime.ResponseTimeout", options.Runtime.ResponseTimeout, users.RankTimeout + Tick, Minute + Tick);
        InRange("Runtime.UserIdleAge", options.Runtime.UserIdleAge, 2 * Minute, Day);

        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}
