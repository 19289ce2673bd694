using S3Rec.Grains.Tests.Fakes;
using S3Rec.Grains.Training;
using S3Rec.Storage;

namespace S3Rec.Grains.Tests.Training;

public sealed class LogSnapshotTests : IDisposable
{
    private readonly TestStore _store = new();

    public void Dispose() => _store.Dispose();

    [Fact]
    public async Task Attribute_rows_are_in_ascending_order_however_an_item_was_described()
    {
        var token = TestContext.Current.CancellationToken;
        await _store.Catalogue.PutItems([new("first", ["a", "b", "c"]), new("second", ["c", "new", "a"])], token);
        await _store.Log.Append("u", 0, [.. Enumerable.Range(0, 3).Select(e => new NewEvent($"e{e}", e % 2, DateTimeOffset.UnixEpoch))], token);

        var data = await new LogSnapshot(_store.Log, _store.Catalogue, new TrainerOptions { UsersMin = 1 }).Read(3, token);

        Assert.Equal([1, 2, 3], data.ItemAttributes[1]);
        Assert.Equal([1, 3, 4], data.ItemAttributes[2]);
    }
}
