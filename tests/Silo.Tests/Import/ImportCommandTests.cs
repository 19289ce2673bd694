using Microsoft.Extensions.Logging.Abstractions;
using S3Rec.Silo.Commands;
using S3Rec.Silo.Tests.Commands;
using S3Rec.Storage.Embedded;

namespace S3Rec.Silo.Tests.Import;

public sealed class ImportCommandTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("s3rec-import-");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Store => Path.Combine(_folder.FullName, "store");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_file_is_imported_with_its_attributes()
    {
        var ended = await Import("ann tent mat\nbob mat\n", """{"tent": ["camping"], "mat": ["camping", "soft"]}""");

        Assert.Equal((ExitCode.Ok, ""), (ended.ExitCode, ended.Error));
        Assert.Contains("Imported 3 interactions, 2 new items and 2 new attributes", ended.Output, StringComparison.Ordinal);
        Assert.Equal(["tent", "mat"], await ItemsOf("ann"));
    }

    [Fact]
    public async Task The_same_file_again_adds_nothing_and_a_longer_one_what_is_new()
    {
        await Import("ann tent mat\n");
        var again = await Import("ann tent mat\n");
        var longer = await Import("ann tent mat stove\nbob mat\n");

        Assert.Contains("Imported 0 interactions", again.Output, StringComparison.Ordinal);
        Assert.Contains("Imported 2 interactions", longer.Output, StringComparison.Ordinal);
        Assert.Equal(["tent", "mat", "stove"], await ItemsOf("ann"));
    }

    [Theory]
    [InlineData("ann tent mat\nbob\n", null, "interactions.txt, line 2")]
    [InlineData("ann tent mat\n\nbob mat\n", null, "interactions.txt, line 2")]
    [InlineData("ann tent\nann mat\n", null, "interactions.txt, line 2")]
    [InlineData("", null, "interactions.txt")]
    [InlineData("ann tent\n", "{\"tent\": [", "attributes.json, line 1")]
    [InlineData("ann tent\n", "{\"tent\": \"camping\"}", "attributes.json, line 1")]
    [InlineData("ann tent\n", "{\"sofa\": [\"home\"]}", "the wrong attribute file")]
    public async Task A_malformed_file_is_named_with_its_line_and_nothing_is_imported(
        string interactions, string? attributes, string expected)
    {
        var ended = await Import(interactions, attributes);

        Assert.Equal(ExitCode.BadInput, ended.ExitCode);
        Assert.Contains(expected, ended.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Store));
    }

    [Fact]
    public async Task Each_interaction_has_its_time_of_the_file_beside_the_interactions()
    {
        await File.WriteAllTextAsync(At("interactions_times.txt"), "ann 86400 86401\nbob -5\n", Token);

        var ended = await Import("ann tent mat\nbob mat\n");

        Assert.Equal((ExitCode.Ok, ""), (ended.ExitCode, ended.Error));
        Assert.Contains($"has the times of {At("interactions_times.txt")}.", ended.Output, StringComparison.Ordinal);
        Assert.Equal([86_400, 86_401], await TimesOf("ann"));
        Assert.Equal([-5], await TimesOf("bob"));
    }

    [Fact]
    public async Task Times_may_stand_in_a_file_of_another_name()
    {
        await File.WriteAllTextAsync(At("when.txt"), "ann 7 9\n", Token);
        var beside = await Import("ann tent\n");

        var ended = await Ended.Run(
            Token, "import", "--store", At("other"), "--interactions", await Written("ann tent mat\n"), "--times", At("when.txt"));

        Assert.Contains($"has the time of the import: there is no {At("interactions_times.txt")}.", beside.Output, StringComparison.Ordinal);
        Assert.Contains($"has the times of {At("when.txt")}.", ended.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ann 1\n", "line 1: user 'ann' with 1 times does not belong to this line of the interactions, user 'ann' with 2 items")]
    [InlineData("ann 2 1\n", "line 1: time 1 comes after 2")]
    [InlineData("ann 1 99999999999999\n", "line 1: '99999999999999' is not a time")]
    [InlineData("ann 1 2\nbob 1\n", "line 2: the interactions are of 1 users")]
    public async Task Times_of_other_interactions_are_refused_before_anything_is_imported(string times, string message)
    {
        await File.WriteAllTextAsync(At("interactions_times.txt"), times, Token);

        var ended = await Import("ann tent mat\n");

        Assert.Equal(ExitCode.BadInput, ended.ExitCode);
        Assert.Contains($"interactions_times.txt, {message}", ended.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Store));
    }

    [Fact]
    public async Task What_is_not_JSON_is_placed_once()
    {
        var ended = await Import("ann tent\n", "{\n  ann tent\n}");

        Assert.Contains("attributes.json, line 2, column 3: this is not JSON.", ended.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("LineNumber", ended.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_in_place_of_a_file_is_called_one()
    {
        var interactions = await Ended.Run(Token, "import", "--store", Store, "--interactions", _folder.FullName);
        var path = Path.Combine(_folder.FullName, "interactions.txt");
        await File.WriteAllTextAsync(path, "ann tent\n", Token);
        var attributes = await Ended.Run(
            Token, "import", "--store", Store, "--interactions", path, "--attributes", _folder.FullName);

        Assert.Equal((ExitCode.BadInput, ExitCode.BadInput), (interactions.ExitCode, attributes.ExitCode));
        Assert.Contains("this is a folder", interactions.Error, StringComparison.Ordinal);
        Assert.Contains("this is a folder", attributes.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Attributes_of_mostly_other_items_are_refused_unless_the_catalogue_is_said_to_be_larger()
    {
        const string Attributes = """{"tent": ["camping"], "sofa": ["home"], "lamp": ["home"]}""";

        var refused = await Import("ann tent mat\n", Attributes);
        var allowed = await Import("ann tent mat\n", Attributes, "--allow-unknown-items");
        var foreign = await Import("ann mat\n", Attributes, "--allow-unknown-items");

        Assert.Equal(ExitCode.BadInput, refused.ExitCode);
        Assert.Contains("Of its 3 items 1 are in ", refused.Error, StringComparison.Ordinal);
        Assert.Contains("--allow-unknown-items", refused.Error, StringComparison.Ordinal);
        Assert.Equal((ExitCode.Ok, ""), (allowed.ExitCode, allowed.Error));
        Assert.Contains("4 new items", allowed.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.BadInput, foreign.ExitCode);
    }

    [Fact]
    public async Task A_malformed_file_adds_nothing_to_a_store_that_is_there()
    {
        await Import("ann tent\n");

        await Import("ann tent mat stove\nbob\n");

        Assert.Equal(["tent"], await ItemsOf("ann"));
    }

    [Fact]
    public async Task A_store_that_another_process_has_open_is_refused_with_the_remedy()
    {
        await using var holder = Open();

        var ended = await Import("ann tent\n");

        Assert.Equal(ExitCode.Failed, ended.ExitCode);
        Assert.Contains("Stop that process", ended.Error, StringComparison.Ordinal);
    }

    private async Task<Ended> Import(string interactions, string? attributes = null, params string[] options)
    {
        string[] args = ["import", "--store", Store, "--interactions", await Written(interactions)];
        if (attributes is not null)
        {
            var attributesPath = Path.Combine(_folder.FullName, "attributes.json");
            await File.WriteAllTextAsync(attributesPath, attributes, Token);
            args = [.. args, "--attributes", attributesPath, .. options];
        }

        return await Ended.Run(Token, args);
    }

    private async Task<string> Written(string interactions)
    {
        await File.WriteAllTextAsync(At("interactions.txt"), interactions, Token);
        return At("interactions.txt");
    }

    private string At(string name) => Path.Combine(_folder.FullName, name);

    private async Task<IEnumerable<long>> TimesOf(string userId)
    {
        await using var store = Open();
        await foreach (var user in store.Events.ReadSequences(await store.Events.GetOffset(Token), Token))
        {
            if (user.UserId == userId)
                return [.. user.Times.Select(static time => time.ToUnixTimeSeconds())];
        }

        return [];
    }

    private async Task<IEnumerable<string>> ItemsOf(string userId)
    {
        await using var store = Open();
        var tail = await store.Events.ReadTail(userId, 100, Token);
        return [.. tail.Events.Select(e => store.Catalogue.GetItemId(e.Item))];
    }

    private EmbeddedStore Open() =>
        EmbeddedStore.Open(new EmbeddedStorageOptions { Folder = Store }, TimeProvider.System, NullLoggerFactory.Instance);
}
