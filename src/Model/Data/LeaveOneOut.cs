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
}
