namespace S3Rec.Model.Data;

/// <summary>Which item of each user a model has to find.</summary>
public enum HeldOut
{
    /// <summary>The item before the last one, after those before it: what training may look at to choose an epoch.</summary>
    Validation,

    /// <summary>The last item, after all before it.</summary>
    Test,
}

/// <summary>The leave-one-out protocol: a user's last item is the test target, the one before it the validation target, the rest is
/// for training. A user too short for both targets and a history before them takes part in training alone.</summary>
public static class LeaveOneOut
{
    /// <summary>Items a user needs to take part in evaluation.</summary>
    public const int ItemsMin = 3;

    /// <summary>What training may see of a user.</summary>
    public static ReadOnlySpan<int> TrainingPart(int[] items) =>
        items.Length < ItemsMin ? items : items.AsSpan(0, items.Length - 2);

    /// <summary>Takes one sequence apart. False when it is too short.</summary>
    /// <param name="items">Items, oldest first.</param>
    /// <param name="heldOut">Which item is the target.</param>
    /// <param name="history">The items before the target.</param>
    /// <param name="target">The item to find.</param>
    public static bool TrySplit(int[] items, HeldOut heldOut, out ReadOnlyMemory<int> history, out int target)
    {
        if (items.Length < ItemsMin)
        {
            (history, target) = (default, 0);
            return false;
        }

        var place = items.Length - (heldOut == HeldOut.Test ? 1 : 2);
        (history, target) = (items.AsMemory(0, place), items[place]);
        return true;
    }
}
