using System.Buffers.Binary;
using System.Text;
using S3Rec.Model.Checkpoints;

namespace S3Rec.Model.Tests.Checkpoints;

/// <summary>Writes pickles opcode by opcode, also such as Python would not write.</summary>
internal sealed class PickleWriter
{
    private readonly List<byte> _bytes = [];

    public byte[] ToArray() => [.. _bytes];

    public PickleWriter Begin() => Op(PickleOpcode.Proto).Raw(2);

    public byte[] End() => Op(PickleOpcode.Stop).ToArray();

    public PickleWriter Op(params ReadOnlySpan<PickleOpcode> opcodes)
    {
        foreach (var opcode in opcodes)
            _bytes.Add((byte)opcode);
        return this;
    }

    public PickleWriter Raw(params ReadOnlySpan<byte> bytes)
    {
        _bytes.AddRange(bytes);
        return this;
    }

    public PickleWriter Global(string module, string name) =>
        Op(PickleOpcode.Global).Raw(Encoding.UTF8.GetBytes($"{module}\n{name}\n"));

    public PickleWriter Text(string text)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        return Op(PickleOpcode.BinUnicode).UInt32((uint)utf8.Length).Raw(utf8);
    }

    public PickleWriter UInt32(uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return Raw(bytes);
    }

    public PickleWriter Integer(long value)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        return Op(PickleOpcode.Long1).Raw(8).Raw(bytes);
    }

    public PickleWriter Integers(IEnumerable<long> values)
    {
        Op(PickleOpcode.Mark);
        foreach (var value in values)
            Integer(value);
        return Op(PickleOpcode.Tuple);
    }

    public PickleWriter OrderedDict() =>
        Global("collections", "OrderedDict").Op(PickleOpcode.EmptyTuple, PickleOpcode.Reduce);

    public PickleWriter Storage(string type, string key, long count, bool isLegacy)
    {
        Op(PickleOpcode.Mark).Text("storage").Global("torch", type).Text(key).Text("cpu").Integer(count);
        if (isLegacy)
            Op(PickleOpcode.None);
        return Op(PickleOpcode.Tuple, PickleOpcode.BinPersistentId);
    }

    public PickleWriter Tensor(TorchEntry entry, bool isLegacy) => Global("torch._utils", "_rebuild_tensor_v2").Op(PickleOpcode.Mark)
        .Storage(entry.StorageType, entry.Key, entry.StorageCount, isLegacy)
        .Integer(entry.Offset).Integers(entry.Shape).Integers(entry.Strides)
        .Op(PickleOpcode.NewFalse).OrderedDict()
        .Op(PickleOpcode.Tuple, PickleOpcode.Reduce);
}
