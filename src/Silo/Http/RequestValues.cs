using System.Globalization;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;
using S3Rec.Contracts;

namespace S3Rec.Silo.Http;

/// <summary>Reads what a request says outside of its body; what cannot be read is a 400 that names it.</summary>
internal static class RequestValues
{
    private const int HistoryCountDefault = 50;

    /// <summary>The id in the path, as in /v1/users/{id}/history. Routing leaves an escaped slash escaped, and an id may hold one: one
    /// that still holds a percent sign is taken from the raw target, where that is not mistaken for an escaped percent sign.</summary>
    public static string Id(HttpContext context)
    {
        var id = (string)context.GetRouteValue("id")!;
        if (!id.Contains('%', StringComparison.Ordinal))
            return id;
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        return target.Split('?', 2)[0].Split('/') is ["", "v1", _, var raw, ..] ? Uri.UnescapeDataString(raw) : id;
    }

    /// <summary>What a query asks of a user's list.</summary>
    public static RecommendationRequest Recommendations(HttpRequest http)
    {
        if (!http.QueryString.HasValue)
            return new RecommendationRequest();
        var request = new RecommendationRequest();
        foreach (var (name, values) in http.Query)
        {
            request = name switch
            {
                "count" => request with { Count = Count(values, Limits.CountMax) },
                "excludeSeen" => request with { ExcludeSeen = Boolean(name, values) },
                "deny" => request with { Deny = values.ToArray()! },
                "allow" => request with { Allow = values.ToArray()! },
                "attribute" => request with { Attributes = values.ToArray()! },
                "match" => request with { Match = Match(values.ToString()) },
                "diversity" => request with { Diversity = Number(name, values) },
                "explain" => request with { Explain = Boolean(name, values) },
                _ => throw Unknown(name, "count, excludeSeen, deny, allow, attribute, match, diversity and explain"),
            };
        }

        return request;
    }

    /// <summary>What a query asks of popular items.</summary>
    public static PopularRequest Popular(HttpRequest http)
    {
        var request = new PopularRequest();
        foreach (var (name, values) in http.Query)
        {
            request = name switch
            {
                "count" => request with { Count = Count(values, Limits.CountMax) },
                "window" => request with { Window = PopularityWindows.Parse(values.ToString()) },
                "attribute" => request with { Attributes = values.ToArray()! },
                "match" => request with { Match = Match(values.ToString()) },
                _ => throw Unknown(name, "count, window, attribute and match"),
            };
        }

        return request;
    }

    /// <summary>The "count" of a query that has nothing else, for similar items.</summary>
    public static int SimilarCount(HttpRequest http) => OnlyCount(http, RecommendationRequest.DefaultCount, Limits.CountMax);

    /// <summary>The "count" of a query that has nothing else, for a history.</summary>
    public static int HistoryCount(HttpRequest http) => OnlyCount(http, HistoryCountDefault, Limits.HistoryCountMax);

    /// <summary>Refuses a query where there must be none.</summary>
    public static void RefuseQuery(HttpRequest http)
    {
        foreach (var (name, _) in http.Query)
        {
            throw new InvalidRequestException(
                name, $"{Shortened.Text(name)} is no query parameter of this request; it takes none. Say it in the body.");
        }
    }

    public static AttributeMatch Match(string text) => text switch
    {
        "all" => AttributeMatch.All,
        "any" => AttributeMatch.Any,
        _ => throw new InvalidRequestException("match", $"match is '{Shortened.Text(text)}'; it must be all or any."),
    };

    public static int Version(string text)
    {
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var version))
            return version;
        throw new InvalidRequestException(
            "version", $"version is '{Shortened.Text(text)}'; it must be the whole number of a model version, from 1.");
    }

    private static int OnlyCount(HttpRequest http, int defaultCount, int countMax)
    {
        var count = defaultCount;
        foreach (var (name, values) in http.Query)
            count = name == "count" ? Count(values, countMax) : throw Unknown(name, "count");
        return count;
    }

    private static int Count(StringValues values, int countMax)
    {
        if (int.TryParse(values.ToString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var count))
            return count;
        throw new InvalidRequestException(
            "count", $"count is '{Shortened.Text(values.ToString())}'; it must be one whole number from 1 to {countMax}.");
    }

    private static bool Boolean(string name, StringValues values) => values.ToString() switch
    {
        "true" => true,
        "false" => false,
        var text => throw new InvalidRequestException(name, $"{name} is '{Shortened.Text(text)}'; it must be true or false."),
    };

    private static float Number(string name, StringValues values) =>
        float.TryParse(values.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new InvalidRequestException(
                name, $"{name} is '{Shortened.Text(values.ToString())}'; it must be one number, like 0.3.");

    private static InvalidRequestException Unknown(string name, string names) => new(
        name, $"{Shortened.Text(name)} is no query parameter of this request; those are {names}.");
}
