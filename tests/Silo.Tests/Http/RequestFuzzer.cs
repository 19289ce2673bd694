using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace S3Rec.Silo.Tests.Http;

/// <summary>How large the bodies may be.</summary>
internal enum BodySizes
{
    /// <summary>A few KB.</summary>
    Small,

    /// <summary>Also over the limit of 10 MB.</summary>
    Any,
}

/// <summary>Makes HTTP requests that are wrong in one place or many, byte by byte; the same seed makes the same ones.</summary>
internal sealed partial class RequestFuzzer(Random random, IReadOnlyList<string> routes)
{
    private static readonly string[] s_methods =
        ["GET", "GET", "GET", "POST", "POST", "POST", "PUT", "DELETE", "HEAD", "PATCH", "BREW", "get"];

    private static readonly string[] s_headers =
    [
        "", "Content-Type: application/json\r\n", "Content-Type: \u00ff/\u00ff\r\n", "Accept: text/html\r\n", "Cookie: \u00ff=;;\r\n",
    ];

    private static readonly string[] s_ids =
    [
        "ann", "nobody", "", ".", "..", "%2F", "%00", "%ff%fe", "%ed%a0%80", "%", "%zz", "%20", "%F0%9F%8E%92", "a%2Fb%3Fc", "0", "-1",
        "1.5", "2147483648", "99999999999999999999", "NaN", "null", "{}", "%22", "\u00e9\u00ff", "a;b", "a+b", "//", "%0d%0a",
    ];

    private static readonly string[] s_values =
    [
        "", "0", "-1", "1", "1000", "1001", "2147483648", "1e400", "NaN", "true", "null", "[]", "%ff", "%00", "a&count=5", "=", "1,2",
        "%E2%88%9E", "0x10", "1h", "P1D", "-00:00:01",
    ];

    private static readonly string[] s_names =
        ["count", "window", "exclude", "seen", "explain", "version", "offset", "attributes", "", "__proto__", "count[]", "%00"];

    private static readonly string[] s_fields =
    [
        "userId", "itemId", "timestamp", "eventId", "attributes", "count", "history", "items", "interactions", "UserId", "", "\\u0000",
        "\\ud800",
    ];

    private static readonly string[] s_scalars =
    [
        "null", "true", "false", "0", "-1", "1e400", "-1e-400", "123456789012345678901234567890", "2147483648", "0.1", "01", "NaN", "\"\"",
        "\"ann\"", "\"tent\"", "\" \"", "\"\\u0000\"", "\"\\ud800\"", "\"\\udc00x\"", "\"\u00ff\"", "\"2026-03-01T12:30:00Z\"",
        "\"9999-12-31T23:59:59.9999999+14:00\"", "\"0001-01-01T00:00:00-14:00\"", "\"2026-13-45T99:99:99Z\"", "\"\\", "\"", "{", "]",
    ];

    /// <returns>The bytes, and whether they are all that the server will wait for.</returns>
    public (byte[] Bytes, bool IsWhole) Next(BodySizes sizes)
    {
        var isLarge = sizes == BodySizes.Any && random.Next(8) == 0;
        var body = isLarge ? LargeBody() : Body();
        var (length, isWhole) = Length(body.Length);
        // A third goes where bodies are read.
        var line = isLarge || random.Next(3) == 0 ? "POST /v1/interactions" : $"{One(s_methods)} {Target()}";
        var head = $"{line} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
            + One(s_headers) + length;
        // Latin-1 keeps each character one byte, so that what is not UTF-8 goes out as it is.
        return ([.. Encoding.Latin1.GetBytes(head), .. body], isWhole);
    }

    private (string Headers, bool IsWhole) Length(int length) => random.Next(50) switch
    {
        0 => ("\r\n", true),
        1 => ("Transfer-Encoding: chunked\r\n\r\n", false),
        2 => ("Content-Length: -1\r\n\r\n", true),
        3 => ("Content-Length: 99999999999999999999\r\n\r\n", true),
        4 => (string.Create(CultureInfo.InvariantCulture, $"Content-Length: {length + 10}\r\n\r\n"), false),
        _ => (string.Create(CultureInfo.InvariantCulture, $"Content-Length: {length}\r\n\r\n"), true),
    };

