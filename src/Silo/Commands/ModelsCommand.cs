using System.CommandLine;
using S3Rec.Contracts;
using S3Rec.Silo.Commands.Remote;

namespace S3Rec.Silo.Commands;

/// <summary><c>s3rec models</c>: every model version, newest first, those that serve marked.</summary>
internal static class ModelsCommand
{
    public static Command Create()
    {
        var command = new Command("models", "List the model versions of the running service.");
        var address = ServiceAddress.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var service = address.Connect(parsed);
            var models = await service.GetModels(cancellationToken);
            var status = await service.GetStatus(cancellationToken);
            var output = parsed.InvocationConfiguration.Output;
            if (models.Count == 0)
                await output.WriteLineAsync("There is no model yet. 's3rec retrain --wait' trains the first.");
            foreach (var model in models)
                await output.WriteLineAsync(Line(model, status));
            foreach (var comparison in QualityText.Comparison(status))
                await output.WriteLineAsync(comparison);
            return ExitCode.Ok;
        });
        return command;
    }

    private static string Line(ModelInfo model, ServingStatus status)
    {
        var metrics = MetricText.Line(MetricText.Headline(model.Metrics));
        var mark = model.IsLive ? "live " : model.Version == status.Split?.Version ? "trial" : "     ";
        var size = $"{model.ItemCount} items  {model.LogOffset} events";
        var refusal = model.Refusal is { } reason ? $"  cannot be loaded: {reason}" : "";
        return $"{mark}  {model.Version,4}  {model.CreatedAt:u}  {size}  {metrics}{QualityText.OfWeek(status, model.Version)}  {model.Reason}{refusal}";
    }
}
