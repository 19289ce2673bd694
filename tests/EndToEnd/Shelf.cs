using System.Globalization;

namespace S3Rec.EndToEnd;

/// <summary>A temporary folder with a small data set: 80 users walk along 40 items, each from a place of their own, so that what
/// comes next is plain and what is popular says nothing.</summary>
internal sealed class Shelf : IDisposable
{
    public const int UserCount = 80;
    public const int ItemCount = 40;

    private const int Steps = 10;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("s3rec-e2e-");

    public string Store => Path.Combine(_folder.FullName, "store");

    public static string User(int user) => string.Create(CultureInfo.InvariantCulture, $"user-{user}");

    public static string Item(int item) => string.Create(CultureInfo.InvariantCulture, $"item-{item % ItemCount}");

    /// <summary>The item after those the data holds of a user.</summary>
    public static string NextItem(int user) => Item(user + Steps);

    /// <summary>Imports the data set with the verb.</summary>
    public async Task Import(CancellationToken cancellationToken)
    {
        var interactions = Path.Combine(_folder.FullName, "shelf.txt");
        await File.WriteAllLinesAsync(
            interactions,
            Enumerable.Range(0, UserCount).Select(static user =>
                $"{User(user)} {string.Join(' ', Enumerable.Range(user, Steps).Select(Item))}"),
            cancellationToken);
        var attributes = Path.Combine(_folder.FullName, "shelf_item2attributes.json");
        var rows = Enumerable.Range(0, ItemCount).Select(static item => $"\"{Item(item)}\": [\"row-{item / 10}\"]");
        await File.WriteAllTextAsync(attributes, $"{{{string.Join(", ", rows)}}}", cancellationToken);

        var ended = await S3RecProgram.Run(
            cancellationToken, "import", "--store", Store, "--interactions", interactions, "--attributes", attributes);
        Assert.True(ended.ExitCode == 0, ended.Error);
        Assert.Contains($"Imported {UserCount * Steps} interactions", ended.Output, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
