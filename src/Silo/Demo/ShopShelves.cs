using System.Reflection;

namespace S3Rec.Silo.Demo;

/// <summary>What the shop could sell, read from shop.txt: activities, and the kinds of things each is taken up with, in the order
/// people take them.</summary>
internal sealed record Activity(string Name, IReadOnlyList<ShopKind> Journey);

/// <summary>A kind of thing and its makes: a tent for two or for four.</summary>
internal sealed record ShopKind(string Name, IReadOnlyList<string> Makes);

/// <summary>Reads shop.txt.</summary>
internal static class ShopShelves
{
    public static IReadOnlyList<Activity> Read()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("shop.txt")!;
        using var reader = new StreamReader(stream);
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(static line => line[0] != '#')
            .Select(Parse)];
    }

    private static Activity Parse(string line)
    {
        var parts = line.Split(": ");
        return new Activity(parts[0], [.. parts[1].Split(' ').Select(ParseKind)]);
    }

    private static ShopKind ParseKind(string text)
    {
        var open = text.IndexOf('(', StringComparison.Ordinal);
        return new ShopKind(text[..open], text[(open + 1)..^1].Split(','));
    }
}
