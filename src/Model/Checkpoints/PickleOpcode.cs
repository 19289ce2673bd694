namespace S3Rec.Model.Checkpoints;

/// <summary>The opcodes of pickle protocol 2 that a state dictionary needs.</summary>
internal enum PickleOpcode : byte
{
    /// <summary>Marks a place of the stack.</summary>
    Mark = (byte)'(',

    /// <summary>Pushes the empty tuple.</summary>
    EmptyTuple = (byte)')',

    /// <summary>Ends the pickle; its value is on top of the stack.</summary>
    Stop = (byte)'.',

    /// <summary>Drops the top of the stack.</summary>
    Pop = (byte)'0',

    /// <summary>Pushes a float64, stored big-endian.</summary>
    BinFloat = (byte)'G',

    /// <summary>Pushes an int32.</summary>
    BinInt = (byte)'J',

    /// <summary>Pushes a byte.</summary>
    BinInt1 = (byte)'K',

    /// <summary>Pushes a uint16.</summary>
    BinInt2 = (byte)'M',

    /// <summary>Pushes None.</summary>
    None = (byte)'N',

    /// <summary>Replaces an id by the object outside of the pickle that it names.</summary>
    BinPersistentId = (byte)'Q',

    /// <summary>Calls: pops the arguments and the callable, pushes the result.</summary>
    Reduce = (byte)'R',

    /// <summary>Pushes a string: its length as uint32, and UTF-8.</summary>
    BinUnicode = (byte)'X',

    /// <summary>Pushes the empty list.</summary>
    EmptyList = (byte)']',

    /// <summary>Appends the top of the stack to the list below it.</summary>
    Append = (byte)'a',

    /// <summary>Gives an object its state.</summary>
    Build = (byte)'b',

    /// <summary>Pushes what a module and a name stand for.</summary>
    Global = (byte)'c',

    /// <summary>Appends everything above the mark to the list below it.</summary>
    Appends = (byte)'e',

    /// <summary>Pushes a memorised value; its number is a byte.</summary>
    BinGet = (byte)'h',

    /// <summary>Pushes a memorised value; its number is a uint32.</summary>
    LongBinGet = (byte)'j',

    /// <summary>Memorises the top of the stack under a byte.</summary>
    BinPut = (byte)'q',

    /// <summary>Memorises the top of the stack under a uint32.</summary>
    LongBinPut = (byte)'r',

    /// <summary>Sets a key and a value on the dictionary below them.</summary>
    SetItem = (byte)'s',

    /// <summary>Makes a tuple of everything above the mark.</summary>
    Tuple = (byte)'t',

    /// <summary>Sets the keys and values above the mark on the dictionary below it.</summary>
    SetItems = (byte)'u',

    /// <summary>Pushes the empty dictionary.</summary>
    EmptyDict = (byte)'}',

    /// <summary>Names the protocol, at the beginning.</summary>
    Proto = 0x80,

    /// <summary>Makes a tuple of one.</summary>
    Tuple1 = 0x85,

    /// <summary>Makes a tuple of two.</summary>
    Tuple2 = 0x86,

    /// <summary>Makes a tuple of three.</summary>
    Tuple3 = 0x87,

    /// <summary>Pushes True.</summary>
    NewTrue = 0x88,

    /// <summary>Pushes False.</summary>
    NewFalse = 0x89,

    /// <summary>Pushes an integer of up to 255 bytes, two's complement.</summary>
    Long1 = 0x8a,
}
