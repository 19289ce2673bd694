namespace S3Rec.Model.Checkpoints;

/// <summary>Fills <paramref name="values"/> with all values of a storage.</summary>
/// <exception cref="CheckpointFormatException">The file has another number of them.</exception>
/// <exception cref="EndOfStreamException">The file ends before.</exception>
internal delegate void ReadStorage(TorchStorage storage, FloatType type, Span<float> values);

/// <summary>The tensors of a state dictionary whose values have not been read yet.</summary>
/// <param name="source">The file, for messages.</param>
/// <param name="state">The unpickled state dictionary.</param>
/// <param name="objects">What its pickle named.</param>
/// <param name="readStorage">Reads all values of a storage.</param>
internal sealed class TorchTensors(string source, object? state, TorchObjects objects, ReadStorage readStorage)
{
    /// <summary>How many times all tensors together may be larger than all storages. Views share a storage; without a bound, a
    /// small file could ask for endless copies.</summary>
    private const int SharingMax = 4;

    /// <summary>Reads every tensor as float32, row-major.</summary>
    /// <exception cref="CheckpointFormatException">An entry is not a tensor of floating-point numbers, or reaches beyond its storage.</exception>
    /// <exception cref="EndOfStreamException">A storage is torn.</exception>
    public Dictionary<string, WeightTensor> Read()
    {
        if (state is not Dictionary<string, object?> dictionary)
            throw new CheckpointFormatException($"{source}: it holds no state dictionary. Save it by 'torch.save(model.state_dict(), path)'.");

        var tensors = dictionary.Select(entry => (entry.Key, Tensor: Verify(entry.Key, entry.Value))).ToList();
        VerifyTotal(tensors);
        var read = new Dictionary<string, WeightTensor>(tensors.Count, StringComparer.Ordinal);
        foreach (var group in tensors.GroupBy(static tensor => tensor.Tensor.Storage))
        {
            var values = new float[group.Key.Count];
            readStorage(group.Key, group.Key.Type.Float!.Value, values);
            foreach (var (name, tensor) in group)
                read.Add(name, new WeightTensor(tensor.Shape, StridedView.Copy(values, tensor, Count(name, tensor))));
        }

        return read;
    }

    private TorchTensor Verify(string name, object? value)
    {
        if (value is not TorchTensor tensor)
        {
            throw new CheckpointFormatException(
                $"{source}: the entry '{name}' is not a tensor. The file must be the state dictionary itself, as saved by " +
                "'torch.save(model.state_dict(), path)'.");
        }

        if (tensor.Storage.Type.Float is null)
        {
            throw new CheckpointFormatException(
                $"{source}: the tensor '{name}' is stored as {tensor.Storage.Type.Name}; weights are floating-point numbers.");
        }

        if (tensor.Storage.Count > Array.MaxLength || !StridedView.IsWithin(tensor, Count(name, tensor)))
        {
            throw new CheckpointFormatException(
                $"{source}: the tensor '{name}' of shape {ParameterShapes.Text(tensor.Shape)}, strides " +
                $"{ParameterShapes.Text(tensor.Strides)} and offset {tensor.Offset} reaches beyond its storage of {tensor.Storage.Count} elements.");
        }

        return tensor;
    }

    private void VerifyTotal(List<(string Name, TorchTensor Tensor)> tensors)
    {
        var stored = objects.Storages.Values.Sum(static storage => (decimal)storage.Count);
        var wanted = tensors.Sum(tensor => (decimal)Count(tensor.Name, tensor.Tensor));
        if (wanted > stored * SharingMax)
        {
            throw new CheckpointFormatException(
                $"{source}: the tensors have {wanted} values, the file only {stored}; at most {SharingMax} times as many are read.");
        }
    }

    private int Count(string name, TorchTensor tensor) => ElementCount.Of(tensor.Shape, source, name);
}
