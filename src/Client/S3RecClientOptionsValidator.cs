using Microsoft.Extensions.Options;

namespace S3Rec.Client;

/// <summary>Refuses values out of range, all of them in one error.</summary>
internal sealed class S3RecClientOptionsValidator : IValidateOptions<S3RecClientOptions>
{
    public ValidateOptionsResult Validate(string? name, S3RecClientOptions options)
    {
        string[] failures = [.. options.Failures()];
        return failures.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    public static void ThrowIfInvalid(S3RecClientOptions options)
    {
        string[] failures = [.. options.Failures()];
        if (failures.Length > 0)
            throw new OptionsValidationException(nameof(S3RecClientOptions), typeof(S3RecClientOptions), failures);
    }
}
