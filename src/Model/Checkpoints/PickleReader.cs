using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace S3Rec.Model.Checkpoints;

/// <summary>
/// Reads the part of Python's pickle protocol 2 that `torch.save` writes for a state dictionary. Nothing is executed: what a pickle
/// may name and call is the short list of <see cref="TorchObjects"/>, and anything else refuses the file. There is no recursion, and
/// memory is bounded by <see cref="BytesMax"/>.
/// </summary>
/// <remarks>Python's values come back as null, bool, long, <see cref="BigInteger"/>, double, string, object[] (tuple),
/// <see cref="List{T}"/>, <see cref="Dictionary{TKey, TValue}"/> with string keys, and what <see cref="TorchObjects"/> makes.</remarks>
internal sealed class PickleReader
{
    /// <summary>Longest pickle read, in bytes. The largest network has one of some 60 KB; the values are not in it.</summary>
    public const int BytesMax = 1024 * 1024;

    private const int NameBytesMax = 256;

    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly Stream _stream;
    private readonly string _source;
    private readonly TorchObjects _objects;
    private readonly long _begin;
    private readonly PickleStack _stack;
    private readonly Dictionary<uint, object?> _memo = [];

    private PickleReader(Stream stream, string source, TorchObjects objects)
    {
        _stream = stream;
        _source = source;
        _objects = objects;
        _begin = stream.Position;
        _stack = new PickleStack(Refuse);
    }

    /// <summary>Reads one pickle and leaves the stream behind it.</summary>
    /// <param name="stream">A seekable stream at the beginning of a pickle.</param>
    /// <param name="source">The file, for messages.</param>
    /// <param name="objects">What the pickle may name and call.</param>
    /// <exception cref="CheckpointFormatException">It is malformed, too long, or names something that is not allowed.</exception>
    /// <exception cref="EndOfStreamException">The stream ends within the pickle.</exception>
    public static object? Read(Stream stream, string source, TorchObjects objects) =>
        new PickleReader(stream, source, objects).Run();

    private object? Run()
    {
        while (true)
        {
            var opcode = (PickleOpcode)ReadByte();
            if (opcode == PickleOpcode.Stop)
                return _stack.Pop();
            if (!TryConstant(opcode) && !TryContainer(opcode) && !TryObject(opcode))
            {
                throw Refuse(
                    $"opcode 0x{(byte)opcode:x2} is not one that 'torch.save' writes for a state dictionary with its default " +
                    "pickle protocol, 2");
            }
        }
    }

