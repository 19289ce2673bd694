using S3Rec.Grains.Tests.Fakes;
using S3Rec.Storage;

namespace S3Rec.Grains.Tests.Training;

public sealed class LogSequencesTests : IDisposable
{
    private static readonly DateTimeOffset s_noon = new(2026, 3, 4, 12, 0, 0, TimeSpan.Zero);

    private readonly TestStore _store = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _store.Dispose();

    [Fact]
    public async Task Only_items_that_occur_have_rows()
    {
        await _store.AddItems(5);
        await Append("ann", (3, 0), (1, 0));

        var read = (await LogSequences.Read(_store.Log, _store.Catalogue, 2, Token)).Data;

        Assert.Equal(["i1", "i3"], read.Vocabulary.Items);
        Assert.Equal([2, 1], read.Sequences.Single());
    }

    [Fact]
    public async Task An_interaction_sent_late_keeps_its_place_and_counts_as_made_with_the_one_before_it()
    {
        await _store.AddItems(5);
        await Append("ann", (0, 10), (1, 5), (2, 20));

        var read = await LogSequences.Read(_store.Log, _store.Catalogue, 3, Token);

        Assert.Equal([1, 2, 3], read.Data.Sequences.Single());
        Assert.Equal(0, read.CountBefore(0, s_noon.AddMinutes(10)));
        Assert.Equal(2, read.CountBefore(0, s_noon.AddMinutes(11)));
    }

    [Fact]
    public async Task An_empty_log_has_no_sequences()
    {
        var read = (await LogSequences.Read(_store.Log, _store.Catalogue, 0, Token)).Data;

        Assert.Empty(read.Sequences);
        Assert.Equal(0, read.Vocabulary.ItemCount);
    }

    private async Task Append(string user, params (int Item, int Minute)[] events) => await _store.Log.Append(
        user, 0, [.. events.Select((e, i) => new NewEvent($"e{i}", e.Item, s_noon.AddMinutes(e.Minute)))], Token);
}
