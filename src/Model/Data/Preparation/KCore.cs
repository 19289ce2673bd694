namespace S3Rec.Model.Data.Preparation;

/// <summary>An interaction as rows of an <see cref="InteractionTable"/>.</summary>
internal readonly record struct RowInteraction(int User, int Item, long TimeMs);

/// <summary>The k-core of interactions.</summary>
internal static class KCore
{
    /// <summary>
    /// The largest part of the interactions in which every user and every item has <paramref name="countMin"/> of them or more:
    /// those with fewer go with all of their interactions, again and again until none has fewer. There is only one such part,
    /// whatever the order of removal. The release of S3-Rec removes from lists that it iterates over and so skips some at each
    /// pass; the result of its last pass is a k-core all the same.
    /// </summary>
    /// <returns>The interactions that are left, in the order given. Repeated ones count each time.</returns>
    public static List<RowInteraction> Filter(IEnumerable<RowInteraction> interactions, int countMin)
    {
        List<RowInteraction> left = [.. interactions];
        int removed;
        do
        {
            var ofUser = Counts(left, static interaction => interaction.User);
            var ofItem = Counts(left, static interaction => interaction.Item);
            removed = left.RemoveAll(interaction => ofUser[interaction.User] < countMin || ofItem[interaction.Item] < countMin);
        }
        while (removed > 0);
        return left;
    }

    private static int[] Counts(List<RowInteraction> interactions, Func<RowInteraction, int> row)
    {
        var counts = new int[interactions.Count == 0 ? 0 : interactions.Max(row) + 1];
        foreach (var interaction in interactions)
            counts[row(interaction)]++;
        return counts;
    }
}