    private bool TryConstant(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.Proto:
                if (ReadByte() is not 2 and var protocol)
                    throw Refuse($"the pickle protocol is {protocol}; 2, the default of 'torch.save', is read");
                return true;
            case PickleOpcode.None: return Push(null);
            case PickleOpcode.NewTrue: return Push(true);
            case PickleOpcode.NewFalse: return Push(false);
            case PickleOpcode.BinInt1: return Push((long)ReadByte());
            case PickleOpcode.BinInt2: return Push((long)BinaryPrimitives.ReadUInt16LittleEndian(ReadBytes(2)));
            case PickleOpcode.BinInt: return Push((long)BinaryPrimitives.ReadInt32LittleEndian(ReadBytes(4)));
            case PickleOpcode.Long1: return PushInteger(new BigInteger(ReadBytes(ReadByte())));
            case PickleOpcode.BinFloat: return Push(BinaryPrimitives.ReadDoubleBigEndian(ReadBytes(8)));
            case PickleOpcode.BinUnicode: return Push(ReadText(ReadUInt32()));
            default: return false;
        }
    }

    private bool TryContainer(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.Mark: _stack.Mark(); return true;
            case PickleOpcode.Pop: _stack.Pop(); return true;
            case PickleOpcode.EmptyDict: return Push(new Dictionary<string, object?>(StringComparer.Ordinal));
            case PickleOpcode.EmptyList: return Push(new List<object?>());
            case PickleOpcode.EmptyTuple: return Push(Array.Empty<object?>());
            case PickleOpcode.Tuple: return Push(_stack.PopToMark());
            case PickleOpcode.Tuple1: return Push(_stack.Pop(1));
            case PickleOpcode.Tuple2: return Push(_stack.Pop(2));
            case PickleOpcode.Tuple3: return Push(_stack.Pop(3));
            case PickleOpcode.Append: return Append(_stack.Pop(1));
            case PickleOpcode.Appends: return Append(_stack.PopToMark());
            case PickleOpcode.SetItem: return SetItems(_stack.Pop(2));
            case PickleOpcode.SetItems: return SetItems(_stack.PopToMark());
            default: return false;
        }
    }

    private bool TryObject(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.BinPut: return Remember(ReadByte());
            case PickleOpcode.LongBinPut: return Remember(ReadUInt32());
            case PickleOpcode.BinGet: return Push(Recall(ReadByte()));
            case PickleOpcode.LongBinGet: return Push(Recall(ReadUInt32()));
            case PickleOpcode.Global: return Push(TorchObjects.Find(ReadName(), ReadName(), Refuse));
            case PickleOpcode.BinPersistentId: return Push(_objects.FindStorage(_stack.Pop(), Refuse));
            case PickleOpcode.Reduce:
                var call = _stack.Pop(2);
                return Push(TorchObjects.Call(call[0], call[1], Refuse));
            case PickleOpcode.Build:
                TorchObjects.SetState(_stack.Pop(), _stack.Peek(), Refuse);
                return true;
            default: return false;
        }
    }

    private bool Push(object? value)
    {
        _stack.Push(value);
        return true;
    }

    private bool Append(object?[] values)
    {
        var list = _stack.Peek() as List<object?> ?? throw Refuse("values are appended to what is not a list");
        list.AddRange(values);
        return true;
    }

    private bool SetItems(object?[] keysAndValues)
    {
        var dictionary = _stack.Peek() as Dictionary<string, object?> ?? throw Refuse("items are set on what is not a dictionary");
        if (keysAndValues.Length % 2 != 0)
            throw Refuse("a dictionary has a key without a value");

        for (var i = 0; i < keysAndValues.Length; i += 2)
        {
            var key = keysAndValues[i] as string ?? throw Refuse("a dictionary has a key that is not a string");
            if (!dictionary.TryAdd(key, keysAndValues[i + 1]))
                throw Refuse($"the key '{key}' stands in a dictionary twice");
        }

        return true;
    }

    private bool Remember(uint index)
    {
        _memo[index] = _stack.Peek();
        return true;
    }

    private object? Recall(uint index) =>
        _memo.TryGetValue(index, out var value) ? value : throw Refuse($"memo {index} is used before it is set");

    /// <summary>Pushes a long where it fits, as the smaller integers are.</summary>
    private bool PushInteger(BigInteger value) =>
        value >= long.MinValue && value <= long.MaxValue ? Push((long)value) : Push(value);

    /// <summary>A module or a name of a GLOBAL: text up to a line end.</summary>
    private string ReadName()
    {
        var name = new List<byte>();
        for (var next = ReadByte(); next != '\n'; next = ReadByte())
        {
            name.Add(next);
            if (name.Count > NameBytesMax)
                throw Refuse($"a name is longer than {NameBytesMax} bytes");
        }

        return Decode([.. name]);
    }

    private string ReadText(uint length) => length <= BytesMax
        ? Decode(ReadBytes((int)length))
        : throw Refuse($"a string would have {length} bytes");

    private string Decode(byte[] utf8)
    {
        try
        {
            return s_utf8.GetString(utf8);
        }
        catch (DecoderFallbackException)
        {
            throw Refuse("a string is not UTF-8");
        }
    }

    private uint ReadUInt32() => BinaryPrimitives.ReadUInt32LittleEndian(ReadBytes(4));

    private byte ReadByte()
    {
        VerifyLength(1);
        var value = _stream.ReadByte();
        return value >= 0 ? (byte)value : throw new EndOfStreamException();
    }

    private byte[] ReadBytes(int count)
    {
        VerifyLength(count);
        var bytes = new byte[count];
        _stream.ReadExactly(bytes);
        return bytes;
    }

    private void VerifyLength(int count)
    {
        if (_stream.Position - _begin + count > BytesMax)
            throw Refuse($"the pickle is longer than {BytesMax} bytes");
        if (_stream.Position + count > _stream.Length)
            throw new EndOfStreamException();
    }

    private CheckpointFormatException Refuse(string problem) =>
        new($"{_source}, byte {_stream.Position}: {problem}. Nothing of the file was executed; it is damaged, or is not a state dictionary.");
}
