using System.Diagnostics;
using S3Rec.Model.Data;
using S3Rec.Model.Evaluation;
using S3Rec.Model.Network;
using S3Rec.Model.Ranking;
using TorchSharp;
using static TorchSharp.torch;

namespace S3Rec.Model.Training.Benchmark;

/// <summary>Measures what a phase of training costs on this machine, and what its padded form costs in the same run.</summary>
/// <param name="name">Of the data set, for the result.</param>
/// <param name="data">What to train on.</param>
/// <param name="options">Of the training. Weights are random: a step costs the same whatever they are.</param>
/// <param name="time">Measures.</param>
public sealed class TrainingBenchmark(string name, SequenceData data, TrainingOptions options, TimeProvider time)
{
    /// <summary>Until .NET has compiled what a step runs for speed.</summary>
    private const int WarmUpSteps = 50;
    private const int PaddedStepsMax = 10;

    /// <summary>Runs a phase. Blocks the calling thread, for minutes where an epoch takes minutes.</summary>
    /// <param name="phase">Which.</param>
    /// <param name="steps">Steps to measure; null for one whole epoch. An evaluation is always whole.</param>
    /// <param name="cancellationToken">Ends it within one step.</param>
    /// <exception cref="TrainingRefusedException">There is not a single batch in the data.</exception>
    public TrainingBenchmarkResult Run(BenchmarkPhase phase, int? steps, CancellationToken cancellationToken)
    {
        using var network = NewNetwork.Create(options, data, options.Network);
        return phase switch
        {
            BenchmarkPhase.Pretrain => Pretrain(network, steps, cancellationToken),
            BenchmarkPhase.Evaluate => Evaluate(network, cancellationToken),
            _ => Finetune(network, phase, steps, cancellationToken),
        };
    }

    private TrainingBenchmarkResult Pretrain(S3RecNetwork network, int? steps, CancellationToken cancellationToken)
    {
        var recipe = options.Pretrain;
        using var attributes = new AttributePairs(data, network.Device);
        var batches = new PretrainBatches(data, recipe, options.Network.MaxLength, options.Seed);
        return Train(
            BenchmarkPhase.Pretrain, network, recipe.BatchSize, recipe.LearningRate, steps,
            new Form<PretrainBatch>(
                DataParallel<PretrainBatch>.PartsFor(network, recipe.BatchSize), parts => batches.Epoch(0, parts),
                (replica, batch) => Pretrainer.Loss(replica, batch, attributes, recipe)),
            new Form<PretrainBatch>(
                1, _ => batches.PaddedEpoch(0).Select(One), (_, batch) => PaddedForm.Loss(network, batch, attributes, recipe)),
            static batch => batch.Hidden.Length + batch.Shown.Length, static batch => batch.Inputs.Length, Work.Of, cancellationToken);
    }

    private TrainingBenchmarkResult Finetune(
        S3RecNetwork network, BenchmarkPhase phase, int? steps, CancellationToken cancellationToken)
    {
        var isBce = phase == BenchmarkPhase.Bce;
        var recipe = options.Finetune with { Loss = isBce ? FinetuneLoss.Bce : FinetuneLoss.CrossEntropy };
        var batches = new FinetuneBatches(data, recipe, options.Network.MaxLength, options.Seed);
        return Train(
            phase, network, recipe.BatchSize, recipe.LearningRate, steps,
            new Form<FinetuneBatch>(
                DataParallel<FinetuneBatch>.PartsFor(network, recipe.BatchSize), parts => batches.Epoch(1, parts),
                (replica, batch) => Finetuner.StepLoss(replica, batch, recipe)),
            isBce
                ? new Form<FinetuneBatch>(
                    1, _ => batches.PaddedEpoch(1).Select(One), (_, batch) => PaddedForm.BinaryCrossEntropy(network, batch))
                : null,
            static batch => batch.Positions.Length, static batch => batch.Inputs.Length, Work.Of, cancellationToken);
    }

    private TrainingBenchmarkResult Evaluate(S3RecNetwork network, CancellationToken cancellationToken)
    {
        var weights = new CpuRankerWeights(options.Network, NetworkWeights.Export(network));
        var evaluation = new EvaluationOptions { Threads = options.Threads };
        int[] lengths = [.. data.Sequences.Where(static s => s.Length >= LeaveOneOut.ItemsMin)
            .Select(s => Math.Min(s.Length - 1, options.Network.MaxLength))];
        var start = time.GetTimestamp();
        Evaluator.Evaluate(weights, data, HeldOut.Test, evaluation, cancellationToken);
        return Result(
            BenchmarkPhase.Evaluate, batchSize: null, CPU, new Measured(1, lengths.Sum(static l => (long)l), time.GetElapsedTime(start)),
            stepsPerEpoch: 1, epochSeconds: null, Work.OfRanking(lengths), peakBytes: PeakBytes(), paddedEpochSeconds: null);
    }

