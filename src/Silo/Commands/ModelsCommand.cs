using System.CommandLine;
using S3Rec.Contracts;
using S3Rec.Silo.Commands.Remote;

namespace S3Rec.Silo.Commands;

/// <summary><c>s3rec models</c>: every model version, newest first, the live one marked.</summary>
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
            var output = parsed.InvocationConfiguration.Output;
            if (models.Count == 0)
                await output.WriteLineAsync("There is no model yet. 's3rec retrain --wait' trains the first.");
            foreach (var model in models)
                await output.WriteLineAsync(Line(model));
            return ExitCode.Ok;
        });
        return command;
    }

    public static string Line(ModelInfo model)
    {
        var metrics = MetricText.Line(MetricText.Headline(model.Metrics));
        var mark = model.IsLive ? "live" : "    ";
        var size = $"{model.ItemCount} items  {model.LogOffset} events";
        var refusal = model.Refusal is { } reason ? $"  cannot be loaded: {reason}" : "";
        return $"{mark}  {model.Version,4}  {model.CreatedAt:u}  {size}  {metrics}  {model.Reason}{refusal}";
    }
}
