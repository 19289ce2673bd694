using Microsoft.AspNetCore.Diagnostics;
using Orleans.Runtime;
using Orleans.Runtime.Messaging;
using S3Rec.Contracts;

namespace S3Rec.Silo.Http;

/// <summary>Turns an error into RFC 9457 problem details: "title" names its kind, "detail" says what to change, "field" which
/// value is at fault. What may succeed later carries Retry-After.</summary>
internal sealed partial class Problems(ILogger<Problems> logger) : IExceptionHandler
{
    private const string RetryAfter = "1"; // seconds

    /// <summary>The caller hung up; nobody reads this answer. Not a standard code, but the usual one.</summary>
    private const int ClientClosedRequest = 499;

    public async ValueTask<bool> TryHandleAsync(HttpContext context, Exception error, CancellationToken cancellationToken)
    {
        if (error is OperationCanceledException && context.RequestAborted.IsCancellationRequested)
        {
            context.Response.StatusCode = ClientClosedRequest;
            return true;
        }

        var status = Status(error);
        if (status == StatusCodes.Status500InternalServerError)
            LogUnexpected(error, context.Request.Method, context.Request.Path);
        if (status is StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable)
            context.Response.Headers.RetryAfter = RetryAfter;
        await Write(context, status, Detail(error, status), (error as InvalidRequestException)?.Field);
        return true;
    }

    /// <summary>For a request that is refused before it is looked at.</summary>
    public static Task WriteOverloaded(HttpContext context, int listsMax)
    {
        context.Response.Headers.RetryAfter = RetryAfter;
        return Write(
            context, StatusCodes.Status429TooManyRequests,
            $"{listsMax} lists are being made already (ConcurrentListsMax). Try again after a moment.");
    }

    /// <summary>For answers without a body, such as an unknown path.</summary>
    public static Task WriteForStatus(HttpContext context) =>
        Write(context, context.Response.StatusCode, context.Response.StatusCode switch
        {
            StatusCodes.Status404NotFound => $"There is nothing at {Shortened.Text(context.Request.Path)}.",
            StatusCodes.Status405MethodNotAllowed =>
                $"{context.Request.Method} is not possible at {Shortened.Text(context.Request.Path)}; see the Allow header.",
            _ => null,
        });

    public static Task Write(HttpContext context, int status, string? detail, string? field = null)
    {
        Dictionary<string, object?>? extensions = field is null ? null : new() { ["field"] = field };
        return Results.Problem(detail, statusCode: status, extensions: extensions).ExecuteAsync(context);
    }

    private static int Status(Exception error) => error switch
    {
        InvalidRequestException => StatusCodes.Status400BadRequest,
        UnknownModelException or UnknownItemException => StatusCodes.Status404NotFound,
        CheckpointRefusedException => StatusCodes.Status409Conflict,
        OverloadedException => StatusCodes.Status429TooManyRequests,
        S3RecException { IsTransient: true } => StatusCodes.Status503ServiceUnavailable,
        BadHttpRequestException bad => bad.StatusCode,
        TimeoutException or SiloUnavailableException or OrleansMessageRejectionException or ConnectionFailedException =>
            StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status500InternalServerError,
    };

    private static string Detail(Exception error, int status) => error switch
    {
        S3RecException or BadHttpRequestException => error.Message,
        _ when status == StatusCodes.Status503ServiceUnavailable =>
            "The service is starting or stopping, or is overloaded. Try again.",
        _ => "An error that should not happen. The service's log has the details.",
    };

    [LoggerMessage(LogLevel.Error, "{Method} {Path} failed unexpectedly.")]
    private partial void LogUnexpected(Exception error, string method, string path);
}
