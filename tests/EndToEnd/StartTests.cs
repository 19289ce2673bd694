namespace S3Rec.EndToEnd;

public sealed class StartTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("s3rec-start-");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_store_that_cannot_be_opened_is_told_in_one_sentence()
    {
        var file = Path.Combine(_folder.FullName, "tiny.txt");
        await File.WriteAllTextAsync(file, "ann tent\n", Token);
        string[] ports = [.. Service.FreePorts(3).Select(static port => $"{port}")];

        var ended = await S3RecProgram.Run(
            Token, "serve", "--store", file, "--port", ports[0], "--silo-port", ports[1], "--gateway-port", ports[2]);

        Assert.NotEqual(0, ended.ExitCode);
        Assert.Contains("tiny.txt", ended.Error, StringComparison.Ordinal);
        Assert.Single(ended.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Empty(ended.Output);
    }
}
