namespace S3Rec.Grains.Inference;

/// <summary>The models that serve, and those they replaced whose last batch is not over. Safe for threads.</summary>
internal sealed class CurrentModels
{
    private readonly Lock _lock = new();
    private readonly List<ServingModel> _retired = [];
    private ServingSet _serving = ServingSet.None;

    /// <summary>The models that serve.</summary>
    public ServingSet Serving => Volatile.Read(ref _serving);

    /// <summary>Serves others from the next batch on. A model of both sets goes on.</summary>
    /// <returns>True when there is one to dispose now or after its last batch.</returns>
    public bool Swap(ServingSet next)
    {
        lock (_lock)
        {
            var (old, before) = (_serving, _retired.Count);
            Volatile.Write(ref _serving, next);
            Retire(old.Live, next);
            Retire(old.Trial, next);
            return _retired.Count > before;
        }
    }

    /// <summary>The models of one batch, none of which is disposed before they are given back.</summary>
    public ServingSet Borrow()
    {
        lock (_lock)
        {
            Count(_serving, 1);
            return _serving;
        }
    }

    /// <summary>Ends a batch.</summary>
    public void Return(ServingSet serving)
    {
        lock (_lock)
            Count(serving, -1);
    }

    /// <summary>A replaced model that no batch uses any more, for the caller to dispose; null when there is none.</summary>
    public ServingModel? TakeRetired()
    {
        lock (_lock)
        {
            var idle = _retired.FindIndex(static model => model.BatchCount == 0);
            if (idle < 0)
                return null;

            var old = _retired[idle];
            _retired.RemoveAt(idle);
            return old;
        }
    }

    private void Retire(ServingModel? old, ServingSet next)
    {
        if (old is not null && old != next.Live && old != next.Trial && !_retired.Contains(old))
            _retired.Add(old);
    }

    private static void Count(ServingSet serving, int change)
    {
        if (serving.Live is { } live)
            live.BatchCount += change;
        if (serving.Trial is { } trial)
            trial.BatchCount += change;
    }
}
