using System.Runtime.ExceptionServices;

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
    /// <remarks>When the work fails on some threads it is done on the others all the same, and the first failure is thrown.</remarks>
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
        var failure = _failures.FirstOrDefault(static f => f is not null);
        Array.Clear(_failures);
        if (failure is not null)
        {
            ExceptionDispatchInfo.Throw(failure);
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
