using S3Rec.Model.Network;
using TorchSharp;
using static TorchSharp.torch;

namespace S3Rec.Model.Training;

/// <summary>
/// Takes the steps of a training. On a processor a batch comes in parts, and replicas of the network, each on a thread of its own,
/// work out the gradients of theirs at the same time: the tensors of a step are too small for libtorch's threads to share.
/// </summary>
/// <typeparam name="TBatch">A part of a batch.</typeparam>
internal sealed class DataParallel<TBatch> : IDisposable
    where TBatch : ITrainingBatch
{
    /// <summary>Examples for which a replica is worth its gradient of the whole item table.</summary>
    private const int ExamplesPerReplica = 16;

    private readonly Func<S3RecNetwork, TBatch, Tensor> _loss;
    private readonly double _learningRate;
    private readonly S3RecNetwork[] _replicas;
    private readonly Tensor[] _losses;
    private readonly SideBySide _threads;
    private readonly int _torchThreads = get_num_threads();

    /// <param name="network">What is trained, in place.</param>
    /// <param name="learningRate">Adam's step size.</param>
    /// <param name="partCount">Parts of a batch, see <see cref="PartsFor"/>.</param>
    /// <param name="loss">The loss of a part, on a replica; the parts' losses add up to the batch's.</param>
    public DataParallel(S3RecNetwork network, double learningRate, int partCount, Func<S3RecNetwork, TBatch, Tensor> loss)
    {
        (_loss, _learningRate) = (loss, learningRate);
        _replicas = [network, .. Enumerable.Range(1, partCount - 1).Select(_ => network.Replica())];
        _losses = [.. _replicas.Select(r => zeros(1, device: r.Device).DetachFromDisposeScope())];
        _threads = new SideBySide(partCount);
        set_num_threads(Math.Max(1, _torchThreads / partCount));
        Optimiser = new Adam([.. _replicas.Select(static r => r.Parameters)], learningRate, _threads);
    }

    /// <summary>Parts of a batch.</summary>
    public int Parts => _replicas.Length;

    public Adam Optimiser { get; }

    /// <summary>In how many parts a batch trains fastest with libtorch's number of threads.</summary>
    public static int PartsFor(S3RecNetwork network, int batchSize) =>
        network.Device.type == DeviceType.CPU ? Math.Clamp(batchSize / ExamplesPerReplica, 1, get_num_threads()) : 1;

    /// <summary>Trains on every batch once.</summary>
    /// <param name="epoch">Its number, for messages.</param>
    /// <param name="seed">Decides dropout, together with the number of parts.</param>
    /// <param name="batches">In parts, see <see cref="Parts"/>; prepared on another thread.</param>
    /// <param name="reporter">Told after every step.</param>
    /// <param name="cancellationToken">Ends it within one step.</param>
    /// <returns>The sum of the losses, each as often as its weight says.</returns>
    /// <exception cref="TrainingRefusedException">That is not a finite number: the weights are lost.</exception>
    public double Epoch(
        int epoch, int seed, IEnumerable<TBatch[]> batches, EpochReporter reporter, CancellationToken cancellationToken)
    {
        BeginEpoch(seed);
        try
        {
            foreach (var parts in Prefetch.Ahead(batches))
            {
                cancellationToken.ThrowIfCancellationRequested();
                Step(parts);
                reporter.Step(parts.Sum(static part => part.Size));
            }
        }
        finally
        {
            StopDropout();
        }

        var loss = EndEpoch();
        return double.IsFinite(loss)
            ? loss
            : throw new TrainingRefusedException(
                $"The loss of epoch {epoch} is {loss}: the training has diverged, with a learning rate of {_learningRate}. Choose a "
                + "smaller one, and start from weights that are finite.");
    }

    /// <summary>One step of the optimiser.</summary>
    /// <param name="parts">As many as <see cref="Parts"/> or fewer.</param>
    public void Step(TBatch[] parts)
    {
        _threads.Run(r =>
        {
            if (r < parts.Length)
            {
                using var scope = NewDisposeScope();
                var loss = _loss(_replicas[r], parts[r]);
                loss.backward();
                _replicas[r].AddItemGradients();
                _losses[r].PlusInPlace(loss.detach().Times(parts[r].LossWeight));
            }
        });
        Optimiser.Step();
    }

    /// <summary>Dropout acts from here on; the loss counts from 0.</summary>
    public void BeginEpoch(int seed)
    {
        using var scope = NewDisposeScope();
        for (var r = 0; r < _replicas.Length; r++)
        {
            _replicas[r].SeedDropout(seed + ((long)r << 32));
            _replicas[r].IsTraining = true;
            _losses[r].zero_();
        }
    }

    /// <summary>Dropout acts no more.</summary>
    /// <returns>The sum of the losses since the epoch began, each as often as its weight says.</returns>
    public double EndEpoch()
    {
        StopDropout();
        using var scope = NewDisposeScope();
        return _losses.Sum(static l => (double)l.item<float>());
    }

    private void StopDropout()
    {
        foreach (var replica in _replicas)
        {
            replica.IsTraining = false;
        }
    }

    public void Dispose()
    {
        set_num_threads(_torchThreads);
        _threads.Dispose();
        Optimiser.Dispose();
        foreach (var parameter in _replicas[0].Parameters.Values)
        {
            parameter.grad = null; // its memory is kept from step to step, and holds what a step that was broken off left
        }

        foreach (var loss in _losses)
        {
            loss.Dispose();
        }

        foreach (var replica in _replicas[1..])
        {
            replica.Dispose();
        }
    }
}
