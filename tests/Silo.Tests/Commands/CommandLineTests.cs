using S3Rec.Silo.Commands;

namespace S3Rec.Silo.Tests.Commands;

public sealed class CommandLineTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("bogus", "bogus")]
    [InlineData("recommend", "Required argument missing")]
    [InlineData("recommend 17 --count -1", "--count is -1; it may be 1 to 1000.")]
    [InlineData("recommend 17 --count ten", "ten")]
    [InlineData("recommend 17 --port 0", "--port is 0; it may be 1 to 65535.")]
    [InlineData("recommend 17 --url localhost", "--url is 'localhost'")]
    [InlineData("record ann", "Required argument missing")]
    [InlineData("record ann tent --timestamp yesterday", "yesterday")]
    [InlineData("rollback latest", "latest")]
    [InlineData("rollback 0", "version is 0")]
    [InlineData("split", "Required argument missing")]
    [InlineData("split 42", "SPLIT is '42'; it must be VERSION:SHARE, like 42:0.1, or off.")]
    [InlineData("split 42:a", "SPLIT is '42:a'")]
    [InlineData("split 42:0.1:0.2", "SPLIT is '42:0.1:0.2'")]
    [InlineData("split 0:0.1", "version is 0")]
    [InlineData("split 42:0", "share is 0; it must be above 0 and below 1")]
    [InlineData("split 42:1", "To serve everybody with model 42, activate it")]
    [InlineData("split 42:NaN", "share is NaN")]
    [InlineData("import", "--interactions")]
    [InlineData("serve --port 70000", "--port is 70000; it may be 1 to 65535.")]
    [InlineData("serve --port 8080 --silo-port 8080", "must differ")]
    [InlineData("serve --listen everywhere", "Listen is 'everywhere'")]
    [InlineData("evaluate --data . --name X --checkpoint y --protocol half", "half")]
    [InlineData("evaluate --data . --name X --checkpoint no-such-folder", "no-such-folder")]
    [InlineData("evaluate --data . --name X --checkpoint y --json no-such-folder/y.json", "--json is no-such-folder/y.json")]
    [InlineData("finetune --data . --name X --out z --loss mse", "mse")]
    [InlineData("finetune --data . --name X --out z --epochs 0", "--epochs is 0; it may be 1 to 1000.")]
    [InlineData("finetune --data . --name X --out z --dropout 1.5", "--dropout is 1.5; it may be 0 to 0.99.")]
    [InlineData("finetune --data . --name X --out z --hidden 65", "must be a multiple")]
    [InlineData("pretrain --data . --name X --out z", "X.txt")]
    [InlineData("bench rank", "Give either --checkpoint, --data and --name, or --items.")]
    [InlineData("bench rank --checkpoint y --name X", "Give either --checkpoint, --data and --name, or --items.")]
    [InlineData("bench rank --items 10 --data .", "Give either --checkpoint, --data and --name, or --items.")]
    [InlineData("bench rank --items 0", "--items is 0; it may be 1 to 10000000.")]
    [InlineData("bench rank --items 10 --rate -1", "--rate is -1; it may be 0.01 to 1000000.")]
    [InlineData("bench serve --data . --name X", "X.txt")]
    [InlineData("bench serve --data . --name X --via udp", "udp")]
    [InlineData("bench serve --data . --name X --duration 20", "--duration is 20; it is a time")]
    [InlineData("bench serve --data . --name X --phases 1000", "'1000' is no phase")]
    [InlineData("bench serve --data . --name X --rate 5 --concurrency 8", "--rate and --concurrency cannot be given together")]
    [InlineData("bench serve --data . --name X --phases 5:1s --duration 2s", "--duration cannot be given with --phases")]
    [InlineData("bench serve --data . --name X --swaps 3 --record-share 0.1", "--swaps cannot be given with --record-share")]
    [InlineData("bench serve --data . --name X --concurrency 0", "--concurrency")]
    public async Task Bad_usage_ends_with_2_and_a_message_that_names_it(string line, string expected)
    {
        var (exitCode, output, error) = await Run(line.Split(' '));

        Assert.Equal(ExitCode.BadInput, exitCode);
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        Assert.Empty(output);
    }

    [Fact]
    public async Task An_id_of_a_megabyte_is_bad_usage_too()
    {
        var (exitCode, _, error) = await Run("recommend", new string('a', 1_000_000));

        Assert.Equal(ExitCode.BadInput, exitCode);
        Assert.Contains("userId has 1000000 characters", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_user_id_of_white_space_is_bad_usage_too()
    {
        var (exitCode, _, error) = await Run("recommend", " ");

        Assert.Equal(ExitCode.BadInput, exitCode);
        Assert.Contains("userId is nothing but white space", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("status")]
    [InlineData("models")]
    [InlineData("rollback")]
    [InlineData("split off")]
    [InlineData("retrain --wait")]
    [InlineData("recommend 17")]
    [InlineData("record 17 tent")]
    public async Task Without_a_service_a_verb_says_how_to_start_one(string line)
    {
        // Port 1 belongs to a service nobody runs any more.
        var (exitCode, _, error) = await Run([.. line.Split(' '), "--port", "1"]);

        Assert.Equal(ExitCode.Failed, exitCode);
        Assert.Contains("No service answers at http://localhost:1", error, StringComparison.Ordinal);
        Assert.Contains("s3rec serve --store DIR --port 1", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_ends_with_0_and_names_every_verb()
    {
        var (exitCode, output, _) = await Run("--help");

        Assert.Equal(ExitCode.Ok, exitCode);
        string[] verbs =
        [
            "demo", "serve", "import", "pretrain", "finetune", "evaluate",
            "retrain", "status", "models", "rollback", "split", "record", "recommend",
        ];
        Assert.All(verbs, verb => Assert.Contains($"  {verb} ", output, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("finetune", "Users per step on average. [default: ")]
    [InlineData("pretrain", "Prefixes per step. [default: ")]
    [InlineData("recommend", "Whether items must have all of the attributes or any. [default: all]")]
    public async Task Help_says_what_an_option_counts_and_its_default(string verb, string text)
    {
        var (exitCode, output, _) = await Run(verb, "--help");

        Assert.Equal(0, exitCode);
        Assert.Contains(text, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_at_all_shows_the_help_but_is_bad_usage()
    {
        var (exitCode, output, _) = await Run();

        Assert.Equal(ExitCode.BadInput, exitCode);
        Assert.Contains("Usage:", output, StringComparison.Ordinal);
    }

    private static Task<Ended> Run(params string[] args) => Ended.Run(Token, args);
}
