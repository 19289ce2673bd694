using S3Rec.Model.Data;
using S3Rec.Model.Ranking;
using S3Rec.Storage;

namespace S3Rec.Grains.Inference;

/// <summary>The items and attributes of a model and those of the catalogue, which changes while the model serves.</summary>
internal sealed class ModelItems
{
    private readonly ICatalogue _catalogue;
    private readonly int[] _rowOfItem; // items newer than the model's newest lie beyond its end
    private readonly Lock _lock = new();
    private readonly List<Unknown> _unknown = []; // items of the catalogue that the model has no row for, ascending
    private int _itemsLookedAt;
    private volatile CatalogueView? _view;

    /// <param name="vocabulary">The ids behind the model's rows.</param>
    /// <param name="itemOfRow">The catalogue's item of each row; index 0 (padding) is unused.</param>
    /// <param name="catalogue">The catalogue.</param>
    public ModelItems(Vocabulary vocabulary, int[] itemOfRow, ICatalogue catalogue)
    {
        _catalogue = catalogue;
        ItemOfRow = itemOfRow;
        _rowOfItem = new int[itemOfRow.Skip(1).Max() + 1];
        for (var row = 1; row < itemOfRow.Length; row++)
            _rowOfItem[itemOfRow[row]] = row;

        AttributeOfRow = new int[vocabulary.AttributeCount + 1];
        for (var row = 1; row < AttributeOfRow.Length; row++)
        {
            AttributeOfRow[row] = -1;
            if (catalogue.TryGetAttribute(vocabulary.Attributes[row - 1], out var attribute))
                (AttributeOfRow[row], RowOfAttribute[attribute]) = (attribute, row);
        }
    }

    /// <summary>The catalogue's item of each row, from row 1.</summary>
    public int[] ItemOfRow { get; }

    /// <summary>The catalogue's attribute of each attribute row, from row 1; −1 for one the catalogue does not know.</summary>
    public int[] AttributeOfRow { get; }

    /// <summary>The attribute row of those attributes of the catalogue that the model knows.</summary>
    private Dictionary<int, int> RowOfAttribute { get; } = [];

    /// <summary>The row of an item of the catalogue; 0 for one the model does not know.</summary>
    public int RowOf(int item) => item < _rowOfItem.Length ? _rowOfItem[item] : 0;

    /// <summary>The catalogue as it is now. Made anew when it has changed; threads that meet a change together wait for one of
    /// them.</summary>
    public CatalogueView View()
    {
        if (_view is { } view && view.CatalogueVersion == _catalogue.Version)
            return view;

        lock (_lock)
        {
            var version = _catalogue.Version; // before what is read: newer than said is right, older would stay
            if (_view is not { } made || made.CatalogueVersion != version)
                _view = new CatalogueView(this, _catalogue, version, ColdItemsNow(out var itemOfCold), itemOfCold);
            return _view;
        }
    }

    /// <summary>The items without a row of which the model knows an attribute, those too that are not available: lists leave them
    /// out, but their like can be asked for.</summary>
    private ColdItems? ColdItemsNow(out int[] itemOfCold)
    {
        for (; _itemsLookedAt < _catalogue.Count; _itemsLookedAt++)
        {
            if (RowOf(_itemsLookedAt) == 0)
                _unknown.Add(new Unknown(_itemsLookedAt));
        }

        var items = new List<int>();
        var attributes = new List<int[]>();
        foreach (var unknown in _unknown)
        {
            Refresh(unknown);
            if (unknown.AttributeRows.Length > 0)
            {
                items.Add(unknown.Item);
                attributes.Add(unknown.AttributeRows);
            }
        }

        itemOfCold = [.. items];
        return items.Count == 0 ? null : new([.. attributes], AttributeOfRow.Length - 1);
    }

    /// <summary>One item changes at a time, as a rule: those whose attributes are the same object as before are left alone.</summary>
    private void Refresh(Unknown unknown)
    {
        var attributes = _catalogue.GetAttributes(unknown.Item);
        if (ReferenceEquals(attributes, unknown.Attributes))
            return;

        var rows = new List<int>();
        foreach (var attribute in attributes)
        {
            if (RowOfAttribute.TryGetValue(attribute, out var row))
                rows.Add(row);
        }

        rows.Sort();
        (unknown.Attributes, unknown.AttributeRows) = (attributes, [.. rows]);
    }

    /// <summary>An item without a row, and its attributes when last looked at.</summary>
    private sealed class Unknown(int item)
    {
        public int Item { get; } = item;

        public IReadOnlyList<int>? Attributes { get; set; }

        /// <summary>The rows of those the model knows, ascending.</summary>
        public int[] AttributeRows { get; set; } = [];
    }
}
