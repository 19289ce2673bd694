using S3Rec.Storage.Embedded.Engine;

namespace S3Rec.Storage.Embedded.Catalogue;

/// <summary>Fills the memory from the tables when a store opens.</summary>
internal static class CatalogueLoading
{
    /// <exception cref="StoreFormatException">The integers have a gap: rows were removed by hand.</exception>
    public static CatalogueMemory Load(StoreDatabase database)
    {
        var memory = new CatalogueMemory();
        using var sql = database.OpenReader();
        foreach (var text in ReadDense(sql, "SELECT attribute, text FROM attributes ORDER BY attribute", database))
            memory.AddAttribute(text);
        foreach (var itemId in ReadDense(sql, "SELECT item, item_id FROM items ORDER BY item", database))
            memory.AddItem(itemId);
        LoadAttributes(sql, memory);
        return memory;
    }

    private static IEnumerable<string> ReadDense(SqliteSession sql, string query, StoreDatabase database)
    {
        using var rows = sql.Query(query);
        for (var expected = 0; rows.Read(); expected++)
        {
            if (rows.GetInt32(0) != expected)
            {
                throw new StoreFormatException(
                    $"The catalogue in '{database.File}' has no entry {expected} but an entry {rows.GetInt32(0)}. " +
                    "Rows were removed; restore the file from a backup.");
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
}
