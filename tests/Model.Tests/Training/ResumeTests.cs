using S3Rec.Model.Checkpoints;
using S3Rec.Model.Data;
using S3Rec.Model.Network;
using S3Rec.Model.Training;

namespace S3Rec.Model.Tests.Training;

/// <summary>A training that was cut off and goes on ends with the same bits as one that was not.</summary>
public sealed class ResumeTests : IDisposable
{
    private static readonly SequenceData Data = Habits.Circle();
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"s3rec-resume-{Guid.NewGuid():N}");

    public void Dispose()
    {
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    [Fact]
    public void Pretraining_goes_on_from_its_last_epoch() => AssertResumes(TrainingStage.Pretraining, static (t, p, c) => t.Pretrain(Data, null, p, c));

    [Fact]
    public void Finetuning_goes_on_from_its_last_epoch() => AssertResumes(TrainingStage.Finetuning, static (t, p, c) => t.Finetune(Data, null, p, c));

    [Theory]
    [InlineData(TrainingStage.Pretraining)]
    [InlineData(TrainingStage.Finetuning)]
    public void Retraining_goes_on_in_the_stage_it_was_in(TrainingStage stage) =>
        AssertResumes(stage, static (t, p, c) => t.Retrain(Data, 100, null, p, c).Checkpoint);

    [Fact]
    public void A_finished_run_leaves_no_state_behind()
    {
        Trainer(_folder).Finetune(Data, null, null, TestContext.Current.CancellationToken);
        Assert.False(Directory.Exists(_folder));
    }

    [Fact]
    public void The_state_of_a_run_on_other_data_is_not_gone_on_from()
    {
        var other = Data with { Sequences = [.. Data.Sequences.Select(static s => s.Reverse().ToArray())] };
        Interrupt(TrainingStage.Finetuning, 2, static (t, p, c) => t.Finetune(Data, null, p, c));
        var expected = Trainer(null).Finetune(other, null, null, TestContext.Current.CancellationToken);
        AssertSame(expected, Trainer(_folder).Finetune(other, null, null, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void A_damaged_state_is_an_error_that_names_the_folder()
    {
        Interrupt(TrainingStage.Finetuning, 2, static (t, p, c) => t.Finetune(Data, null, p, c));
        var file = Path.Combine(_folder, "finetune", "state.safetensors");
        var bytes = File.ReadAllBytes(file);
        bytes[^1] ^= 1;
        File.WriteAllBytes(file, bytes);
        var error = Assert.Throws<CheckpointFormatException>(
            () => Trainer(_folder).Finetune(Data, null, null, TestContext.Current.CancellationToken));
        Assert.Contains($"Delete {Path.Combine(_folder, "finetune")} to train from the beginning", error.Message, StringComparison.Ordinal);
    }

    private delegate Checkpoint Training(Trainer trainer, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken);

    private void AssertResumes(TrainingStage stage, Training train)
    {
        var expected = train(Trainer(null), null, TestContext.Current.CancellationToken);
        Interrupt(stage, epochs: 2, train);
        var reports = new List<TrainingProgress>();
        var resumed = train(Trainer(_folder), new Recorder(reports.Add), TestContext.Current.CancellationToken);
        Assert.Equal(2, reports.First(r => r.Stage == stage).Epoch);
        AssertSame(expected, resumed);
    }

    /// <summary>Stops in the middle of an epoch of the stage, after so many whole ones.</summary>
    private void Interrupt(TrainingStage stage, int epochs, Training train)
    {
        using var cancel = new CancellationTokenSource();
        var progress = new Recorder(p =>
        {
            if (p.Stage == stage && p.Epoch == epochs && p.Fraction * p.EpochCount > epochs)
            {
                cancel.Cancel();
            }
        });
        Assert.Throws<OperationCanceledException>(() => train(Trainer(_folder), progress, cancel.Token));
    }

    private static Trainer Trainer(string? folder) => new(
        new TrainingOptions
        {
            Network = new NetworkOptions { Hidden = 16, Layers = 1, MaxLength = 12, Dropout = 0.3 },
            Pretrain = new PretrainOptions { Epochs = 4, BatchSize = 40 },
            Finetune = new FinetuneOptions { Loss = FinetuneLoss.Bce, Epochs = 5, BatchSize = 32, Patience = 2 },
            Threads = 2,
            StateFolder = folder,
        },
        TimeProvider.System);

    private static void AssertSame(Checkpoint expected, Checkpoint actual)
    {
        Assert.Equal(expected.Info.Metrics, actual.Info.Metrics);
        Assert.Equal(expected.Weights.Keys.Order(), actual.Weights.Keys.Order());
        Assert.All(expected.Weights, w => Assert.Equal(w.Value.Values, actual.Weights[w.Key].Values));
    }
}
