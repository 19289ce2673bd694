using S3Rec.Model.Checkpoints;

namespace S3Rec.Model.Tests.Checkpoints;

public sealed class PickleReaderTests
{
    [Fact]
    public void Plain_values_read_as_they_were_written()
    {
        var pickle = new PickleWriter().Begin().Op(PickleOpcode.EmptyDict).Op(PickleOpcode.Mark)
            .Text("é").Op(PickleOpcode.None)
            .Text("float").Op(PickleOpcode.BinFloat).Raw(0x3F, 0xF8, 0, 0, 0, 0, 0, 0)
            .Text("negative").Op(PickleOpcode.BinInt).Raw(0xFE, 0xFF, 0xFF, 0xFF)
            .Text("list").Op(PickleOpcode.EmptyList, PickleOpcode.NewTrue, PickleOpcode.Append)
            .Text("tuple").Integer(long.MinValue).Op(PickleOpcode.Tuple1)
            .Op(PickleOpcode.SetItems).End();

        var read = Assert.IsType<Dictionary<string, object?>>(Read(pickle));

        Assert.Null(read["é"]);
        Assert.Equal(1.5, read["float"]);
        Assert.Equal(-2L, read["negative"]);
        Assert.Equal(new List<object?> { true }, read["list"]);
        Assert.Equal(new object?[] { long.MinValue }, read["tuple"]);
    }

    [Theory]
    [InlineData("os", "system")]
    [InlineData("posix", "system")]
    [InlineData("builtins", "eval")]
    [InlineData("__builtin__", "getattr")]
    [InlineData("torch", "load")]
    [InlineData("torch._utils", "_rebuild_tensor")]
    [InlineData("collections", "Counter")]
    [InlineData("torch.storage", "_load_from_bytes")]
    public void A_global_that_no_state_dictionary_needs_is_refused_by_name(string module, string name)
    {
        var pickle = new PickleWriter().Begin().Global(module, name).Text("rm -rf /").Op(PickleOpcode.Tuple1, PickleOpcode.Reduce).End();

        Assert.Contains($"the pickle asks for '{module}.{name}', which no state dictionary needs", Refused(pickle));
    }

    [Fact]
    public void Only_what_may_be_called_is_called()
    {
        Assert.Contains("cannot be called", Refused(
            new PickleWriter().Begin().Text("print").Op(PickleOpcode.EmptyTuple, PickleOpcode.Reduce).End()));
        Assert.Contains("cannot be called", Refused(
            new PickleWriter().Begin().Global("torch", "FloatStorage").Op(PickleOpcode.EmptyTuple, PickleOpcode.Reduce).End()));
        Assert.Contains("cannot be called", Refused(
            new PickleWriter().Begin().Global("collections", "OrderedDict").Integer(1).Op(PickleOpcode.Tuple1, PickleOpcode.Reduce).End()));
    }

    [Fact]
    public void A_state_other_than_metadata_is_refused()
    {
        var pickle = new PickleWriter().Begin().OrderedDict().Op(PickleOpcode.EmptyDict)
            .Text("__class__").Text("x").Op(PickleOpcode.SetItem, PickleOpcode.Build).End();

        Assert.Contains("a state that a state dictionary does not have", Refused(pickle));
    }

    [Fact]
    public void Another_protocol_is_refused_with_the_one_that_is_read()
    {
        Assert.Contains("the pickle protocol is 4; 2, the default of 'torch.save', is read", Refused([0x80, 4, (byte)'N', (byte)'.']));
    }

    [Theory]
    [InlineData((byte)'i')]
    [InlineData((byte)'o')]
    [InlineData(0x81)]
    [InlineData(0x82)]
    [InlineData(0x93)]
    public void Opcodes_that_build_instances_or_extensions_are_refused(byte opcode)
    {
        Assert.Contains($"opcode 0x{opcode:x2}", Refused([0x80, 2, (byte)'(', (byte)'N', (byte)'N', opcode, (byte)'.']));
    }

    [Fact]
    public void Every_opcode_on_an_empty_stack_is_refused_or_ends_too_early()
    {
        for (var opcode = 0; opcode < 256; opcode++)
        {
            var error = Record.Exception(() => Read([0x80, 2, (byte)opcode, (byte)'.']));
            Assert.True(error is null or CheckpointFormatException or EndOfStreamException, $"opcode 0x{opcode:x2}: {error}");
        }
    }

    [Fact]
    public void A_string_that_claims_4_GB_is_refused_before_memory_is_taken()
    {
        Assert.Contains("a string would have 4294967295 bytes", Refused(
            new PickleWriter().Begin().Op(PickleOpcode.BinUnicode).UInt32(uint.MaxValue).End()));
    }

    [Fact]
    public void A_pickle_without_an_end_is_refused_at_the_limit()
    {
        var pickle = new byte[PickleReader.BytesMax * 2];
        Array.Fill(pickle, (byte)PickleOpcode.EmptyDict);

        Assert.Contains($"the pickle is longer than {PickleReader.BytesMax} bytes", Refused(pickle));
    }

    [Fact]
    public void Nesting_as_deep_as_the_limit_allows_overflows_no_stack()
    {
        var pickle = new byte[PickleReader.BytesMax - 1];
        Array.Fill(pickle, (byte)PickleOpcode.Tuple1);
        pickle[0] = (byte)PickleOpcode.None;
        pickle[^1] = (byte)PickleOpcode.Stop;

        Assert.IsType<object?[]>(Read(pickle));
    }

    [Fact]
    public void Values_below_a_mark_are_out_of_reach()
    {
        Assert.Contains("more values are taken than there are", Refused(
            new PickleWriter().Begin().Op(PickleOpcode.None, PickleOpcode.Mark, PickleOpcode.Tuple1).End()));
    }

    [Fact]
    public void A_list_that_holds_itself_is_harmless()
    {
        var pickle = new PickleWriter().Begin().Op(PickleOpcode.EmptyList, PickleOpcode.BinPut).Raw(0)
            .Op(PickleOpcode.BinGet).Raw(0).Op(PickleOpcode.Append).End();

        var list = Assert.IsType<List<object?>>(Read(pickle));
        Assert.Same(list, list[0]);
    }

    [Fact]
    public void Random_opcodes_never_end_in_another_exception()
    {
        var random = new Random(11);
        var opcodes = Enum.GetValues<PickleOpcode>();
        for (var run = 0; run < 20_000; run++)
        {
            var pickle = new PickleWriter().Begin();
            for (var i = random.Next(40); i > 0; i--)
            {
                if (random.Next(4) == 0)
                    pickle.Raw((byte)random.Next(4));
                pickle.Op(opcodes[random.Next(opcodes.Length)]);
            }

            var error = Record.Exception(() => Read(pickle.End()));
            Assert.True(
                error is null or CheckpointFormatException or EndOfStreamException, $"{Convert.ToHexString(pickle.ToArray())}: {error}");
        }
    }

    private static object? Read(byte[] pickle) => PickleReader.Read(new MemoryStream(pickle), "a test", new TorchObjects());

    private static string Refused(byte[] pickle) => Assert.Throws<CheckpointFormatException>(() => Read(pickle)).Message;
}
