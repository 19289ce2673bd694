using System.Runtime.ExceptionServices;

namespace S3Rec.Model.Ranking.Benchmark;

/// <summary>Runs work on threads of its own, so that the thread pool's pace does not count.</summary>
internal static class RankingThreads
{
    /// <summary>Runs the work on each thread and waits for all; the first error is thrown.</summary>
    public static void Run(int count, Action<int> work)
    {
        ExceptionDispatchInfo? error = null;
        Thread[] threads = [.. Enumerable.Range(0, count).Select(index => new Thread(() =>
        {
            try
            {
                work(index);
            }
            catch (Exception e)
            {
                Interlocked.CompareExchange(ref error, ExceptionDispatchInfo.Capture(e), null);
            }
        }) { IsBackground = true, Name = $"ranking {index}" })];
        foreach (var thread in threads) thread.Start();
        foreach (var thread in threads) thread.Join();
        error?.Throw();
    }
}
