using S3Rec.Silo.Load;

namespace S3Rec.Silo.Tests.Load;

/// <summary>Time that passes when somebody waits for it, or says that it passes.</summary>
internal sealed class ManualClock : ILoadClock
{
    public TimeSpan Now { get; private set; }

    public void WaitUntil(TimeSpan time, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (time > Now)
            Now = time;
    }

    public void Pass(TimeSpan time) => Now += time;
}
