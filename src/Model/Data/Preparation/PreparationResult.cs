namespace S3Rec.Model.Data.Preparation;

/// <summary>What became of raw files.</summary>
/// <param name="InteractionsRead">Interactions that were read and wanted.</param>
/// <param name="Users">Users that stayed.</param>
/// <param name="Items">Items that stayed.</param>
/// <param name="Interactions">Interactions that stayed.</param>
/// <param name="Attributes">Different attributes of the items that stayed.</param>
/// <param name="ItemsWithoutAttributes">Items that stayed and have no attribute.</param>
/// <param name="Unread">The lines that could not be read, by file.</param>
public sealed record PreparationResult(
    long InteractionsRead,
    int Users,
    int Items,
    long Interactions,
    int Attributes,
    int ItemsWithoutAttributes,
    IReadOnlyList<UnreadLines> Unread);
