using System.Text.Json;
using S3Rec.Model.Evaluation;

namespace S3Rec.Silo.Reports;

/// <summary>A report as JSON: the record as it is, names in camel case, metrics by name.</summary>
internal static class EvaluationJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Writes the report, UTF-8, with a line end after it.</summary>
    public static async Task Write(EvaluationReport report, Stream stream, CancellationToken cancellationToken)
    {
        await JsonSerializer.SerializeAsync(stream, report, Options, cancellationToken);
        await stream.WriteAsync("\n"u8.ToArray(), cancellationToken);
    }

    /// <summary>Writes one model's metrics, name by name, and its warnings if it has any, UTF-8, with a line end after them.</summary>
    public static async Task WriteMetrics(ContenderReport contender, Stream stream, CancellationToken cancellationToken)
    {
        var values = new OrderedDictionary<string, object>(
            contender.Metrics.Select(static metric => KeyValuePair.Create(metric.Key, (object)metric.Value.Value)));
        if (contender.Warnings.Count > 0)
            values["warnings"] = contender.Warnings;
        await JsonSerializer.SerializeAsync(stream, values, Options, cancellationToken);
        await stream.WriteAsync("\n"u8.ToArray(), cancellationToken);
    }
}
