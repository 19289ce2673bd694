using S3Rec.Model.Checkpoints;
using S3Rec.Model.Data;
using S3Rec.Model.Evaluation;
using S3Rec.Model.Network;
using S3Rec.Model.Ranking;
using S3Rec.Model.Ranking.Challengers;

namespace S3Rec.Model.Training;

/// <summary>A trained model and the gate's word on it.</summary>
public sealed record TrainedModel(Checkpoint Checkpoint, GateVerdict Verdict);

/// <summary>Makes a model for a deployment out of a snapshot of its log.</summary>
public interface IRetrainer
{
    /// <summary>Pretrains when due, finetunes, ranks the test targets, and judges. Blocks the calling thread.</summary>
    /// <param name="data">A snapshot of the log.</param>
    /// <param name="logOffset">The log offset it was taken at.</param>
    /// <param name="live">The model that serves; null when none does.</param>
    /// <param name="progress">Told after steps and epochs; must be cheap.</param>
    /// <param name="cancellationToken">Ends the run within one step.</param>
    /// <returns>The model with its metrics on the test targets, and beside them the challengers' as "popularity.HR@10" and the live
    /// model's as "live.HR@10".</returns>
    /// <exception cref="TrainingRefusedException">No user has enough interactions to learn from; the message counts them.</exception>
    TrainedModel Retrain(
        SequenceData data, long logOffset, Checkpoint? live, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken);
}

/// <summary>Makes checkpoints from data: pretraining, finetuning, or the whole of a retraining. Blocks the calling thread; one run at
/// a time in a process, as torch's seed and threads are the process's.</summary>
/// <param name="options">How.</param>
/// <param name="time">Dates checkpoints.</param>
public sealed class Trainer(TrainingOptions options, TimeProvider time) : IRetrainer
{
    /// <summary>Optimises the self-supervised objectives.</summary>
    /// <param name="data">What to learn from; held-out items are left out of it.</param>
    /// <param name="from">Weights to go on from; null for random ones.</param>
    /// <param name="progress">Told after steps and epochs.</param>
    /// <param name="cancellationToken">Ends the run within one step.</param>
    public Checkpoint Pretrain(
        SequenceData data, Checkpoint? from, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        var pretrained = PretrainKeepingState(data, from, progress, cancellationToken);
        RemoveState();
        return pretrained;
    }

    /// <summary>Optimises next-item prediction and keeps the best epoch, with its validation metrics.</summary>
    /// <inheritdoc cref="Pretrain"/>
    /// <exception cref="TrainingRefusedException">No user has enough interactions to learn from; the message counts them.</exception>
    public Checkpoint Finetune(
        SequenceData data, Checkpoint? from, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        var finetuned = FinetuneKeepingState(data, from, progress, cancellationToken);
        RemoveState();
        return finetuned;
    }

    /// <inheritdoc/>
    public TrainedModel Retrain(
        SequenceData data, long logOffset, Checkpoint? live, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        var start = live is not null && SameShape(live.Network, options.Network) ? live : null;
        var pretrainedAt = start?.Info.PretrainedAtLogOffset ?? 0;
        if (start is null || logOffset > pretrainedAt * (1 + options.PretrainAfterGrowth))
        {
            start = PretrainKeepingState(data, start, progress, cancellationToken);
            pretrainedAt = logOffset;
        }

        var model = FinetuneKeepingState(data, start, progress, cancellationToken);
        progress?.Report(new TrainingProgress(TrainingStage.Evaluating, 0, 1, 0, null, model.Info.Metrics));
        var metrics = Evaluator.Evaluate(CpuRankerWeights.Of(model), data, HeldOut.Test, Evaluation, cancellationToken).Metrics;
        var challengers = ChallengerSet.OfTrainingParts(data).All.ToDictionary(
            static c => c.Name,
            c => Evaluator.Evaluate(c.Create, data, HeldOut.Test, Evaluation, cancellationToken).Metrics);
        var liveMetrics = live is null
            ? null
            : Evaluator.Evaluate(MappedRanker.Of(live, new RowMap(data, live.Vocabulary)), data, HeldOut.Test, Evaluation, cancellationToken).Metrics;
        var verdict = Gate.Judge(
            metrics[Gate.DecidingMetric], liveMetrics?[Gate.DecidingMetric],
            challengers.ToDictionary(static c => c.Key, static c => c.Value[Gate.DecidingMetric]), options.GateTolerance);

        var all = metrics.Concat(challengers.SelectMany(static c => Prefixed(c.Key, c.Value)))
            .Concat(liveMetrics is null ? [] : Prefixed("live", liveMetrics)).Concat(model.Info.Metrics);
        var info = Info("retrained", all) with
        {
            LogOffset = logOffset,
            PretrainedAtLogOffset = pretrainedAt,
            BestEpoch = model.Info.BestEpoch,
        };
        RemoveState();
        return new TrainedModel(model with { Info = info }, verdict);
    }

