using S3Rec.Silo.Progress;
using S3Rec.Storage;

namespace S3Rec.Silo.Demo;

/// <summary>
/// A generated outdoor shop: about 2,200 items with readable names and attributes, and 2,000 customers with habits. Somebody who
/// took a tent takes a sleeping bag next, then a mat, mostly of the brand and the make they like; now and then they turn to
/// another activity, and some day they stay there. The same seed gives the same shop.
/// </summary>
internal sealed class DemoShop
{
    public const int DefaultSeed = 2020;

    private const int UserCount = 2000;
    private const int InteractionsMin = 8;
    private const int InteractionsMax = 34;

    private static readonly string[] Brands = ["trail", "summit", "fjell", "pine", "ridge", "wander", "delta", "aurora"];

    private static readonly string[] FirstNames =
    [
        "anna", "ben", "clara", "david", "elif", "finn", "greta", "hugo", "ida", "jonas", "kaya", "leo", "mila", "noah", "olga",
        "paul", "quinn", "rosa", "samir", "tara", "uwe", "vera", "wim", "xenia", "yara",
    ];

    private DemoShop(IReadOnlyList<CatalogueItem> items, IReadOnlyList<CustomerHistory> customers)
    {
        Items = items;
        Customers = customers;
    }

    public IReadOnlyList<CatalogueItem> Items { get; }

    public IReadOnlyList<CustomerHistory> Customers { get; }

    public static DemoShop Generate(int seed = DefaultSeed)
    {
        var shelves = ShopShelves.Read();
        var random = new Random(seed);
        var items = shelves.SelectMany(activity => activity.Journey.SelectMany(kind => ItemsOf(activity, kind)));
        var customers = Enumerable.Range(0, UserCount).Select(i => new CustomerHistory(
            $"{FirstNames[i % FirstNames.Length]}-{i / FirstNames.Length + 1}",
            new Customer(shelves, Brands, random).Take(random.Next(InteractionsMin, InteractionsMax + 1))));
        return new DemoShop([.. items], [.. customers]);
    }

    /// <summary>Puts the shop into an empty store.</summary>
    public Task<ImportResult> LoadInto(
        IBulkImport import, TimeProvider time, IProgress<ProgressStep> progress, CancellationToken cancellationToken) =>
        import.Import(Items.ToAsyncEnumerable(), Events(time.GetUtcNow(), progress).ToAsyncEnumerable(), cancellationToken);

    /// <summary>The id of an item: "trail-tent-2p".</summary>
    public static string ItemId(string brand, ShopKind kind, string make) => $"{brand}-{kind.Name}-{make}";

    private IEnumerable<ImportedEvent> Events(DateTimeOffset time, IProgress<ProgressStep> progress)
    {
        for (var i = 0; i < Customers.Count; i++)
        {
            for (var place = 0; place < Customers[i].Items.Count; place++)
                yield return new ImportedEvent(Customers[i].UserId, Customers[i].Items[place], $"demo-{place}", time);
            progress.Report(ProgressStep.Of("loading", (i + 1d) / Customers.Count));
        }
    }

    private static IEnumerable<CatalogueItem> ItemsOf(Activity activity, ShopKind kind) =>
        from brand in Brands
        from make in kind.Makes
        select new CatalogueItem(
            ItemId(brand, kind, make),
            [
                $"activity:{activity.Name}",
                $"kind:{kind.Name}",
                $"brand:{brand}",
                $"make:{kind.Name}-{make}",
                $"price:{Price(brand)}",
            ]);

    /// <summary>A brand has one price class, so that brands are alike in pairs and threes.</summary>
    private static string Price(string brand) => (Array.IndexOf(Brands, brand) % 3) switch
    {
        0 => "budget",
        1 => "middle",
        _ => "premium",
    };
}

/// <summary>One customer's items, oldest first.</summary>
internal sealed record CustomerHistory(string UserId, IReadOnlyList<string> Items);