    private TrainingBenchmarkResult Train<TBatch>(
        BenchmarkPhase phase, S3RecNetwork network, int batchSize, double learningRate, int? steps, Form<TBatch> form,
        Form<TBatch>? padded,
        Func<TBatch, long> tokensOf, Func<TBatch, long> positionsOf, Func<TBatch, double> workOf, CancellationToken cancellationToken)
        where TBatch : ITrainingBatch
    {
        TBatch[][] epoch = [.. form.Batches(form.Parts).OrderBy(batch => batch.Sum(positionsOf))];
        if (epoch.Length == 0)
        {
            throw new TrainingRefusedException(
                $"There is nothing to measure: none of the {data.Sequences.Length} users has enough interactions for a batch.");
        }

        // A whole epoch is measured as training runs it, with batches prepared while it goes.
        TBatch[][]? some = steps is { } count ? Spread(epoch, count) : null;
        var measured = Measure(
            network, learningRate, form, Spread(epoch, WarmUpSteps), some ?? Prefetch.Ahead(form.Batches(form.Parts)), tokensOf,
            cancellationToken);
        var work = (some ?? epoch).Sum(batch => batch.Sum(workOf));
        double? epochSeconds = some is null ? null : measured.Elapsed.TotalSeconds / some.Length * epoch.Length;
        var peak = PeakBytes();

        double? paddedSeconds = null;
        if (padded is not null)
        {
            TBatch[][] some0 = [.. padded.Batches(1).Take(PaddedStepsMax + 1)];
            network.UsesLibraryDropout = true;
            var of = Measure(
                network, learningRate, padded, some0[..1], some0.Length > 1 ? some0[1..] : some0, tokensOf, cancellationToken);
            paddedSeconds = of.Elapsed.TotalSeconds / of.Steps * padded.Batches(1).Count();
        }

        return Result(phase, batchSize, network.Device, measured, epoch.Length, epochSeconds, work, peak, paddedSeconds);
    }

    private Measured Measure<TBatch>(
        S3RecNetwork network, double learningRate, Form<TBatch> form, TBatch[][] warmUp, IEnumerable<TBatch[]> batches,
        Func<TBatch, long> tokensOf, CancellationToken cancellationToken)
        where TBatch : ITrainingBatch
    {
        using var training = new DataParallel<TBatch>(network, learningRate, form.Parts, form.Loss);
        training.BeginEpoch(options.Seed);
        foreach (var batch in warmUp)
        {
            training.Step(batch);
        }

        var (steps, tokens) = (0, 0L);
        var start = time.GetTimestamp();
        foreach (var batch in batches)
        {
            cancellationToken.ThrowIfCancellationRequested();
            training.Step(batch);
            (steps, tokens) = (steps + 1, tokens + batch.Sum(tokensOf));
        }

        if (cuda.is_available())
        {
            cuda.synchronize();
        }

        var elapsed = time.GetElapsedTime(start);
        training.EndEpoch();
        return new Measured(steps, tokens, elapsed);
    }

    private TrainingBenchmarkResult Result(
        BenchmarkPhase phase, int? batchSize, Device device, Measured measured, int stepsPerEpoch, double? epochSeconds, double work,
        long peakBytes, double? paddedEpochSeconds)
    {
        var seconds = measured.Elapsed.TotalSeconds;
        return new TrainingBenchmarkResult(
            name, phase, batchSize, device.type == DeviceType.CUDA ? "cuda" : "cpu", options.Threads, measured.Steps, stepsPerEpoch,
            measured.Steps / seconds, measured.Tokens / seconds, epochSeconds ?? seconds, epochSeconds is not null,
            work / seconds / 1e9, MatrixWork.MeasureRate(device, time) / 1e9, paddedEpochSeconds, peakBytes);
    }

    private MatrixWork Work => new(options.Network, data.Vocabulary.ItemCount, data.Vocabulary.AttributeCount);

    /// <summary>Batches evenly spaced over all lengths, each standing for as many others.</summary>
    private static TBatch[] Spread<TBatch>(TBatch[] ordered, int count) =>
        [.. Enumerable.Range(0, count).Select(i => ordered[(int)((i + 0.5) * ordered.Length / count)])];

    private static long PeakBytes()
    {
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64;
    }

    private static TBatch[] One<TBatch>(TBatch batch) => [batch];

    /// <summary>A way to put examples into batches, each in parts, and to work out their loss.</summary>
    private sealed record Form<TBatch>(int Parts, Func<int, IEnumerable<TBatch[]>> Batches, Func<S3RecNetwork, TBatch, Tensor> Loss);

    private sealed record Measured(int Steps, long Tokens, TimeSpan Elapsed);
}
