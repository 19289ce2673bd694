using Microsoft.Extensions.Options;

namespace S3Rec.Storage.Embedded;

/// <summary>Reports every option that is out of range at once.</summary>
internal sealed class EmbeddedStorageOptionsValidator : IValidateOptions<EmbeddedStorageOptions>
{
    public ValidateOptionsResult Validate(string? name, EmbeddedStorageOptions options)
    {
        var failures = new List<string>();
        if (string.IsNullOrWhiteSpace(options.Folder))
            failures.Add($"{nameof(options.Folder)} is empty; name the folder of the store.");
        Range(nameof(options.WriteQueueCountMax), options.WriteQueueCountMax, 1_000_000);
        Range(nameof(options.BatchRowCountMax), options.BatchRowCountMax, 1_000_000);
        Range(nameof(options.ReaderCountMax), options.ReaderCountMax, 64);
        Range(nameof(options.ReadQueueCountMax), options.ReadQueueCountMax, 1_000_000);
        Range(nameof(options.ModelsKept), options.ModelsKept, 1000);
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);

        void Range(string option, int value, int max)
        {
            if (value < 1 || value > max)
                failures.Add($"{option} is {value}; it must lie between 1 and {max}.");
        }
    }
}
