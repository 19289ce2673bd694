using S3Rec.Contracts;
using S3Rec.Grains.Catalogue;
using S3Rec.Grains.Tests.Fakes;
using S3Rec.Storage;

namespace S3Rec.Grains.Tests.Catalogue;

public sealed class CandidateItemsTests : IDisposable
{
    private readonly TestStore _store = new();

    public void Dispose() => _store.Dispose();

    [Fact]
    public void Without_a_condition_there_are_no_candidates_to_keep_to() =>
        Assert.Null(CandidateItems.Of(_store.Catalogue, allow: null, attributes: null, AttributeMatch.All));

    [Fact]
    public void An_item_that_must_have_any_of_none_is_no_item() =>
        Assert.Empty(CandidateItems.Of(_store.Catalogue, allow: null, attributes: [], AttributeMatch.Any)!);

    [Fact]
    public async Task Candidates_are_what_looking_at_every_item_finds()
    {
        var random = new Random(8);
        await _store.Catalogue.PutItems(
            [
                .. Enumerable.Range(0, 60).Select(n => new CatalogueItem(
                    $"i{n}", [.. Enumerable.Range(0, 6).Where(a => random.Next(2 + a) < 2).Select(a => $"a{a}")])),
                new("all", ["a0", "a1", "a2", "a3", "a4", "a5"]),
            ],
            TestContext.Current.CancellationToken);
        for (var round = 0; round < 200; round++)
        {
            var match = (AttributeMatch)random.Next(2);
            int[] attributes = [.. Enumerable.Range(0, 6).Where(_ => random.Next(3) == 0).DefaultIfEmpty(3)];
            int[]? allow = random.Next(2) == 0 ? null : [.. Enumerable.Range(0, 61).Where(_ => random.Next(2) == 0)];

            var expected = Enumerable.Range(0, 61).Where(item =>
                (allow is null || allow.Contains(item))
                && (match == AttributeMatch.All ? attributes.All(a => Has(item, a)) : attributes.Any(a => Has(item, a))));
            Assert.Equal(expected, CandidateItems.Of(_store.Catalogue, allow, attributes, match));
        }

        bool Has(int item, int attribute) => _store.Catalogue.GetAttributes(item).Contains(attribute);
    }

    [Theory]
    [InlineData(new int[0], new int[0], new int[0])]
    [InlineData(new[] { 1, 3 }, new int[0], new[] { 1, 3 })]
    [InlineData(new[] { 1, 3, 5 }, new[] { 0, 3, 9 }, new[] { 0, 1, 3, 5, 9 })]
    [InlineData(new[] { 2 }, new[] { 2 }, new[] { 2 })]
    public void A_union_holds_each_entry_once_in_order(int[] a, int[] b, int[] expected) =>
        Assert.Equal(expected, CandidateItems.Either(a, b));
}
