using S3Rec.Model.Data;
using S3Rec.Model.Ranking;

namespace S3Rec.Model.Evaluation;

/// <summary>Which item rows of data and of a model are the same item, by id. Items of the data that the model does not know are cold items
/// there, in the order of their rows. Row 0 (padding) stands for none.</summary>
internal sealed class RowMap
{
    private readonly int[] _toModel; // (V of the data + 1)
    private readonly int[] _toData; // (V of the model + 2 + cold items); the rows of padding and mask are unused
    private readonly int[] _modelOnly; // rows of the model, ascending
    private readonly int _modelItemCount;

    public RowMap(SequenceData data, Vocabulary model)
    {
        var own = data.Vocabulary;
        _modelItemCount = model.ItemCount;
        _toModel = [Vocabulary.Padding, .. own.Items.Select(model.RowOfItem)];
        int[] coldRows = [.. Enumerable.Range(1, own.ItemCount).Where(row => _toModel[row] == Vocabulary.Padding)];
        _toData = [Vocabulary.Padding, .. model.Items.Select(own.RowOfItem), Vocabulary.Padding, .. coldRows];
        _modelOnly = [.. Enumerable.Range(1, model.ItemCount).Where(row => _toData[row] == Vocabulary.Padding)];
        IsIdentity = own.ItemCount == model.ItemCount && _toModel.Index().All(static row => row.Index == row.Item);

        for (var i = 0; i < coldRows.Length; i++) _toModel[coldRows[i]] = model.MaskRow + 1 + i;
        Cold = coldRows.Length == 0
            ? null
            : new ColdItems(Array.ConvertAll(coldRows, row => AttributesInModel(data, row, model)), model.AttributeCount);
    }

    /// <summary>Whether both have the same items in the same rows.</summary>
    public bool IsIdentity { get; }

    /// <summary>V of the data.</summary>
    public int ItemCount => _toModel.Length - 1;

    /// <summary>The items of the data that the model does not know, with the attributes it knows; null when it knows all items.</summary>
    public ColdItems? Cold { get; }

    /// <summary>The model's row of an item of the data, that of a cold item when the model does not know it.</summary>
    public int ToModel(int dataRow) => _toModel[dataRow];

    /// <summary>Those items of a history that the model knows, in its rows, in the same order: it cannot read others.</summary>
    public int[] HistoryOfModel(ReadOnlySpan<int> dataRows)
    {
        var rows = new List<int>(dataRows.Length);
        foreach (var row in dataRows)
        {
            if (_toModel[row] <= _modelItemCount) rows.Add(_toModel[row]);
        }

        return [.. rows];
    }

    /// <summary>What the model must leave out, ascending: the items given, and those that the data does not have.</summary>
    public int[] ExcludedOfModel(ReadOnlySpan<int> dataRows)
    {
        var given = new List<int>(dataRows.Length);
        foreach (var row in dataRows)
        {
            if (row is > Vocabulary.Padding && row <= ItemCount) given.Add(_toModel[row]);
        }

        given.Sort();
        var excluded = new int[given.Count + _modelOnly.Length];
        var (next, nextOnly) = (0, 0);
        for (var i = 0; i < excluded.Length; i++)
        {
            var isGiven = nextOnly == _modelOnly.Length || (next < given.Count && given[next] < _modelOnly[nextOnly]);
            excluded[i] = isGiven ? given[next++] : _modelOnly[nextOnly++];
        }

        return excluded;
    }

    /// <summary>Item rows of the data for a list of the model's, none of which the data lacks.</summary>
    public int[] ToData(int[] modelRows) => Array.ConvertAll(modelRows, row => _toData[row]);

    private static int[] AttributesInModel(SequenceData data, int row, Vocabulary model)
    {
        var attributes = data.ItemAttributes[row].Select(attribute => model.RowOfAttribute(data.Vocabulary.Attributes[attribute - 1]));
        return [.. attributes.Where(static attribute => attribute > 0).Order()];
    }
}
