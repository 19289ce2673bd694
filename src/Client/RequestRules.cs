using System.Text;
using S3Rec.Contracts;

namespace S3Rec.Client;

/// <summary>The rules of <see cref="Limits"/>, applied before a request leaves the process.</summary>
internal static class RequestRules
{
    public static void Check(Interaction interaction) => Check(interaction, "");

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

    public static void CheckUserId(string userId) => CheckId(userId, "userId");

    public static void CheckCount(int count, int countMax)
    {
        if (count < 1 || count > countMax)
            throw new InvalidRequestException("count", $"count is {count}; it may be 1 to {countMax}.");
    }

    public static void CheckVersion(int version)
    {
        if (version < 1)
            throw new InvalidRequestException("version", $"version is {version}; versions are numbered from 1.");
    }

    private static void Check(Interaction interaction, string path)
    {
        CheckId(interaction.UserId, path + "userId");
        CheckId(interaction.ItemId, path + "itemId");
        if (interaction.EventId is { } eventId)
            CheckId(eventId, path + "eventId");
    }

    private static void CheckId(string id, string field)
    {
        var bytes = Encoding.UTF8.GetByteCount(id ?? "");
        if (bytes is 0 or > Limits.IdBytesMax)
            throw new InvalidRequestException(field, $"{field} has {bytes} bytes of UTF-8; an id has 1 to {Limits.IdBytesMax}.");
    }
}
