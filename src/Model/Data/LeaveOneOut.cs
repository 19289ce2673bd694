namespace S3Rec.Model.Data;

/// <summary>The published split: a user's last item is the test target, the one before it the validation target, the rest is for
/// training.</summary>
public static class LeaveOneOut
{
    /// <summary>Items a user needs for both targets to have a history before them.</summary>
    public const int ItemsMin = 3;

    /// <summary>What training may see of a user: all but the last two items; everything of a user too short to hold out from.</summary>
    public static ReadOnlySpan<int> TrainingPart(int[] items) =>
        items.Length < ItemsMin ? items : items.AsSpan(0, items.Length - 2);

    /// <summary>Takes a user's items apart. False when they are fewer than <see cref="ItemsMin"/>, in both splits alike: training
    /// sees all of those.</summary>
    /// <param name="items">Item rows, oldest first.</param>
    /// <param name="heldOut">Which item is the target.</param>
    /// <param name="history">The items before the target.</param>
    /// <param name="target">The item to find.</param>
    public static bool TrySplit(int[] items, HeldOut heldOut, out ReadOnlyMemory<int> history, out int target)
    {
        if (items.Length < ItemsMin)
        {
            (history, target) = (default, Vocabulary.Padding);
            return false;
        }

        var length = items.Length - (heldOut == HeldOut.Test ? 1 : 2);
        (history, target) = (items.AsMemory(0, length), items[length]);
        return true;
    }
}
