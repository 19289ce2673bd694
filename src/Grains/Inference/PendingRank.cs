using S3Rec.Contracts;

namespace S3Rec.Grains.Inference;

/// <summary>A queued request and the promise of its reply. Continuations run elsewhere: the engine's thread never runs a caller's
/// code.</summary>
internal sealed class PendingRank(RankRequest request, long enqueuedAt, CancellationToken cancellationToken)
{
    private readonly TaskCompletionSource<RankReply> _reply = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public RankRequest Request { get; } = request;

    public Task<RankReply> Reply => _reply.Task;

    /// <summary>True when nobody waits any more: the request is answered with that and needs no ranking.</summary>
    public bool IsDropped(TimeProvider time, TimeSpan waitMax)
    {
        if (cancellationToken.IsCancellationRequested)
            return _reply.TrySetCanceled(cancellationToken);

        var waited = time.GetElapsedTime(enqueuedAt);
        if (waited <= waitMax)
            return false;

        return _reply.TrySetException(new OverloadedException(
            $"The request waited {waited.TotalMilliseconds:F0} ms for the model, longer than {waitMax.TotalMilliseconds:F0} ms "
            + "(Inference.WaitMax). Try again after a moment."));
    }

    public void Complete(RankReply reply) => _reply.TrySetResult(reply);

    public void Fail(Exception error) => _reply.TrySetException(error);
}
