using Microsoft.Extensions.Logging.Abstractions;
using S3Rec.Contracts;
using S3Rec.Model.Data;
using S3Rec.Model.Ranking.Challengers;
using S3Rec.Storage;
using S3Rec.Storage.Embedded;

namespace S3Rec.Grains.Tests.Fakes;

/// <summary>The embedded store in a folder of its own.</summary>
internal sealed class TestStore : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly EmbeddedStore _store;

    public TestStore(TimeProvider? time = null)
    {
        _store = EmbeddedStore.Open(
            new() { Folder = Path.Combine(_folder.Path, "store") }, time ?? TimeProvider.System, NullLoggerFactory.Instance);
        Log = new FaultyEventLog(_store.Events);
        Training = new FaultyTrainingStore(_store.Training);
        Checkpoints = new FaultyCheckpointStore(_store.Checkpoints);
    }

    public FaultyEventLog Log { get; }

    public ICatalogue Catalogue => _store.Catalogue;

    public FaultyCheckpointStore Checkpoints { get; }

    public FaultyTrainingStore Training { get; }

    /// <summary>A folder for what a test writes beside the store.</summary>
    public string NewFolder() => Path.Combine(_folder.Path, Guid.NewGuid().ToString("N"));

    /// <summary>Puts items i0, i1, … into the catalogue, so that item i{n} has the integer n.</summary>
    public async Task AddItems(int count) => await Catalogue.PutItems(
        [.. Enumerable.Range(0, count).Select(i => new CatalogueItem($"i{i}", [$"a{i % 3}"]))], TestContext.Current.CancellationToken);

    /// <summary>Publishes a real checkpoint that knows these items; returns its version.</summary>
    public async Task<int> Publish(
        IEnumerable<string> items, int seed = 1, Action<string>? damage = null, ModelVerdict verdict = ModelVerdict.Accepted,
        string[]? attributes = null, Blend? blend = null)
    {
        var folder = NewFolder();
        var vocabulary = new Vocabulary(items, attributes ?? []);
        TinyCheckpoint.Write(folder, vocabulary, seed, blend);
        damage?.Invoke(folder);
        var token = TestContext.Current.CancellationToken;
        var lease = await Training.TryAcquireLease("test", TimeSpan.FromMinutes(1), token);
        Assert.NotNull(lease);
        var description = new ModelDescription(0, vocabulary.ItemCount, new Dictionary<string, double>(), verdict, "a test");
        var published = await Checkpoints.Publish(folder, description, lease, token);
        await Training.ReleaseLease(lease, token);
        return published.Version;
    }

    /// <summary>The ids of the first <paramref name="count"/> items.</summary>
    public static IEnumerable<string> Items(int count) => Enumerable.Range(0, count).Select(i => $"i{i}");

    public void Dispose()
    {
        _store.Dispose();
        Training.Dispose();
        _folder.Dispose();
    }
}
