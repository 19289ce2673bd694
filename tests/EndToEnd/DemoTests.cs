namespace S3Rec.EndToEnd;

public sealed class DemoTests : IDisposable
{
    private readonly Shelf _shelf = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _shelf.Dispose();

    [Fact]
    public async Task The_demo_does_not_greet_on_a_store_with_other_data()
    {
        await _shelf.Import(Token);
        var ports = Service.FreePorts(3);

        var ended = await S3RecProgram.Run(
            Token, "demo", "--store", _shelf.Store,
            "--port", $"{ports[0]}", "--silo-port", $"{ports[1]}", "--gateway-port", $"{ports[2]}");

        Assert.Equal(2, ended.ExitCode);
        Assert.Contains("has other data than the demo's", ended.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("curl", ended.Output, StringComparison.Ordinal);
    }
}
