namespace S3Rec.Model.Training;

/// <summary>Threads that do their parts of one piece of work after another; the caller is the first of them.</summary>
internal sealed class SideBySide : IDisposable
{
    private readonly Barrier _barrier;
    private readonly Thread[] _threads;
    private readonly Exception?[] _failures;
    private Action<int>? _work;

    /// <param name="count">Threads, the caller's included, 1 or more.</param>
    public SideBySide(int count)
    {
        _barrier = new Barrier(count);
        _failures = new Exception?[count];
        _threads = [.. Enumerable.Range(1, count - 1).Select(Start)];
    }

    /// <summary>Threads, the caller's included.</summary>
    public int Count => _failures.Length;

    /// <summary>Calls the work on every thread, with its number from 0, and returns when all are done.</summary>
    /// <exception cref="AggregateException">The work failed on some threads; on the others it was done.</exception>
    public void Run(Action<int> work)
    {
        if (Count == 1)
        {
            work(0);
            return;
        }

        _work = work;
        _barrier.SignalAndWait();
        Do(0);
        _barrier.SignalAndWait();
        if (_failures.Any(static f => f is not null))
        {
            Exception[] failures = [.. _failures.OfType<Exception>()];
            Array.Clear(_failures);
            throw new AggregateException(failures);
        }
    }

    public void Dispose()
    {
        if (_threads.Length > 0)
        {
            _work = null;
            _barrier.SignalAndWait();
        }

        foreach (var thread in _threads)
        {
            thread.Join();
        }

        _barrier.Dispose();
    }

    private Thread Start(int number)
    {
        var thread = new Thread(() => Serve(number))
        {
            IsBackground = true, Name = $"s3rec training {number}", Priority = Thread.CurrentThread.Priority,
        };
        thread.Start();
        return thread;
    }

    private void Serve(int number)
    {
        while (true)
        {
            _barrier.SignalAndWait();
            if (_work is null)
            {
                return;
            }

            Do(number);
            _barrier.SignalAndWait();
        }
    }

    private void Do(int number)
    {
        try
        {
            _work!(number);
        }
        catch (Exception e)
        {
            _failures[number] = e;
        }
    }
}
