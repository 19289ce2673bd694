namespace S3Rec.Silo.Load;

/// <summary>Sends the load and times each request from its intended start.</summary>
internal sealed class LoadDriver(
    ILoadTarget target, LoadPlan plan, LoadMix mix, LoadTally tally, AnswerChecks checks, ILoadClock clock) : IDisposable
{
    private readonly SemaphoreSlim _places = new(plan.InFlightMax);
    private Exception? _fault;

    /// <summary>Returns when the last request has ended.</summary>
    public async Task Run(CancellationToken cancellationToken)
    {
        if (plan.IsClosedLoop)
        {
            await Task.WhenAll(Enumerable.Range(0, plan.InFlightMax)
                .Select(_ => Task.Run(() => Loop(cancellationToken), CancellationToken.None)));
        }
        else
        {
            // A thread of its own: it blocks between requests.
            await Task.Factory.StartNew(
                () => Dispatch(cancellationToken), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            for (var i = 0; i < plan.InFlightMax; i++)
                await _places.WaitAsync(CancellationToken.None);
        }

        cancellationToken.ThrowIfCancellationRequested();
        if (_fault is not null)
            throw new InvalidOperationException("A request of the load ended in an error of the driver.", _fault);
    }

    public void Dispose() => _places.Dispose();

    private void Dispatch(CancellationToken cancellationToken)
    {
        try
        {
            foreach (var arrival in ArrivalSchedule.Of(plan).TakeWhile(_ => _fault is null))
            {
                clock.WaitUntil(arrival.At, cancellationToken);
                if (FindPlace(arrival, cancellationToken))
                    _ = ServeAndLeave(arrival, cancellationToken);
                else
                    tally.Unsent(arrival);
            }
        }
        catch (OperationCanceledException)
        {
            // The requests in flight are waited for before Run says so.
        }
    }

    /// <summary>Waits for a free place as long as the patience allows, counted from the intended start.</summary>
    private bool FindPlace(Arrival arrival, CancellationToken cancellationToken)
    {
        if (plan.Patience is not { } patience)
        {
            _places.Wait(cancellationToken);
            return true;
        }

        var left = arrival.At + patience - clock.Now;
        return left > TimeSpan.Zero && _places.Wait(left, cancellationToken);
    }

    private async Task ServeAndLeave(Arrival arrival, CancellationToken cancellationToken)
    {
        try
        {
            await Serve(arrival, cancellationToken);
        }
        finally
        {
            _places.Release();
        }
    }

    /// <summary>Closed loop: the next request is intended when the last one is answered.</summary>
    private async Task Loop(CancellationToken cancellationToken)
    {
        var end = TimeSpan.Zero;
        for (var phase = 0; phase < plan.Phases.Count; phase++)
        {
            end += plan.Phases[phase].Duration;
            for (var now = clock.Now; now < end && _fault is null && !cancellationToken.IsCancellationRequested; now = clock.Now)
                await Serve(new Arrival(now, phase), cancellationToken);
        }
    }

    /// <summary>Never throws, for nobody awaits it in an open loop; <see cref="Run"/> tells.</summary>
    private async Task Serve(Arrival arrival, CancellationToken cancellationToken)
    {
        try
        {
            var request = mix.Next();
            if (request.Item is { } item)
            {
                var sent = clock.Now;
                var recorded = await target.Record(mix.UserId(request.User), item, cancellationToken);
                if (recorded.Outcome != LoadOutcome.Answered)
                {
                    tally.NotAnswered(arrival, sent, clock.Now, recorded);
                    return;
                }

                tally.Acknowledged(arrival, clock.Now);
            }

            await Ask(arrival, request, cancellationToken);
        }
        catch (Exception e)
        {
            if (!cancellationToken.IsCancellationRequested)
                Interlocked.CompareExchange(ref _fault, e, null);
        }
    }

    private async ValueTask Ask(Arrival arrival, LoadRequest request, CancellationToken cancellationToken)
    {
        var sent = clock.Now;
        var answer = await target.Ask(mix.UserId(request.User), plan.Count, cancellationToken);
        var now = clock.Now;
        if (answer.List is not { } list)
        {
            tally.NotAnswered(arrival, sent, now, answer);
            return;
        }

        if (request.Item is null)
            tally.List(arrival, sent, now, list.Items.Count < plan.Count);
        else
            tally.Pair(arrival, now, list.Items.Count < plan.Count);
        if (list.Items.Count > 0)
            mix.Offer(request.User, list.Items[0].ItemId);
        checks.Check(list, request.Item, sent, now);
    }
}
