using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using S3Rec.Storage.Embedded;
using S3Rec.Storage.Embedded.Engine;

namespace S3Rec.Storage.Tests;

/// <summary>A store in a folder of its own, removed afterwards, with fake time.</summary>
internal sealed class TestStore : IAsyncDisposable
{
    private readonly Action<EmbeddedStorageOptions> _configure;

    public TestStore(Action<EmbeddedStorageOptions>? configure = null)
    {
        _configure = configure ?? (static _ => { });
        Folder = Directory.CreateTempSubdirectory("s3rec-storage-").FullName;
        Embedded = OpenAgain();
    }

    public string Folder { get; }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public EmbeddedStore Embedded { get; private set; }

    public IEventLog Events => Embedded.Events;

    public ICatalogue Catalogue => Embedded.Catalogue;

    public ICheckpointStore Checkpoints => Embedded.Checkpoints;

    public ITrainingStore Training => Embedded.Training;

    /// <summary>Opens the folder while it may be open: for tests of the lock.</summary>
    public EmbeddedStore OpenAgain()
    {
        var options = new EmbeddedStorageOptions { Folder = Folder };
        _configure(options);
        return EmbeddedStore.Open(options, Time, NullLoggerFactory.Instance);
    }

    public async Task Reopen()
    {
        await Embedded.DisposeAsync();
        Embedded = OpenAgain();
    }

    /// <summary>Holds the writer's thread until disposed, so that what is queued meanwhile forms one batch.</summary>
    public async Task<WriterHold> HoldWriter()
    {
        var hold = new WriterHold(Embedded.Writer);
        await hold.Started;
        return hold;
    }

    public Task<int> Execute(string sql) => Embedded.Writer.Submit(
        session =>
        {
            session.Sql.ExecuteScript(sql);
            return 0;
        },
        CancellationToken.None);

    /// <summary>Makes the next write that needs room fail as on a full disk. SQLite takes the limit of 1 page for the present
    /// size, and forgets it with the connection, so that the write after the failure finds room again.</summary>
    public Task FillDisk() => Execute("PRAGMA max_page_count = 1");

    public async ValueTask DisposeAsync()
    {
        await Embedded.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }
}

internal sealed class WriterHold : IAsyncDisposable
{
    private readonly ManualResetEventSlim _release = new();
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _held;

    public WriterHold(StoreWriter writer) => _held = writer.Submit(
        _ =>
        {
            _started.SetResult();
            _release.Wait();
            return 0;
        },
        CancellationToken.None,
        isAlone: true);

    public Task Started => _started.Task;

    public async ValueTask DisposeAsync()
    {
        _release.Set();
        await _held;
        _release.Dispose();
    }
}
