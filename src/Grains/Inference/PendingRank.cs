using S3Rec.Contracts;

namespace S3Rec.Grains.Inference;

/// <summary>A queued request and the promise of its reply. Continuations run elsewhere: the engine's threads never run a caller's
/// code.</summary>
internal sealed class PendingRank
{
    private readonly TaskCompletionSource<RankReply> _reply = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TimeSpan _patience;
    private readonly long _enqueuedAt;
    private readonly CancellationToken _cancellationToken;

    public PendingRank(RankRequest request, long enqueuedAt, CancellationToken cancellationToken)
    {
        Request = request;
        (_patience, _enqueuedAt, _cancellationToken) = (request.Patience, enqueuedAt, cancellationToken);
    }

    public PendingRank(SimilarRequest similar, long enqueuedAt, CancellationToken cancellationToken)
    {
        Similar = similar;
        (_patience, _enqueuedAt, _cancellationToken) = (similar.Patience, enqueuedAt, cancellationToken);
    }

    /// <summary>The history to rank for; null when it is <see cref="Similar"/> that is asked.</summary>
    public RankRequest? Request { get; }

    /// <summary>The item to find the like of; null when it is <see cref="Request"/> that is asked.</summary>
    public SimilarRequest? Similar { get; }

    public Task<RankReply> Reply => _reply.Task;

    /// <summary>True when nobody waits any more: the request is answered with that and needs no ranking.</summary>
    public bool IsDropped(TimeProvider time, TimeSpan waitMax)
    {
        if (_cancellationToken.IsCancellationRequested)
            return _reply.TrySetCanceled(_cancellationToken);

        var waited = time.GetElapsedTime(_enqueuedAt);
        if (_patience > TimeSpan.Zero && waited > _patience)
        {
            return _reply.TrySetException(new OverloadedException(
                $"The request waited {waited.TotalMilliseconds:F0} ms for the model, and its caller {_patience.TotalMilliseconds:F0} ms. "
                + "Try again after a moment."));
        }

        return waited > waitMax && _reply.TrySetException(new OverloadedException(
            $"The request waited {waited.TotalMilliseconds:F0} ms for the model, longer than {waitMax.TotalMilliseconds:F0} ms "
            + "(Inference.WaitMax). Try again after a moment."));
    }

    public void Complete(RankReply reply) => _reply.TrySetResult(reply);

    public void Fail(Exception error) => _reply.TrySetException(error);
}
