using System.Collections.Concurrent;

namespace S3Rec.Model.Training;

/// <summary>Prepares the next batches on another thread while the last one trains.</summary>
internal static class Prefetch
{
    private const int BatchesAhead = 4;

    /// <summary>Enumerates <paramref name="source"/> on a thread of its own, in order, a few elements ahead. An exception of the
    /// source comes out here; leaving the enumeration early ends the thread.</summary>
    public static IEnumerable<T> Ahead<T>(IEnumerable<T> source)
    {
        using var ready = new BlockingCollection<T>(BatchesAhead);
        using var stopped = new CancellationTokenSource();
        Exception? failure = null;
        var producer = new Thread(Produce) { IsBackground = true, Name = "s3rec batches", Priority = Thread.CurrentThread.Priority };
        producer.Start();
        try
        {
            foreach (var element in ready.GetConsumingEnumerable())
            {
                yield return element;
            }

            if (failure is not null)
            {
                throw new InvalidOperationException("Preparing a training batch failed.", failure);
            }
        }
        finally
        {
            stopped.Cancel();
            producer.Join();
        }

        void Produce()
        {
            try
            {
                foreach (var element in source)
                {
                    ready.Add(element, stopped.Token);
                }
            }
            catch (OperationCanceledException) when (stopped.IsCancellationRequested)
            {
                // The consumer left early; there is nobody to tell.
            }
            catch (Exception e)
            {
                failure = e;
            }

            ready.CompleteAdding();
        }
    }
}
