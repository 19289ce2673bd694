using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using S3Rec.Contracts;
using S3Rec.Grains.Tests.Fakes;
using S3Rec.Grains.Training;
using S3Rec.Model.Training;
using S3Rec.Storage;

namespace S3Rec.Grains.Tests.Training;

/// <summary>One run without a cluster, on a clock that the test moves.</summary>
public sealed class TrainingRunTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new();
    private readonly TrainerOptions _options = new() { UsersMin = 1 };
    private readonly ScriptedRetrainer _retrainer = new();
    private readonly TaskCompletionSource _training = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TestStore _store;
    private readonly RunStore _runs;
    private readonly ScriptedRegistry _registry = new();
    private RunRecord _record = null!;
    private Lease _lease = null!;

    public TrainingRunTests()
    {
        _store = new(_time);
        _runs = new(_store.Training, _time);
        _options.WorkFolder = _store.NewFolder();
        _retrainer.Script = (progress, token) =>
        {
            progress.Report(new(TrainingStage.Pretraining, 1, 2, 0.5, 3, new Dictionary<string, double>()));
            _training.SetResult();
            token.WaitHandle.WaitOne();
        };
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _store.AddItems(3);
        await _store.Log.Append("u", 0, [.. Enumerable.Range(0, 3).Select(i => new NewEvent($"e{i}", i, _time.GetUtcNow()))], Token);
        _record = await _runs.Add(attempt: 1, "Asked for.", logOffset: null, Token);
        _lease = (await _store.Training.TryAcquireLease("here", _options.LeaseDuration, Token))!;
    }

    public ValueTask DisposeAsync()
    {
        _store.Dispose();
        _registry.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task The_heartbeat_keeps_the_lease_and_stores_the_progress()
    {
        using var run = await Start();
        for (var elapsed = TimeSpan.Zero; elapsed < 2 * _options.LeaseDuration; elapsed += _options.HeartbeatPeriod)
            await Beat();

        Assert.Null(await _store.Training.TryAcquireLease("another", _options.LeaseDuration, Token));
        Assert.Equal(TrainingPhase.Pretraining, (await _runs.FindLast(Token))!.Status.Phase);
        run.Stop(StopReason.Cancelled);
        await run.Completion.WaitAsync(Token);
        Assert.Equal(TrainingPhase.Cancelled, (await _runs.FindLast(Token))!.Status.Phase);
        Assert.NotNull(await _store.Training.TryAcquireLease("another", _options.LeaseDuration, Token));
    }

    [Fact]
    public async Task A_lost_lease_stops_the_run_and_leaves_its_record_to_the_new_holder()
    {
        using var run = await Start();
        _store.Training.RenewalFails = lease => new LeaseLostException(lease);
        _time.Advance(_options.HeartbeatPeriod);
        await run.Completion.WaitAsync(Token);

        Assert.Equal(TrainingPhase.Queued, (await _runs.FindLast(Token))!.Status.Phase);
        Assert.Empty(await _store.Checkpoints.List(Token));
    }

    [Fact]
    public async Task A_store_that_is_silent_for_a_whole_lease_counts_as_a_lost_lease()
    {
        using var run = await Start();
        _store.Training.RenewalFails = _ => new StorageUnavailableException("The disk is gone.");
        for (var elapsed = TimeSpan.Zero; elapsed < _options.LeaseDuration; elapsed += _options.HeartbeatPeriod)
        {
            Assert.False(run.Completion.IsCompleted);
            await Beat();
        }

        await run.Completion.WaitAsync(Token);
        Assert.False((await _runs.FindLast(Token))!.Status.IsEnded);
    }

    [Fact]
    public async Task A_run_whose_loss_is_not_a_number_is_stored_like_any_other()
    {
        _retrainer.Script = (progress, token) =>
        {
            progress.Report(new(
                TrainingStage.Finetuning, 1, 2, 0.5, double.NaN, new Dictionary<string, double> { ["HR@10"] = double.PositiveInfinity }));
            _training.SetResult();
            token.WaitHandle.WaitOne();
        };
        using var run = await Start();
        await Beat();
        run.Stop(StopReason.Cancelled);
        await run.Completion.WaitAsync(Token);

        var end = (await _runs.FindLast(Token))!.Status;
        Assert.Equal((TrainingPhase.Cancelled, double.NaN, double.PositiveInfinity), (end.Phase, end.Loss, end.Metrics["HR@10"]));
    }

    [Fact]
    public async Task A_full_write_queue_does_not_end_the_heartbeat()
    {
        using var run = await Start();
        _store.Training.RenewalFails = _ => new OverloadedException("The queue of writes is full.");
        await Beat();
        _store.Training.RenewalFails = null;
        run.Stop(StopReason.Cancelled);
        await run.Completion.WaitAsync(Token);

        Assert.Equal(TrainingPhase.Cancelled, (await _runs.FindLast(Token))!.Status.Phase);
        Assert.NotNull(await _store.Training.TryAcquireLease("another", _options.LeaseDuration, Token));
    }

    [Fact]
    public async Task An_end_that_meets_a_full_write_queue_is_stored_with_the_next_beat()
    {
        using var run = await Start();
        _store.Training.UpdateFails = new OverloadedException("The queue of writes is full.");
        run.Stop(StopReason.Cancelled);
        await _store.Training.UpdateRefused();
        _store.Training.UpdateFails = null;
        _time.Advance(_options.HeartbeatPeriod);
        await run.Completion.WaitAsync(Token);

        Assert.Equal(TrainingPhase.Cancelled, (await _runs.FindLast(Token))!.Status.Phase);
        Assert.NotNull(await _store.Training.TryAcquireLease("another", _options.LeaseDuration, Token));
    }

    [Fact]
    public async Task A_lease_that_was_taken_fences_the_publication()
    {
        _retrainer.Script = null;
        _time.Advance(2 * _options.LeaseDuration);
        Assert.NotNull(await _store.Training.TryAcquireLease("another", _options.LeaseDuration, Token));

        await Assert.ThrowsAsync<LeaseLostException>(() => Work().Run(
            1, _lease, logOffset: null, new Unwatched(), Token));

        Assert.Empty(await _store.Checkpoints.List(Token));
    }

    [Fact]
    public async Task A_stopping_silo_leaves_the_run_to_the_next_trainer()
    {
        using var run = await Start();
        run.Stop(StopReason.SiloStops);
        await run.Completion.WaitAsync(Token);

        Assert.False((await _runs.FindLast(Token))!.Status.IsEnded);
        Assert.NotNull(await _store.Training.TryAcquireLease("another", _options.LeaseDuration, Token));
    }

    [Fact]
    public async Task An_error_while_the_silo_stops_leaves_the_run_to_the_next_trainer()
    {
        var script = _retrainer.Script!;
        _retrainer.Script = (progress, token) =>
        {
            script(progress, token);
            throw new InvalidOperationException("The silo has taken it away already.");
        };
        using var run = await Start();
        run.Stop(StopReason.SiloStops);
        await run.Completion.WaitAsync(Token);

        Assert.False((await _runs.FindLast(Token))!.Status.IsEnded);
    }

    [Theory]
    [InlineData(typeof(OverloadedException))]
    [InlineData(typeof(TimeoutException))]
    public async Task An_accepted_model_goes_live_once_what_kept_it_from_it_has_passed(Type error)
    {
        using var run = await StartToPublish((Exception)Activator.CreateInstance(error, "Busy.")!);
        await _registry.ActivationFailed();
        _time.Advance(_options.ActivationRetryPeriod);
        await _registry.ActivationFailed();
        _registry.Fails = null;
        _time.Advance(_options.ActivationRetryPeriod);
        await run.Completion.WaitAsync(Token);

        var end = (await _runs.FindLast(Token))!.Status;
        Assert.Equal((TrainingPhase.Published, 1, 1), (end.Phase, end.ModelVersion, _registry.Live));
    }

    [Fact]
    public async Task A_model_that_never_goes_live_fails_the_run_with_its_version_and_the_remedy()
    {
        _options.ActivationAttemptsMax = 2;
        using var run = await StartToPublish(new OverloadedException("Busy."));
        await _registry.ActivationFailed();
        _time.Advance(_options.ActivationRetryPeriod);
        await run.Completion.WaitAsync(Token);

        var end = (await _runs.FindLast(Token))!.Status;
        Assert.Equal((TrainingPhase.Failed, 1), (end.Phase, end.ModelVersion));
        Assert.Equal("Busy. Model 1 is published but not live; 's3rec rollback 1' makes it live.", end.Message);
    }

    [Fact]
    public async Task A_model_that_cannot_serve_is_not_activated_again()
    {
        using var run = await StartToPublish(new CheckpointRefusedException("Torn."));
        await run.Completion.WaitAsync(Token);

        Assert.Equal((TrainingPhase.Failed, 1), (run.Status.Phase, run.Status.ModelVersion));
    }

    [Fact]
    public async Task A_silo_that_stops_before_the_model_is_live_leaves_the_run_to_the_next_trainer()
    {
        using var run = await StartToPublish(new OverloadedException("Busy."));
        await _registry.ActivationFailed();
        run.Stop(StopReason.SiloStops);
        await run.Completion.WaitAsync(Token);

        Assert.False((await _runs.FindLast(Token))!.Status.IsEnded);
    }

    /// <summary>Starts a run that trains at once and whose model cannot go live for now.</summary>
    private Task<TrainingRun> StartToPublish(Exception activationFails)
    {
        _registry.Fails = activationFails;
        _retrainer.Script = (_, _) => _training.SetResult();
        return Start();
    }

    /// <summary>Starts the run and waits until it trains.</summary>
    private async Task<TrainingRun> Start()
    {
        var run = new TrainingRun(
            _record, _lease, Work(), new ModelActivation(_registry, _options, _time, NullLogger<ModelActivation>.Instance),
            _store.Training, _runs, _options, _time, NullLogger<TrainingRun>.Instance);
        await _training.Task.WaitAsync(Token);
        return run;
    }

    private TrainingWork Work() => new(
        _store.Log, new LogSnapshot(_store.Log, _store.Catalogue, _options), _retrainer, _store.Checkpoints,
        new RunFolders(_options, NullLogger<RunFolders>.Instance), NullLogger<TrainingWork>.Instance);

    private async Task Beat()
    {
        _time.Advance(_options.HeartbeatPeriod);
        await _store.Training.RenewalTried();
    }

    private sealed class Unwatched : ITrainingObserver
    {
        public void Report(TrainingPhase value)
        {
        }

        public void Report(TrainingProgress value)
        {
        }

        public void ReportSnapshot(long logOffset)
        {
        }
    }
}
