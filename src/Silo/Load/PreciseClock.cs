using System.Runtime.InteropServices;

namespace S3Rec.Silo.Load;

/// <summary>
/// Waits to within a few microseconds on a processor that is free. Timers of .NET tick in milliseconds, so it sleeps by nanosleep
/// until shortly before the time and spins for the rest: less than 0.1 ms of processor per request, a tenth of a core at
/// 1,000 requests per second. On Windows it sleeps in milliseconds and spins longer.
/// </summary>
internal sealed class PreciseClock(TimeProvider time) : ILoadClock
{
    /// <summary>What nanosleep oversleeps at most on an idle Linux: 50 µs of slack, and the way back onto a core.</summary>
    private static readonly TimeSpan Spin = TimeSpan.FromMicroseconds(80);

    /// <summary>So that a cancellation is noticed.</summary>
    private static readonly TimeSpan LongestSleep = TimeSpan.FromMilliseconds(50);

    private static readonly TimeSpan WindowsTick = TimeSpan.FromMilliseconds(16);

    private readonly long _start = time.GetTimestamp();

    public TimeSpan Now => time.GetElapsedTime(_start);

    public void WaitUntil(TimeSpan time, CancellationToken cancellationToken)
    {
        for (var left = time - Now; left > TimeSpan.Zero; left = time - Now)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (OperatingSystem.IsWindows())
                SleepOnWindows(left, cancellationToken);
            else if (left > Spin)
                Sleep(left - Spin < LongestSleep ? left - Spin : LongestSleep);
            else
                Thread.SpinWait(20);
        }
    }

    private static void SleepOnWindows(TimeSpan left, CancellationToken cancellationToken)
    {
        if (left > WindowsTick)
            cancellationToken.WaitHandle.WaitOne(1);
        else
            Thread.SpinWait(20);
    }

    private static void Sleep(TimeSpan length)
    {
        var wanted = new TimeSpec(0, (nint)length.TotalNanoseconds);
        // Woken early by a signal it is called again, for what is left.
        _ = NanoSleep(in wanted, 0);
    }

    [DllImport("libc", EntryPoint = "nanosleep")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int NanoSleep(in TimeSpec wanted, nint left);

    /// <summary>timespec of POSIX, where both fields are as wide as a pointer on 64-bit systems.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct TimeSpec(nint Seconds, nint Nanoseconds);
}
