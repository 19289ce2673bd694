using S3Rec.Grains;
using S3Rec.Model.Ranking;
using S3Rec.Silo.Commands;
using S3Rec.Silo.Hosting;
using S3Rec.Silo.Tests.Commands;
using TorchSharp;

namespace S3Rec.Silo.Tests.Hosting;

public sealed class TorchRankingTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("s3rec-device-");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Without_a_GPU_the_device_is_refused_with_the_remedy()
    {
        Assert.SkipWhen(torch.cuda.is_available(), "There is a GPU.");

        var error = Assert.Throws<CommandException>(TorchRanking.OnGpu);

        Assert.Contains("-p:Accelerator=cuda", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_checkpoint_opened_for_libtorch_ranks_like_one_opened_for_the_processor()
    {
        var data = Path.Combine(_folder.FullName, "Shelf.txt");
        await File.WriteAllTextAsync(data, "ann tent mat stove lamp\nbob mat stove lamp tent\neve stove lamp tent mat\n", Token);
        var checkpoint = Path.Combine(_folder.FullName, "model");
        var trained = await Ended.Run(
            Token, "pretrain", "--data", _folder.FullName, "--name", "Shelf", "--out", checkpoint,
            "--hidden", "8", "--max-length", "8", "--threads", "1", "--epochs", "1");
        Assert.Equal((ExitCode.Ok, ""), (trained.ExitCode, trained.Error));

        var expected = Rank(CheckpointRankerSource.OnProcessor, checkpoint);
        var given = Rank(TorchRanking.On(torch.CPU), checkpoint);

        Assert.Equal(expected.Rows, given.Rows);
        Assert.Equal(expected.Scores, given.Scores, static (x, y) => Math.Abs(x - y) < 1e-4f);
    }

    private static RankedList Rank(IRankerSource source, string checkpoint)
    {
        using var ranker = source.Open(checkpoint).CreateRanker();
        var lists = new RankedList[1];
        ranker.Rank([new RankQuery([1, 2], Exclude: [1, 2], Count: 2)], lists);
        return lists[0];
    }
}
