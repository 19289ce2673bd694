using System.Globalization;
using Microsoft.AspNetCore.Http.Features;
using S3Rec.Contracts;

namespace S3Rec.Silo.Http;

/// <summary>Reads what a request says outside of its body; what cannot be read is a 400 that names it.</summary>
internal static class RequestValues
{
    /// <summary>The id after /v1/users/. Taken from the raw target, because routing leaves an escaped slash escaped, and an id
    /// may hold one.</summary>
    public static string UserId(HttpContext context)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        return target.Split('?', 2)[0].Split('/') is ["", "v1", "users", var id, _]
            ? Uri.UnescapeDataString(id)
            : (string)context.GetRouteValue("id")!;
    }

    /// <summary>The "count" of the query; <paramref name="defaultCount"/> when there is none.</summary>
    public static int Count(HttpRequest request, int defaultCount, int countMax)
    {
        if (!request.Query.TryGetValue("count", out var values))
            return defaultCount;
        if (int.TryParse(values.ToString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var count))
            return count;
        throw new InvalidRequestException(
            "count", $"count is '{Shortened.Text(values.ToString())}'; it must be one whole number from 1 to {countMax}.");
    }

    public static int Version(string text)
    {
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var version))
            return version;
        throw new InvalidRequestException(
            "version", $"version is '{Shortened.Text(text)}'; it must be the whole number of a model version, from 1.");
    }
}
