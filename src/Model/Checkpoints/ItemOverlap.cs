using S3Rec.Model.Data;

namespace S3Rec.Model.Checkpoints;

/// <summary>How much of the items of data a checkpoint knows, by id.</summary>
/// <param name="Model">Items of the checkpoint.</param>
/// <param name="Data">Items of the data.</param>
/// <param name="Shared">Ids that both have.</param>
/// <param name="IsSame">Whether both have the same items in the same rows.</param>
public sealed record ItemOverlap(int Model, int Data, int Shared, bool IsSame)
{
    /// <summary>Compares.</summary>
    public static ItemOverlap Of(Vocabulary model, Vocabulary data) => new(
        model.ItemCount, data.ItemCount, data.Items.Count(id => model.RowOfItem(id) != Vocabulary.Padding),
        model.Items.SequenceEqual(data.Items, StringComparer.Ordinal));

    /// <summary>The counts, as a sentence that begins with what the checkpoint is called.</summary>
    public string Text(string name) => $"'{name}' knows {Model} items and the data has {Data}, of which {Shared} are the same.";

    /// <summary>What to make sure of before a checkpoint is used with data of other items; null for the same. Ids cannot tell: small numbers
    /// are those of many data sets.</summary>
    /// <param name="name">What the checkpoint is called.</param>
    public string? Warning(string name) => IsSame
        ? null
        : Text(name) + " They are compared by their ids: make sure that the checkpoint is of this data set, or of an older state of it.";
}