    private string Target()
    {
        var path = Parameter().Replace(One(routes), _ => Id());
        var query = string.Join('&', Enumerable.Range(0, random.Next(4)).Select(_ => $"{One(s_names)}={One(s_values)}"));
        return random.Next(20) switch
        {
            0 => "*",
            1 => path + "/" + Id(),
            2 => "/" + new string('/', random.Next(1000)) + path,
            _ => query.Length == 0 ? path : $"{path}?{query}",
        };
    }

    private string Id() => random.Next(20) switch
    {
        0 => new string('x', random.Next(100_000)),
        1 => string.Concat(Enumerable.Repeat("%ff", random.Next(300))),
        2 => string.Concat(Enumerable.Range(0, random.Next(1, 40)).Select(_ => Uri.HexEscape((char)random.Next(256)))),
        _ => One(s_ids),
    };

    private byte[] LargeBody() => random.Next(5) switch
    {
        0 => Encoding.Latin1.GetBytes("[".PadRight(10_000_000)),
        1 => new byte[11_000_000],
        2 => Encoding.Latin1.GetBytes("[" + string.Join(',', Enumerable.Repeat(Interaction(), 10_001)) + "]"),
        3 => Encoding.Latin1.GetBytes(new string('[', random.Next(1, 1_000_000))),
        _ => Encoding.Latin1.GetBytes(string.Concat(Enumerable.Repeat("{\"userId\":", random.Next(1, 100_000)))),
    };

    private byte[] Body()
    {
        switch (random.Next(10))
        {
            case 0:
                var noise = new byte[random.Next(300)];
                random.NextBytes(noise);
                return noise;
            case 1:
                return [];
            case < 5:
                return Damaged(Interaction());
            case < 7:
                return Damaged($"[{string.Join(',', Enumerable.Range(0, random.Next(5)).Select(_ => Interaction()))}]");
            case 7:
                return Damaged(new string('[', random.Next(1, 1000)));
            default:
                return Damaged(Json(depth: 0));
        }
    }

    /// <summary>Often left as it is; else cut off, or with a byte changed.</summary>
    private byte[] Damaged(string json)
    {
        var bytes = Encoding.Latin1.GetBytes(json);
        switch (random.Next(6))
        {
            case 0:
                return bytes[..random.Next(bytes.Length + 1)];
            case 1 when bytes.Length > 0:
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
                return bytes;
            default:
                return bytes;
        }
    }

    private string Interaction()
    {
        var fields = new List<string>();
        foreach (var field in (string[])["userId", "itemId", "timestamp", "eventId"])
        {
            if (random.Next(4) > 0)
                fields.Add($"\"{field}\":{(random.Next(3) == 0 ? Json(depth: 3) : $"\"{field}-{random.Next(50)}\"")}");
        }

        if (random.Next(10) == 0)
            fields.Add($"\"{new string('x', random.Next(1_000))}\":{Json(depth: 3)}");
        return "{" + string.Join(',', fields) + "}";
    }

    private string Json(int depth) => random.Next(depth >= 5 ? 3 : 6) switch
    {
        0 or 1 => One(s_scalars),
        2 => $"\"{new string('y', random.Next(600))}\"",
        3 or 4 => "{" + string.Join(',', Enumerable.Range(0, random.Next(5)).Select(_ => $"\"{One(s_fields)}\":{Json(depth + 1)}")) + "}",
        _ => "[" + string.Join(',', Enumerable.Range(0, random.Next(5)).Select(_ => Json(depth + 1))) + "]",
    };

    private T One<T>(IReadOnlyList<T> choices) => choices[random.Next(choices.Count)];

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Parameter();
}
