namespace S3Rec.Grains.Inference;

/// <summary>The model that serves, and those it replaced whose last batch is not over. Safe for threads.</summary>
internal sealed class CurrentModel
{
    private readonly Lock _lock = new();
    private readonly List<ServingModel> _retired = [];
    private ServingModel? _model;

    /// <summary>The version that serves; null when no model is loaded.</summary>
    public int? Version => Volatile.Read(ref _model)?.Version;

    /// <summary>Serves another model from the next batch on; null serves none.</summary>
    /// <returns>True when there is one to dispose now or after its last batch.</returns>
    public bool Swap(ServingModel? next)
    {
        lock (_lock)
        {
            var old = _model;
            Volatile.Write(ref _model, next);
            if (old is null)
                return false;

            _retired.Add(old);
            return true;
        }
    }

    /// <summary>The model of one batch, which is not disposed before it is given back; null when none is loaded.</summary>
    public ServingModel? Borrow()
    {
        lock (_lock)
        {
            if (_model is { } model)
                model.BatchCount++;
            return _model;
        }
    }

    /// <summary>Ends a batch.</summary>
    public void Return(ServingModel? model)
    {
        lock (_lock)
        {
            if (model is not null)
                model.BatchCount--;
        }
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
}
