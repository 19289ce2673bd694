using Microsoft.Extensions.Logging;
using Orleans.Placement;
using Orleans.Runtime;
using S3Rec.Contracts;
using S3Rec.Grains.Roles;
using S3Rec.Storage;

namespace S3Rec.Grains.Training;

/// <summary>
/// Reconciles the wish for a run, which is a row in the store, with what runs on this silo. The lease, not this grain, makes it
/// one run at a time: a second activation of it finds the lease taken and waits.
/// </summary>
[KeepAlive, Immovable, SiloRole(SiloRoles.Trainer)]
internal sealed partial class TrainerGrain(
    TrainingWorker worker,
    RunStore runs,
    ITrainingStore leases,
    ICheckpointStore checkpoints,
    IEventLog log,
    ILocalSiloDetails silo,
    TrainerOptions options,
    TimeProvider time,
    ILogger<TrainerGrain> logger) : Grain, ITrainerGrain, IRemindable
{
    private const string RetrainReminder = "retrain";

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        this.RegisterGrainTimer(Reconcile, new GrainTimerCreationOptions(TimeSpan.Zero, options.ReconcilePeriod) { KeepAlive = true });
        if (options.RetrainPeriod is { } period)
        {
            // A minute after the start at the latest: a service that is restarted often still retrains.
            var due = TimeSpan.FromMinutes(Math.Min(1, period.TotalMinutes));
            await this.RegisterOrUpdateReminder(RetrainReminder, due, period, cancellationToken);
        }
        else if (await this.GetReminder(RetrainReminder, cancellationToken) is { } old)
        {
            await this.UnregisterReminder(old, cancellationToken);
        }
    }

    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        var since = await checkpoints.List(CancellationToken.None) is [var newest, ..] ? newest.Description.LogOffset : 0;
        var newEvents = await log.GetOffset(CancellationToken.None) - since;
        LogReminded(logger, newEvents, options.MinNewEvents);
        if (newEvents >= options.MinNewEvents)
            await Retrain(CancellationToken.None);
    }

    public async Task<TrainingStatus> Retrain(CancellationToken cancellationToken)
    {
        await Reconcile(cancellationToken);
        if (await GetStatus(cancellationToken) is { IsEnded: false } wished)
            return wished;

        var wish = await runs.Add(attempt: 1, "Asked for.", logOffset: null, cancellationToken);
        await Reconcile(cancellationToken);
        return worker.Current ?? wish.Status;
    }

    public async Task<TrainingStatus?> GetStatus(CancellationToken cancellationToken) =>
        worker.Current ?? (await runs.FindLast(cancellationToken))?.Status;

    public async Task<TrainingStatus?> Cancel(CancellationToken cancellationToken)
    {
        worker.Cancel();
        if (worker.Current is { } running)
            return running;

        if (await runs.FindLast(cancellationToken) is not { Status.IsEnded: false } waiting)
            return await GetStatus(cancellationToken);

        // One that began is its trainer's, unless that one is dead: then nobody holds the lease.
        if (waiting.Status.Phase == TrainingPhase.Queued)
            return await EndCancelled(waiting, "Cancelled on request before it began.", cancellationToken);
        if (await TryAcquireLease(cancellationToken) is not { } lease)
            return waiting.Status;

        var cancelled = await EndCancelled(
            waiting, $"Its trainer stopped while {waiting.Status.Phase}; cancelled on request.", cancellationToken);
        await leases.ReleaseLease(lease, cancellationToken);
        return cancelled;
    }

    private async Task<TrainingStatus> EndCancelled(RunRecord run, string message, CancellationToken cancellationToken)
    {
        var cancelled = End(run, TrainingPhase.Cancelled, message);
        await runs.Save(cancelled, cancellationToken);
        return cancelled.Status;
    }

    /// <summary>Starts the run that is wished for, when nobody runs it. A run whose trainer died is marked, and tried
    /// again.</summary>
    private async Task Reconcile(CancellationToken cancellationToken)
    {
        if (worker.Current is not null || await runs.FindLast(cancellationToken) is not { Status.IsEnded: false } wish)
            return;

        if (await TryAcquireLease(cancellationToken) is not { } lease)
            return; // Another silo runs it, or died less than a lease ago; the next tick looks again.

        var run = wish.Status.Phase == TrainingPhase.Queued ? wish : await TryAgain(wish, cancellationToken);
        if (run is null)
            await leases.ReleaseLease(lease, cancellationToken);
        else
            worker.Start(run, lease);
    }

    private Task<Lease?> TryAcquireLease(CancellationToken cancellationToken) =>
        leases.TryAcquireLease(silo.SiloAddress.ToString(), options.LeaseDuration, cancellationToken);

    /// <summary>Only the newest run counts as the wish, so the next attempt is added first: a crash between the two writes loses
    /// nothing.</summary>
    private async Task<RunRecord?> TryAgain(RunRecord dead, CancellationToken cancellationToken)
    {
        var (status, attempt, logOffset) = dead;
        var next = attempt < options.AttemptsMax
            ? await runs.Add(attempt + 1, $"Run {status.RunId} again.", logOffset, cancellationToken)
            : null;
        var failed = $"The trainer stopped while {status.Phase}; this was attempt {attempt} of {options.AttemptsMax}"
            + (next is null ? ". Look for what stops it, then retrain." : ", and the next one begins.");
        LogDead(logger, status.RunId, failed);
        await runs.Save(End(dead, TrainingPhase.Failed, failed), cancellationToken);
        return next;
    }

    private RunRecord End(RunRecord run, TrainingPhase phase, string message) =>
        run with { Status = run.Status with { Phase = phase, Message = message, EndedAt = time.GetUtcNow() } };
}
