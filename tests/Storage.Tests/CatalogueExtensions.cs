namespace S3Rec.Storage.Tests;

internal static class CatalogueExtensions
{
    public static async Task<int> GetOrAddItem(this ICatalogue catalogue, string itemId, CancellationToken cancellationToken) =>
        (await catalogue.GetOrAddItems([itemId], cancellationToken))[0];
}
