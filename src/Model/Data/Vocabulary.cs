using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace S3Rec.Model.Data;

/// <summary>
/// The ids behind a model's rows. Item row 0 is padding, rows 1 to <see cref="ItemCount"/> are items, the row after them is the
/// mask. Attribute row 0 is unused, rows 1 to <see cref="AttributeCount"/> are attributes. Permanent for a checkpoint.
/// </summary>
public sealed class Vocabulary
{
    /// <summary>The row of padding.</summary>
    public const int Padding = 0;

    private readonly string[] _items;
    private readonly string[] _attributes;
    private readonly Dictionary<string, int> _rowOfItem;
    private readonly Dictionary<string, int> _rowOfAttribute;

    /// <summary>Gives the items and attributes rows in the order given, from 1.</summary>
    /// <exception cref="ArgumentException">An id occurs twice.</exception>
    public Vocabulary(IEnumerable<string> items, IEnumerable<string> attributes)
    {
        _items = [.. items];
        _attributes = [.. attributes];
        _rowOfItem = Rows(_items, "item");
        _rowOfAttribute = Rows(_attributes, "attribute");
    }

    /// <summary>Items, V.</summary>
    public int ItemCount => _items.Length;

    /// <summary>Attributes, A.</summary>
    public int AttributeCount => _attributes.Length;

    /// <summary>The row that stands for a hidden item in pretraining: V + 1.</summary>
    public int MaskRow => ItemCount + 1;

    /// <summary>Item ids; the one at index i has row i + 1.</summary>
    public IReadOnlyList<string> Items => _items;

    /// <summary>Attributes; the one at index i has row i + 1.</summary>
    public IReadOnlyList<string> Attributes => _attributes;

    /// <summary>The item's row, 1 to V; 0 (padding) when the model does not know it.</summary>
    public int RowOfItem(string itemId) => _rowOfItem.GetValueOrDefault(itemId);

    /// <summary>The attribute's row, 1 to A; 0 when the model does not know it.</summary>
    public int RowOfAttribute(string attribute) => _rowOfAttribute.GetValueOrDefault(attribute);

    /// <summary>The id of the item in a row from 1 to V.</summary>
    public string ItemOfRow(int row) => _items[row - 1];

    /// <summary>SHA-256 over all ids in row order, in lower-case hexadecimal: equal digests mean equal rows. Hashed are, for items and
    /// then attributes, their number and each id's length and UTF-8, numbers as little-endian int32.</summary>
    public string Digest()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> number = stackalloc byte[sizeof(int)];
        foreach (var ids in (string[][])[_items, _attributes])
        {
            BinaryPrimitives.WriteInt32LittleEndian(number, ids.Length);
            hash.AppendData(number);
            foreach (var id in ids)
            {
                var utf8 = Encoding.UTF8.GetBytes(id);
                BinaryPrimitives.WriteInt32LittleEndian(number, utf8.Length);
                hash.AppendData(number);
                hash.AppendData(utf8);
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static Dictionary<string, int> Rows(string[] ids, string kind)
    {
        var rows = new Dictionary<string, int>(ids.Length, StringComparer.Ordinal);
        for (var i = 0; i < ids.Length; i++)
        {
            if (!rows.TryAdd(ids[i], i + 1))
            {
                throw new ArgumentException($"The {kind} '{ids[i]}' stands in the vocabulary twice, in rows {rows[ids[i]]} and {i + 1}.");
            }
        }

        return rows;
    }
}
