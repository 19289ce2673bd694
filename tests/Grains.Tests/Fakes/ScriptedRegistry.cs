using S3Rec.Contracts;

namespace S3Rec.Grains.Tests.Fakes;

/// <summary>Makes every version live, unless the test has an error for it.</summary>
internal sealed class ScriptedRegistry : IModelRegistryGrain, IDisposable
{
    private readonly SemaphoreSlim _tries = new(0);

    /// <summary>What an activation throws; null when it works.</summary>
    public Exception? Fails { get; set; }

    /// <summary>The version made live; null before the first.</summary>
    public int? Live { get; private set; }

    public Task<ModelInfo> Activate(int version, CancellationToken cancellationToken)
    {
        if (Fails is { } failure)
        {
            _tries.Release();
            throw failure;
        }

        Live = version;
        return Task.FromResult<ModelInfo>(null!);
    }

    /// <summary>Waits until an activation failed; each one ends one wait.</summary>
    public Task ActivationFailed() => _tries.WaitAsync(TestContext.Current.CancellationToken);

    public Task<IReadOnlyList<ModelInfo>> GetModels(CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<ServingStatus> GetStatus(CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task SetSplit(ModelSplit? split, CancellationToken cancellationToken) => throw new NotSupportedException();

    public void Dispose() => _tries.Dispose();
}
