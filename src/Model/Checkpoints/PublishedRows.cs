using System.Globalization;
using S3Rec.Model.Data;

namespace S3Rec.Model.Checkpoints;

/// <summary>
/// A PyTorch file carries no ids: its rows are the numbers of the data set it was trained on, and any data set numbered from 1 would fit them.
/// Only how far the numbers go tells data sets apart.
/// </summary>
public static class PublishedRows
{
    /// <summary>Refuses a checkpoint without ids for data whose items or attributes are numbered otherwise. Says nothing of a checkpoint
    /// with ids, and nothing of attributes where the data has none.</summary>
    /// <param name="name">What the checkpoint is called in the message.</param>
    /// <param name="checkpoint">Any checkpoint.</param>
    /// <param name="data">The ids of the data.</param>
    /// <exception cref="ArgumentException">It is of another data set; the message has both counts.</exception>
    public static void Verify(string name, Checkpoint checkpoint, Vocabulary data)
    {
        if (!checkpoint.IsWithoutIds) return;

        Verify(name, "items", checkpoint.Vocabulary.ItemCount, data.Items);
        if (data.AttributeCount > 0) Verify(name, "attributes", checkpoint.Vocabulary.AttributeCount, data.Attributes);
    }

    private static void Verify(string name, string kind, int rows, IReadOnlyList<string> ids)
    {
        var last = ids.Max(static id => int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : int.MaxValue);
        if (last == rows) return;

        var own = last == int.MaxValue
            ? $"the data has {ids.Count}, not all of which are numbers"
            : $"those of the data are numbered up to {last}";
        throw new ArgumentException(
            $"'{name}' has rows for the {kind} 1 to {rows}, and {own}. It is a file without ids, of another data set: take the one that belongs "
            + "to the data.");
    }
}
