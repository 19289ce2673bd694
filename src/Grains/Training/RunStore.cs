using System.Text.Json;
using System.Text.Json.Serialization;
using S3Rec.Contracts;
using S3Rec.Storage;

namespace S3Rec.Grains.Training;

/// <summary>The runs in the store, as records.</summary>
internal sealed class RunStore(ITrainingStore store, TimeProvider time)
{
    // The loss of a training that diverges and the metrics of an evaluation without users are not finite.
    private static readonly JsonSerializerOptions Json = new()
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    private static readonly Dictionary<string, double> NoMetrics = [];

    /// <summary>The newest run; null when there has been none.</summary>
    public async Task<RunRecord?> FindLast(CancellationToken cancellationToken)
    {
        if (await store.FindLastRun(cancellationToken) is not { } stored)
            return null;

        var record = JsonSerializer.Deserialize<RunRecord>(stored.StatusJson, Json)
            ?? throw new JsonException($"Training run {stored.RunId} is stored as 'null'.");
        return record with { Status = record.Status with { RunId = stored.RunId } };
    }

    /// <summary>Stores a wish.</summary>
    public async Task<RunRecord> Add(int attempt, string message, long? logOffset, CancellationToken cancellationToken)
    {
        var status = new TrainingStatus(
            RunId: 0, TrainingPhase.Queued, Epoch: 0, EpochCount: 0, Fraction: 0, Loss: null, NoMetrics, time.GetUtcNow(),
            EndedAt: null, ModelVersion: null, message);
        var record = new RunRecord(status, attempt, logOffset);
        var runId = await store.AddRun(JsonSerializer.Serialize(record, Json), cancellationToken);
        return record with { Status = status with { RunId = runId } };
    }

    /// <summary>Replaces what is known of a run.</summary>
    public Task Save(RunRecord record, CancellationToken cancellationToken) =>
        store.UpdateRun(record.Status.RunId, JsonSerializer.Serialize(record, Json), cancellationToken);
}
