using S3Rec.Model.Data;

namespace S3Rec.Model.Evaluation;

/// <summary>Which item rows of data and of a model are the same item, by id. Row 0 (padding) stands for none.</summary>
internal sealed class RowMap
{
    private readonly int[] _toModel; // (V of the data + 1)
    private readonly int[] _toData; // (V of the model + 1)
    private readonly int[] _modelOnly; // rows of the model, ascending

    public RowMap(Vocabulary data, Vocabulary model)
    {
        _toModel = [Vocabulary.Padding, .. data.Items.Select(model.RowOfItem)];
        _toData = [Vocabulary.Padding, .. model.Items.Select(data.RowOfItem)];
        _modelOnly = [.. Enumerable.Range(1, model.ItemCount).Where(row => _toData[row] == Vocabulary.Padding)];
        Shared = model.ItemCount - _modelOnly.Length;
        IsIdentity = data.ItemCount == model.ItemCount && _toModel.Index().All(static row => row.Index == row.Item);
    }

    /// <summary>Items that both know.</summary>
    public int Shared { get; }

    /// <summary>Whether both have the same items in the same rows.</summary>
    public bool IsIdentity { get; }

    /// <summary>V of the data.</summary>
    public int ItemCount => _toModel.Length - 1;

    /// <summary>The model's row of an item of the data; 0 when the model does not know it.</summary>
    public int ToModel(int dataRow) => _toModel[dataRow];

    /// <summary>Those of the items that the model knows, in its rows, in the same order.</summary>
    public int[] ToModel(ReadOnlySpan<int> dataRows)
    {
        var rows = new List<int>(dataRows.Length);
        foreach (var row in dataRows)
        {
            if (row <= ItemCount && _toModel[row] != Vocabulary.Padding) rows.Add(_toModel[row]);
        }

        return [.. rows];
    }

    /// <summary>What the model must leave out, ascending: the items given, and those that the data does not have.</summary>
    public int[] ExcludedOfModel(ReadOnlySpan<int> dataRows)
    {
        var given = ToModel(dataRows);
        Array.Sort(given);
        var excluded = new int[given.Length + _modelOnly.Length];
        var (next, nextOnly) = (0, 0);
        for (var i = 0; i < excluded.Length; i++)
        {
            var isGiven = nextOnly == _modelOnly.Length || (next < given.Length && given[next] < _modelOnly[nextOnly]);
            excluded[i] = isGiven ? given[next++] : _modelOnly[nextOnly++];
        }

        return excluded;
    }

    /// <summary>Item rows of the data for a list of the model's, none of which the data lacks.</summary>
    public int[] ToData(int[] modelRows) => Array.ConvertAll(modelRows, row => _toData[row]);
}
