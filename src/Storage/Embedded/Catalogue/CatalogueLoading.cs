using S3Rec.Storage.Embedded.Engine;

namespace S3Rec.Storage.Embedded.Catalogue;

/// <summary>Fills the memory from the tables.</summary>
internal static class CatalogueLoading
{
    /// <summary>Adds what the tables hold and the memory does not: all of it when the store opens; after a commit that failed,
    /// what may have reached the disk all the same. Without that, later integers would mean different items in memory and on
    /// disk.</summary>
    /// <exception cref="StoreFormatException">The integers have a gap: rows were removed by hand.</exception>
    public static void CatchUp(SqliteSession sql, CatalogueMemory memory)
    {
        foreach (var text in ReadDense(
            sql, "SELECT attribute, text FROM attributes WHERE attribute >= $1 ORDER BY attribute", memory.AttributeCount))
        {
            memory.AddAttribute(text);
        }

        foreach (var itemId in ReadDense(sql, "SELECT item, item_id FROM items WHERE item >= $1 ORDER BY item", memory.ItemCount))
            memory.AddItem(itemId);
        LoadAttributes(sql, memory);
        LoadAvailability(sql, memory);
    }

    private static IEnumerable<string> ReadDense(SqliteSession sql, string query, int first)
    {
        using var rows = sql.Query(query, first);
        for (var expected = first; rows.Read(); expected++)
        {
            if (rows.GetInt32(0) != expected)
            {
                throw new StoreFormatException(
                    $"The store's catalogue has no entry {expected} but an entry {rows.GetInt32(0)}. " +
                    "Rows were removed; restore the database file from a backup.");
            }

            yield return rows.GetString(1);
        }
    }

    private static void LoadAttributes(SqliteSession sql, CatalogueMemory memory)
    {
        using var rows = sql.Query("SELECT item, attribute FROM item_attributes ORDER BY item, place");
        var attributes = new List<int>();
        var item = -1;
        while (rows.Read())
        {
            if (rows.GetInt32(0) != item)
            {
                if (item >= 0)
                    memory.SetAttributes(item, [.. attributes]);
                attributes.Clear();
                item = rows.GetInt32(0);
            }

            attributes.Add(rows.GetInt32(1));
        }

        if (item >= 0)
            memory.SetAttributes(item, [.. attributes]);
    }

    private static void LoadAvailability(SqliteSession sql, CatalogueMemory memory)
    {
        var stored = new HashSet<int>();
        using (var rows = sql.Query("SELECT item FROM items WHERE is_available = 0 ORDER BY item"))
        {
            while (rows.Read())
                stored.Add(rows.GetInt32(0));
        }

        foreach (var item in memory.Unavailable)
        {
            if (!stored.Contains(item))
                memory.SetAvailable(item, isAvailable: true);
        }

        foreach (var item in stored.Where(memory.IsAvailable))
            memory.SetAvailable(item, isAvailable: false);
    }
}
