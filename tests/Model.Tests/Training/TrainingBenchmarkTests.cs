using S3Rec.Model.Network;
using S3Rec.Model.Training;
using S3Rec.Model.Training.Benchmark;

namespace S3Rec.Model.Tests.Training;

public sealed class TrainingBenchmarkTests
{
    private static readonly TrainingOptions Options = new()
    {
        Network = new NetworkOptions { Hidden = 16, Layers = 1, MaxLength = 12 },
        Pretrain = new PretrainOptions { BatchSize = 40 },
        Finetune = new FinetuneOptions { BatchSize = 10 },
        Threads = 1,
    };

    [Theory]
    [InlineData(BenchmarkPhase.Pretrain, true)]
    [InlineData(BenchmarkPhase.Bce, true)]
    [InlineData(BenchmarkPhase.CrossEntropy, false)]
    [InlineData(BenchmarkPhase.Evaluate, false)]
    public void A_whole_epoch_is_measured_and_the_padded_form_where_there_is_one(BenchmarkPhase phase, bool hasPadded)
    {
        var result = Benchmark().Run(phase, steps: null, TestContext.Current.CancellationToken);
        Assert.False(result.IsExtrapolated);
        Assert.Equal(result.StepsPerEpoch, result.Steps);
        Assert.Equal(hasPadded, result.RatioToPadded is not null);
        Assert.Equal("circle", result.Data);
        int? batchSize = phase switch { BenchmarkPhase.Pretrain => 40, BenchmarkPhase.Evaluate => null, _ => 10 };
        Assert.Equal(batchSize, result.BatchSize);
        Assert.All(
            [result.StepsPerSecond, result.RealTokensPerSecond, result.EpochSeconds, result.ShareOfMachine, result.PeakBytes],
            static figure => Assert.True(double.IsFinite(figure) && figure > 0, $"{figure}"));
    }

    [Fact]
    public void From_some_steps_an_epoch_is_extrapolated()
    {
        var result = Benchmark().Run(BenchmarkPhase.Bce, steps: 2, TestContext.Current.CancellationToken);
        Assert.True(result.IsExtrapolated);
        Assert.Equal(2, result.Steps);
        Assert.Equal(result.StepsPerEpoch / result.StepsPerSecond, result.EpochSeconds, 1e-6 * result.EpochSeconds);
    }

    [Fact]
    public void Training_on_a_gpu_that_is_not_there_is_refused()
    {
        Assert.SkipWhen(TorchSharp.torch.cuda.is_available(), "There is a GPU.");
        var trainer = new Trainer(Options with { Device = TrainingDevice.Cuda }, TimeProvider.System);
        var error = Assert.Throws<TrainingRefusedException>(
            () => trainer.Pretrain(Habits.Circle(), null, null, TestContext.Current.CancellationToken));
        Assert.Contains("Choose the device Auto or Cpu", error.Message, StringComparison.Ordinal);
    }

    private static TrainingBenchmark Benchmark() => new("circle", Habits.Circle(), Options, TimeProvider.System);
}
