using Orleans.Runtime;
using S3Rec.Contracts;
using S3Rec.Grains.Tests.Fakes;
using S3Rec.Grains.Training;
using S3Rec.Model.Training;

namespace S3Rec.Grains.Tests.Training;

public sealed class TrainerGrainTests : IAsyncLifetime
{
    private readonly TestStore _store = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await _store.AddItems(30);

    public ValueTask DisposeAsync()
    {
        _store.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_run_learns_from_the_log_publishes_and_goes_live()
    {
        await using var silos = await TestSilos.Start(_store);
        await RecordUsers(12);
        await silos.Trainer.Retrain(Token);
        var end = await End(silos);

        Assert.Equal((TrainingPhase.Published, 1, "accepted: it is better"), (end.Phase, end.ModelVersion, end.Message));
        Assert.Equal(0.5, end.Metrics["HR@10"]);
        Assert.Equal(1, await _store.Checkpoints.GetLiveVersion(Token));
        var model = Assert.Single(await silos.Registry.GetModels(Token));
        Assert.Equal((36, 14, true), (model.LogOffset, model.ItemCount, model.IsLive));

        Assert.True(silos.Retrainer.Jobs.TryDequeue(out var job));
        Assert.Equal(12, job.Data.Users.Length);
        Assert.Equal(["i0", "i1", "i2"], job.Data.Sequences[Array.IndexOf(job.Data.Users, "u0")].Select(job.Data.Vocabulary.ItemOfRow));
        Assert.Equal(["a1"], job.Data.ItemAttributes[job.Data.Vocabulary.RowOfItem("i4")].Select(a => job.Data.Vocabulary.Attributes[a - 1]));
        Assert.Null(job.Live);
        Assert.Equal(36, job.LogOffset);
    }

    [Fact]
    public async Task A_rejected_model_is_kept_but_does_not_go_live()
    {
        await using var silos = await TestSilos.Start(_store);
        await RecordUsers(12);
        silos.Retrainer.Accepts = false;
        await silos.Trainer.Retrain(Token);
        var end = await End(silos);

        Assert.Equal((TrainingPhase.Rejected, 1, "rejected: it is worse"), (end.Phase, end.ModelVersion, end.Message));
        Assert.Null(await _store.Checkpoints.GetLiveVersion(Token));
        Assert.False(Assert.Single(await silos.Registry.GetModels(Token)).IsLive);
    }

    [Fact]
    public async Task Too_little_to_learn_from_is_said_with_the_numbers()
    {
        await using var silos = await TestSilos.Start(_store);
        await RecordUsers(4);
        await silos.Trainer.Retrain(Token);
        var end = await End(silos);

        Assert.Equal(TrainingPhase.Failed, end.Phase);
        Assert.Equal(
            "Too little to learn from: the log has 12 interactions of 4 users, and 4 of them have the 3 interactions that count; "
            + "training needs 10 such users (Training.UsersMin). Record more interactions, then retrain.",
            end.Message);
    }

    [Fact]
    public async Task A_wish_while_a_run_is_on_returns_that_run_and_its_progress()
    {
        await using var silos = await TestSilos.Start(_store);
        await RecordUsers(12);
        var reached = new TaskCompletionSource();
        using var goOn = new ManualResetEventSlim();
        silos.Retrainer.Script = (progress, token) =>
        {
            progress.Report(new(TrainingStage.Finetuning, 3, 10, 0.3, 1.25, new Dictionary<string, double> { ["NDCG@10"] = 0.1 }));
            reached.SetResult();
            goOn.Wait(token);
        };
        var first = await silos.Trainer.Retrain(Token);
        await reached.Task.WaitAsync(Token);

        var second = await silos.Trainer.Retrain(Token);
        goOn.Set();
        await End(silos);

        Assert.Equal(first.RunId, second.RunId);
        Assert.Equal(
            (TrainingPhase.Finetuning, 3, 10, 0.3, 1.25, "Epoch 3 of at most 10 is done."),
            (second.Phase, second.Epoch, second.EpochCount, second.Fraction, second.Loss, second.Message));
        Assert.Equal(0.1, second.Metrics["NDCG@10"]);
        Assert.Single(silos.Retrainer.Jobs);
    }

    [Fact]
    public async Task A_cancelled_run_ends_and_publishes_nothing()
    {
        await using var silos = await TestSilos.Start(_store);
        await RecordUsers(12);
        var began = new TaskCompletionSource();
        silos.Retrainer.Script = (_, token) =>
        {
            began.SetResult();
            token.WaitHandle.WaitOne();
        };
        await silos.Trainer.Retrain(Token);
        await began.Task.WaitAsync(Token);
        await silos.Trainer.Cancel(Token);
        var end = await End(silos);

        Assert.Equal(TrainingPhase.Cancelled, end.Phase);
        Assert.NotNull(end.EndedAt);
        Assert.Empty(await _store.Checkpoints.List(Token));
        Assert.Equal(2, (await silos.Trainer.Retrain(Token)).RunId);
    }

    [Fact]
    public async Task A_retrainer_that_throws_fails_the_run_with_its_message()
    {
        await using var silos = await TestSilos.Start(_store);
        await RecordUsers(12);
        silos.Retrainer.Script = (_, _) => throw new InvalidOperationException("The loss is not finite.");
        await silos.Trainer.Retrain(Token);
        var end = await End(silos);

        Assert.Equal(TrainingPhase.Failed, end.Phase);
        Assert.Contains("The loss is not finite.", end.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_whose_trainer_died_is_marked_and_tried_again()
    {
        var dead = await AddDeadRun(attempt: 1);
        await RecordUsers(12);
        using var goOn = new ManualResetEventSlim();
        var retrainer = new ScriptedRetrainer { Script = (_, token) => goOn.Wait(token) };
        await using var silos = await TestSilos.Start(_store, retrainer: retrainer);
        var next = await silos.Trainer.Retrain(Token);
        goOn.Set();
        var end = await End(silos);

        Assert.Equal((dead + 1, dead + 1, TrainingPhase.Published), (next.RunId, end.RunId, end.Phase));
        Assert.Contains("this was attempt 1 of 3, and the next one begins", _store.Training.LastUpdateOf(dead), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_next_try_reads_the_log_up_to_where_the_first_one_did()
    {
        await RecordUsers(12);
        var offset = await _store.Log.GetOffset(Token) - 1;
        await AddDeadRun(attempt: 1, offset);
        using var goOn = new ManualResetEventSlim();
        var retrainer = new ScriptedRetrainer { Script = (_, token) => goOn.Wait(token) };
        await using var silos = await TestSilos.Start(_store, retrainer: retrainer);
        await silos.Trainer.Retrain(Token);
        goOn.Set();
        var end = await End(silos);

        Assert.Equal(TrainingPhase.Published, end.Phase);
        Assert.Equal(offset, Assert.Single(retrainer.Jobs).LogOffset);
    }

    [Fact]
    public async Task A_wish_whose_trainer_died_every_time_is_given_up()
    {
        var dead = await AddDeadRun(attempt: 3);
        await using var silos = await TestSilos.Start(_store);
        await _store.Training.RunUpdated();
        var status = await End(silos);

        Assert.Equal((dead, TrainingPhase.Failed), (status.RunId, status.Phase));
        Assert.Contains("attempt 3 of 3. Look for what stops it", status.Message, StringComparison.Ordinal);
        Assert.Empty(silos.Retrainer.Jobs);
    }

    [Fact]
    public async Task A_crash_while_a_dead_run_is_taken_up_does_not_lose_the_wish()
    {
        var dead = await AddDeadRun(attempt: 1);
        _store.Training.AddFails = new StorageUnavailableException("The disk is gone.");
        await using var silos = await TestSilos.Start(_store);
        await _store.Training.AddRefused();

        var status = await silos.Trainer.GetStatus(Token);
        Assert.Equal((dead, TrainingPhase.Finetuning), (status?.RunId, status?.Phase));
    }

    [Fact]
    public async Task A_dead_run_can_be_cancelled_once_nobody_holds_its_lease()
    {
        var lease = await _store.Training.TryAcquireLease("dead", TimeSpan.FromMinutes(10), Token);
        await AddDeadRun(attempt: 1);
        await using var silos = await TestSilos.Start(_store, options => options.Training.ReconcilePeriod = TimeSpan.FromHours(1));
        await _store.Training.LeaseRefused(); // the one reconciliation of this test
        Assert.Equal(TrainingPhase.Finetuning, (await silos.Trainer.Cancel(Token))?.Phase);

        await _store.Training.ReleaseLease(lease!, Token);
        Assert.Equal(TrainingPhase.Cancelled, (await silos.Trainer.Cancel(Token))?.Phase);
        Assert.Equal(TrainingPhase.Cancelled, (await silos.Trainer.GetStatus(Token))?.Phase);
        Assert.Empty(silos.Retrainer.Jobs);
    }

    [Fact]
    public async Task What_a_killed_run_left_is_removed_at_the_start_and_nothing_else()
    {
        var folder = _store.NewFolder();
        foreach (var name in (string[])["s3rec-run-1-abc", "notes"])
        {
            Directory.CreateDirectory(Path.Combine(folder, name));
            await File.WriteAllTextAsync(Path.Combine(folder, name, "model.safetensors"), "half", Token);
        }

        await using var silos = await TestSilos.Start(_store, options => options.Training.WorkFolder = folder);

        Assert.Equal(["notes"], Directory.GetDirectories(folder).Select(Path.GetFileName));
    }

    [Fact]
    public async Task A_live_model_whose_files_cannot_be_opened_does_not_keep_its_successor_away()
    {
        await using var silos = await TestSilos.Start(_store);
        var live = await _store.Publish(TestStore.Items(5));
        await silos.Registry.Activate(live, Token);
        var weights = Path.Combine(await _store.Checkpoints.GetFolder(live, Token), "model.safetensors");
        using var locked = new FileStream(weights, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        await RecordUsers(12);
        await silos.Trainer.Retrain(Token);

        Assert.Equal(TrainingPhase.Published, (await End(silos)).Phase);
    }

    [Fact]
    public async Task While_another_trainer_holds_the_lease_a_wish_waits_and_can_be_cancelled()
    {
        await using var silos = await TestSilos.Start(_store);
        Assert.NotNull(await _store.Training.TryAcquireLease("another", TimeSpan.FromMinutes(10), Token));

        Assert.Equal(TrainingPhase.Queued, (await silos.Trainer.Retrain(Token)).Phase);
        Assert.Equal(TrainingPhase.Cancelled, (await silos.Trainer.Cancel(Token))?.Phase);
        Assert.Equal(TrainingPhase.Cancelled, (await silos.Trainer.GetStatus(Token))?.Phase);
    }

    [Theory]
    [InlineData(36, 1)]
    [InlineData(37, 0)]
    public async Task The_reminder_begins_a_run_when_enough_is_new(long minNewEvents, int runs)
    {
        await using var silos = await TestSilos.Start(_store, options => options.Training.MinNewEvents = minNewEvents);
        await RecordUsers(12);
        await silos.Trainer.AsReference<IRemindable>().ReceiveReminder("retrain", default, Token);
        await silos.Service<TrainingWorker>().Completion.WaitAsync(Token);

        Assert.Equal(runs, silos.Retrainer.Jobs.Count);
    }

    [Fact]
    public async Task Without_a_run_there_is_no_status_and_nothing_to_cancel()
    {
        await using var silos = await TestSilos.Start(_store, options => options.Training.RetrainPeriod = null);

        Assert.Null(await silos.Trainer.GetStatus(Token));
        Assert.Null(await silos.Trainer.Cancel(Token));
    }

    private static async Task<TrainingStatus> End(TestSilos silos)
    {
        await silos.Service<TrainingWorker>().Completion.WaitAsync(Token);
        var status = await silos.Trainer.GetStatus(Token);
        Assert.NotNull(status);
        return status;
    }

    /// <summary>User u{n} took the items i{n}, i{n+1}, i{n+2}: three interactions each.</summary>
    private async Task RecordUsers(int count)
    {
        for (var u = 0; u < count; u++)
        {
            await _store.Log.Append(
                $"u{u}", 0, [.. Enumerable.Range(u, 3).Select(item => new Storage.NewEvent($"e{item}", item, DateTimeOffset.UnixEpoch))], Token);
        }
    }

    private async Task<long> AddDeadRun(int attempt, long? logOffset = null)
    {
        var runs = new RunStore(_store.Training, TimeProvider.System);
        var record = await runs.Add(attempt, "Asked for.", logOffset, Token);
        await runs.Save(record with { Status = record.Status with { Phase = TrainingPhase.Finetuning } }, Token);
        await _store.Training.RunUpdated();
        return record.Status.RunId;
    }
}