    private Checkpoint PretrainKeepingState(
        SequenceData data, Checkpoint? from, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        var shape = ShapeFrom(from);
        using var network = CreateNetwork(data, from);
        var states = StateFolder("pretrain", () =>
            TrainingFingerprint.Of(data, shape, options.Pretrain, options.Seed, NetworkWeights.Export(network)));
        Pretrainer.Run(network, data, options.Pretrain, shape.MaxLength, options.Seed, states, progress, cancellationToken);
        return new Checkpoint(shape, data.Vocabulary, NetworkWeights.Export(network), Info("pretrained", []));
    }

    private Checkpoint FinetuneKeepingState(
        SequenceData data, Checkpoint? from, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        var shape = ShapeFrom(from);
        using var network = CreateNetwork(data, from);
        var states = StateFolder("finetune", () =>
            TrainingFingerprint.Of(data, shape, options.Finetune, options.Seed, NetworkWeights.Export(network)));
        var best = Finetuner.Run(
            network, data, options.Finetune, shape.MaxLength, options.Seed,
            weights => Evaluate(shape, weights, data, HeldOut.Validation, cancellationToken), states, progress, cancellationToken);
        var model = new Checkpoint(
            shape, data.Vocabulary, best.Weights,
            Info(from is null ? "finetuned from random weights" : "finetuned", Prefixed("validation", best.Metrics)) with
            {
                BestEpoch = best.BestEpoch,
            });
        return options.Blend ? Blended(model, data, cancellationToken) : model;
    }

    private Checkpoint Blended(Checkpoint model, SequenceData data, CancellationToken cancellationToken)
    {
        var choice = BlendSearch.Choose(
            new CpuRankerWeights(model.Network, model.Weights), ChallengerSet.OfTrainingParts(data), data, Evaluation, cancellationToken);
        KeyValuePair<string, double> gain = new($"blend.validation.{BlendSearch.DecidingMetric}", choice.After);
        var metrics = new OrderedDictionary<string, double>(model.Info.Metrics.Append(gain));
        return model with { Blend = choice.Blend, Info = model.Info with { Metrics = metrics } };
    }

    private TrainingStateFolder? StateFolder(string phase, Func<string> fingerprint) => options.StateFolder is null
        ? null
        : new TrainingStateFolder(Path.Combine(options.StateFolder, phase), fingerprint());

    private void RemoveState()
    {
        if (Directory.Exists(options.StateFolder))
        {
            Directory.Delete(options.StateFolder, recursive: true);
        }
    }

    private EvaluationOptions Evaluation => new() { Threads = options.Threads };

    private IReadOnlyDictionary<string, double> Evaluate(
        NetworkOptions shape, IReadOnlyDictionary<string, WeightTensor> weights, SequenceData data, HeldOut heldOut,
        CancellationToken cancellationToken) =>
        Evaluator.Evaluate(new CpuRankerWeights(shape, weights), data, heldOut, Evaluation, cancellationToken).Metrics;

    private S3RecNetwork CreateNetwork(SequenceData data, Checkpoint? from)
    {
        var network = NewNetwork.Create(options, data, ShapeFrom(from));
        if (from is not null)
        {
            NetworkWeights.Import(network, WeightTransfer.Transfer(from, data.Vocabulary, NetworkWeights.Export(network)));
        }

        return network;
    }

    private NetworkOptions ShapeFrom(Checkpoint? from) =>
        from is null ? options.Network : from.Network with { Dropout = options.Network.Dropout };

    private CheckpointInfo Info(string origin, IEnumerable<KeyValuePair<string, double>> metrics) =>
        new(options.Seed, LogOffset: 0, new OrderedDictionary<string, double>(metrics), time.GetUtcNow(), origin);

    private static bool SameShape(NetworkOptions a, NetworkOptions b) => a with { Dropout = 0 } == b with { Dropout = 0 };

    private static IEnumerable<KeyValuePair<string, double>> Prefixed(string name, IReadOnlyDictionary<string, double> metrics) =>
        metrics.Select(m => KeyValuePair.Create($"{name}.{m.Key}", m.Value));
}
