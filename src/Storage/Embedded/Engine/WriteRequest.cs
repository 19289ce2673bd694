namespace S3Rec.Storage.Embedded.Engine;

/// <summary>What one caller wants written, and the completion it waits on.</summary>
internal abstract class WriteRequest
{
    /// <summary>Rows it writes, roughly; batches are bounded by their sum.</summary>
    public int Weight { get; init; } = 1;

    /// <summary>Wants a transaction to itself: it may be large, and a savepoint over it would be dear.</summary>
    public bool IsAlone { get; init; }

    /// <summary>Lets a caller that has left be skipped.</summary>
    public CancellationToken CancellationToken { get; init; }

    /// <summary>Writes within the open transaction.</summary>
    public abstract void Apply(WriteSession session);

    /// <summary>The transaction is on disk.</summary>
    public abstract void Succeed();

    /// <summary>Nothing of this request is stored, or it is not known whether it is.</summary>
    public abstract void Fail(Exception error);

    /// <summary>Nothing was done, nobody waits.</summary>
    public abstract void Cancel();
}

/// <inheritdoc/>
/// <param name="work">Runs on the writer's thread inside the transaction.</param>
/// <param name="committed">Runs on the writer's thread after the commit and before the caller goes on; it must not throw.</param>
internal sealed class WriteRequest<T>(Func<WriteSession, T> work, Action<T>? committed) : WriteRequest
{
    // The callers' continuations must not run on the writer's thread.
    private readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? _result;

    public Task<T> Completion => _completion.Task;

    public override void Apply(WriteSession session) => _result = work(session);

    public override void Succeed()
    {
        committed?.Invoke(_result!);
        _completion.SetResult(_result!);
    }

    public override void Fail(Exception error)
    {
        _completion.SetException(error);
        _ = _completion.Task.Exception; // Observed: a caller that gave up waiting leaves nobody to look at it.
    }

    public override void Cancel() => _completion.SetCanceled(CancellationToken);
}
