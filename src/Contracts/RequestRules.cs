using System.Globalization;
using System.Text;

namespace S3Rec.Contracts;

/// <summary>The rules of <see cref="Limits"/>, in one place: the client applies them before a request leaves the process, HTTP
/// and the grains apply them to what arrives.</summary>
public static class RequestRules
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Checks one interaction.</summary>
    /// <exception cref="InvalidRequestException">A field breaks a rule; it is named.</exception>
    public static void Check(Interaction interaction) => Check(interaction, "");

    /// <summary>Checks the interactions of one call, and how many there are.</summary>
    /// <exception cref="InvalidRequestException">A field breaks a rule; it is named with its place,
    /// "interactions[3].itemId".</exception>
    public static void Check(IReadOnlyList<Interaction> interactions)
    {
        if (interactions.Count is 0 or > Limits.InteractionsPerCallMax)
        {
            throw new InvalidRequestException(
                "interactions", $"There are {interactions.Count} interactions; one call carries 1 to {Limits.InteractionsPerCallMax}.");
        }

        for (var i = 0; i < interactions.Count; i++)
            Check(interactions[i], $"interactions[{i}].");
    }

    /// <summary>Checks the interactions of one call that must all belong to one user.</summary>
    /// <exception cref="InvalidRequestException">A field breaks a rule, or an interaction is of another user.</exception>
    public static void CheckOfUser(string userId, IReadOnlyList<Interaction> interactions)
    {
        Check(interactions);
        for (var i = 0; i < interactions.Count; i++)
        {
            if (!string.Equals(interactions[i].UserId, userId, StringComparison.Ordinal))
            {
                throw new InvalidRequestException(
                    $"interactions[{i}].userId",
                    $"interactions[{i}].userId is '{interactions[i].UserId}', but the call goes to user '{userId}'. Send each user's "
                    + "interactions to that user.");
            }
        }
    }

    /// <summary>Checks what is asked of a list.</summary>
    /// <exception cref="InvalidRequestException">A field breaks a rule; one of a list is named with its place,
    /// "deny[3]".</exception>
    public static void Check(RecommendationRequest request)
    {
        CheckCount(request.Count, Limits.CountMax);
        if (request.Explain && request.Count > Limits.ExplainedCountMax)
        {
            throw new InvalidRequestException(
                "count", $"count is {request.Count}; a list with reasons (explain) may have 1 to {Limits.ExplainedCountMax}.");
        }

        CheckIds(request.Deny, "deny", Limits.DenyMax);
        CheckIds(request.Allow, "allow", Limits.AllowMax);
        CheckRequired(request.Attributes, request.Match);
        CheckIds(request.History, "history", Limits.SessionHistoryMax);
        if (request.Diversity is not (>= 0 and <= 1))
        {
            throw new InvalidRequestException(
                "diversity", string.Create(CultureInfo.InvariantCulture, $"diversity is {request.Diversity}; it may be 0 to 1."));
        }
    }

    /// <summary>Checks what is asked of a list for somebody who is no user: it must bring its history, which may be empty.</summary>
    /// <exception cref="InvalidRequestException">A field breaks a rule.</exception>
    public static void CheckWithoutUser(RecommendationRequest request)
    {
        Check(request);
        if (request.History is null)
        {
            throw new InvalidRequestException(
                "history", "history is missing; a list for no user needs the item ids of the session, which may be none: [].");
        }
    }

    /// <summary>Checks what is asked of popular items.</summary>
    /// <exception cref="InvalidRequestException">A field breaks a rule.</exception>
    public static void Check(PopularRequest request)
    {
        CheckCount(request.Count, Limits.CountMax);
        CheckRequired(request.Attributes, request.Match);
        if (!Enum.IsDefined(request.Window))
            throw new InvalidRequestException("window", $"window is {(int)request.Window}, which is none of those there are.");
    }

    /// <summary>Checks what is to be known of one item.</summary>
    /// <exception cref="InvalidRequestException">A field breaks a rule; it is named.</exception>
    public static void Check(ItemUpdate item) => Check(item, "");

    /// <summary>Checks the items of one call, how many there are, and how many attributes all of them have.</summary>
    /// <exception cref="InvalidRequestException">A field breaks a rule; it is named with its place,
    /// "items[3].attributes[0]".</exception>
    public static void Check(IReadOnlyList<ItemUpdate> items)
    {
        if (items.Count is 0 or > Limits.ItemsPerCallMax)
        {
            throw new InvalidRequestException(
                "items", $"There are {items.Count} items; one call carries 1 to {Limits.ItemsPerCallMax}.");
        }

        var attributeCount = 0L;
        for (var i = 0; i < items.Count; i++)
        {
            Check(items[i], $"items[{i}].");
            attributeCount += items[i].Attributes?.Count ?? 0;
        }

        if (attributeCount > Limits.AttributesPerCallMax)
        {
            throw new InvalidRequestException(
                "items",
                $"The {items.Count} items have {attributeCount} attributes; one call carries {Limits.AttributesPerCallMax} at most. "
                + "Send fewer items per call.");
        }
    }

    /// <summary>Checks an item id.</summary>
    /// <exception cref="InvalidRequestException">It breaks a rule.</exception>
    public static void CheckItemId(string itemId) => CheckId(itemId, "itemId");

    /// <summary>Checks a user id.</summary>
    /// <exception cref="InvalidRequestException">It breaks a rule.</exception>
    public static void CheckUserId(string userId) => CheckId(userId, "userId");

    /// <summary>Checks the length wanted of a list: 1 to <paramref name="countMax"/>.</summary>
    /// <exception cref="InvalidRequestException">It is out of range.</exception>
    public static void CheckCount(int count, int countMax)
    {
        if (count < 1 || count > countMax)
            throw new InvalidRequestException("count", $"count is {count}; it may be 1 to {countMax}.");
    }

    /// <summary>Checks a model version: from 1.</summary>
    /// <exception cref="InvalidRequestException">It is below 1.</exception>
    public static void CheckVersion(int version)
    {
        if (version < 1)
            throw new InvalidRequestException("version", $"version is {version}; versions are numbered from 1.");
    }

    /// <summary>Checks a trial: its version from 1, its share above 0 and below 1.</summary>
    /// <exception cref="InvalidRequestException">A field is out of range.</exception>
    public static void Check(ModelSplit split)
    {
        CheckVersion(split.Version);
        if (split.Share is not (> 0 and < 1))
        {
            throw new InvalidRequestException(
                "share",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"share is {split.Share}; it must be above 0 and below 1, like 0.1 for a tenth of the users. To serve everybody with "
                    + $"model {split.Version}, activate it; to serve nobody, end the trial."));
        }
    }

    private static void Check(Interaction interaction, string path)
    {
        CheckId(interaction.UserId, path + "userId");
        CheckId(interaction.ItemId, path + "itemId");
        if (interaction.EventId is { } eventId)
            CheckId(eventId, path + "eventId");
        if (interaction.Timestamp is { } time && (time < Limits.TimestampMin || time > Limits.TimestampMax))
        {
            throw new InvalidRequestException(
                path + "timestamp",
                $"{path}timestamp is {time:O}; it may be {Limits.TimestampMin:O} to {Limits.TimestampMax:O}. Leave it out to take the "
                + "time of arrival.");
        }
    }

    private static void Check(ItemUpdate item, string path)
    {
        CheckId(item.ItemId, path + "itemId");
        CheckIds(item.Attributes, path + "attributes", Limits.AttributesPerItemMax);
    }

    private static void CheckRequired(IReadOnlyList<string>? attributes, AttributeMatch match)
    {
        CheckIds(attributes, "attributes", Limits.RequiredAttributesMax);
        if (!Enum.IsDefined(match))
            throw new InvalidRequestException("match", $"match is {(int)match}; it may be All or Any.");
    }

    private static void CheckIds(IReadOnlyList<string>? ids, string field, int countMax)
    {
        if (ids is null)
            return;
        if (ids.Count > countMax)
            throw new InvalidRequestException(field, $"{field} has {ids.Count} entries; {countMax} are the most.");
        for (var i = 0; i < ids.Count; i++)
            CheckId(ids[i], $"{field}[{i}]");
    }

    private static void CheckId(string? id, string field)
    {
        if (string.IsNullOrEmpty(id))
            throw new InvalidRequestException(field, $"{field} is missing; an id has 1 to {Limits.IdBytesMax} bytes of UTF-8.");

        // Every character takes at least one byte: a huge id is refused without being encoded.
        if (id.Length > Limits.IdBytesMax)
            throw TooLong(field, $"{id.Length} characters");

        // Orleans takes no such text as the key of a grain, and no person can tell two of them apart.
        if (string.IsNullOrWhiteSpace(id))
        {
            throw new InvalidRequestException(
                field, $"{field} is nothing but white space; an id has at least one other character.");
        }

        // PostgreSQL keeps no zero character in a text.
        if (id.Contains('\0'))
            throw new InvalidRequestException(field, $"{field} contains a zero character; ids are text.");

        int bytes;
        try
        {
            bytes = StrictUtf8.GetByteCount(id);
        }
        catch (EncoderFallbackException)
        {
            throw new InvalidRequestException(field, $"{field} contains half of a surrogate pair, which UTF-8 cannot write.");
        }

        if (bytes > Limits.IdBytesMax)
            throw TooLong(field, $"{bytes} bytes of UTF-8");
    }

    private static InvalidRequestException TooLong(string field, string size) =>
        new(field, $"{field} has {size}; an id has 1 to {Limits.IdBytesMax} bytes of UTF-8.");
}
