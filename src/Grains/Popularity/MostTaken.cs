namespace S3Rec.Grains.Popularity;

/// <summary>The items with most interactions of those offered, best first; ties go to the lower item.</summary>
internal sealed class MostTaken(int countMax)
{
    private readonly PriorityQueue<int, (long Count, int NegatedItem)> _worstFirst = new();

    public void Offer(int item, long count)
    {
        if (_worstFirst.Count < countMax)
            _worstFirst.Enqueue(item, (count, -item));
        else
            _worstFirst.EnqueueDequeue(item, (count, -item));
    }

    /// <summary>The list. Nothing can be offered after.</summary>
    public IReadOnlyList<(int Item, long Count)> ToList()
    {
        var list = new (int, long)[_worstFirst.Count];
        for (var place = list.Length - 1; _worstFirst.TryDequeue(out var item, out var priority); place--)
            list[place] = (item, priority.Count);
        return list;
    }
}
