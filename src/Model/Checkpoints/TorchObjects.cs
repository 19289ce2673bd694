namespace S3Rec.Model.Checkpoints;

/// <summary>The values of one storage, which lie outside of the pickle and which several tensors may share.</summary>
internal sealed record TorchStorage(string Key, TorchStorageType Type, long Count);

/// <summary>A view into a storage, its sizes and bounds not verified yet. Offset and strides count elements.</summary>
internal sealed record TorchTensor(TorchStorage Storage, long Offset, long[] Shape, long[] Strides);

/// <summary>
/// Everything a state dictionary's pickle may name and call: ordered dictionaries, storages, tensors and parameters. One for all
/// pickles of a file, so that the storages are known once.
/// </summary>
internal sealed class TorchObjects
{
    private const int DimensionsMax = 8;

    private readonly Dictionary<string, TorchStorage> _storages = new(StringComparer.Ordinal);

    private enum Callable
    {
        OrderedDict,
        RebuildTensor,
        RebuildParameter,
    }

    /// <summary>The storages that were named so far, by key.</summary>
    public IReadOnlyDictionary<string, TorchStorage> Storages => _storages;

    /// <summary>What a GLOBAL stands for.</summary>
    public static object Find(string module, string name, Func<string, CheckpointFormatException> refuse) => (module, name) switch
    {
        ("collections", "OrderedDict") => Callable.OrderedDict,
        ("torch._utils", "_rebuild_tensor_v2") => Callable.RebuildTensor,
        ("torch._utils", "_rebuild_parameter") => Callable.RebuildParameter,
        ("torch" or "torch.storage", _) when TorchStorageType.Find(name) is { } type => type,
        _ => throw refuse($"the pickle asks for '{module}.{name}', which no state dictionary needs"),
    };

    /// <summary>The storage of a persistent id: ("storage", type, key, device, count), and in the legacy form a view, None.</summary>
    public TorchStorage FindStorage(object? id, Func<string, CheckpointFormatException> refuse)
    {
        if (id is not object?[] { Length: 5 or 6 } parts
            || parts is not ["storage", TorchStorageType type, string key, string, long count, ..]
            || (parts.Length == 6 && parts[5] is not null)
            || count < 0)
        {
            throw refuse("a persistent id is not that of a storage");
        }

        var storage = new TorchStorage(key, type, count);
        if (!_storages.TryAdd(key, storage) && _storages[key] != storage)
            throw refuse($"the storage '{key}' is described in two ways");
        return _storages[key];
    }

    /// <summary>The result of a call.</summary>
    public static object Call(object? callable, object? arguments, Func<string, CheckpointFormatException> refuse) => (callable, arguments) switch
    {
        (Callable.OrderedDict, object?[] { Length: 0 }) => new Dictionary<string, object?>(StringComparer.Ordinal),
        (Callable.RebuildTensor, object?[] { Length: 6 or 7 } parts) => RebuildTensor(parts, refuse),
        // (tensor, requires_grad, hooks)
        (Callable.RebuildParameter, object?[] { Length: 3 } and [TorchTensor tensor, ..]) => tensor,
        _ => throw refuse("something is called that cannot be called, or with arguments it does not take"),
    };

    /// <summary>The state of a state dictionary is its `_metadata`, versions of modules, which is of no use here.</summary>
    public static void SetState(object? state, object? target, Func<string, CheckpointFormatException> refuse)
    {
        if (target is not Dictionary<string, object?> || state is not Dictionary<string, object?> { Count: 1 } attributes
            || !attributes.ContainsKey("_metadata"))
        {
            throw refuse("something is given a state that a state dictionary does not have");
        }
    }

    /// <summary>(storage, offset, sizes, strides, requires_grad, hooks[, metadata])</summary>
    private static TorchTensor RebuildTensor(object?[] parts, Func<string, CheckpointFormatException> refuse)
    {
        if (parts is not [TorchStorage storage, long offset, object?[] sizes, object?[] strides, ..]
            || sizes.Length != strides.Length || sizes.Length > DimensionsMax
            || !sizes.All(static size => size is long) || !strides.All(static stride => stride is long))
        {
            throw refuse("a tensor is not described as (storage, offset, sizes, strides, …)");
        }

        return new TorchTensor(storage, offset, Array.ConvertAll(sizes, static s => (long)s!), Array.ConvertAll(strides, static s => (long)s!));
    }
}
