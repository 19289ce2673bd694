using S3Rec.Model.Data.Preparation;

namespace S3Rec.Model.Tests.Data.Preparation;

public sealed class TimestampTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("1260759144", 1_260_759_144_000)]
    [InlineData("1260759144.5", 1_260_759_144_500)]
    [InlineData("1.260759144e9", 1_260_759_144_000)]
    [InlineData("1260759144123", 1_260_759_144_123)]
    [InlineData("-428720400000", -428_720_400_000)]
    [InlineData("-1000", -1_000_000)]
    [InlineData("2019-12-13 15:51:19", 1_576_252_279_000)]
    [InlineData("2019-12-13T15:51:19Z", 1_576_252_279_000)]
    [InlineData("2019-12-13T16:51:19+01:00", 1_576_252_279_000)]
    [InlineData("2019-12-13T15:51:19.250Z", 1_576_252_279_250)]
    [InlineData("2019-12-13T15:51", 1_576_252_260_000)]
    [InlineData("2019-12-13", 1_576_195_200_000)]
    public void Seconds_milliseconds_and_ISO_8601_are_read(string text, long expectedMs)
    {
        Assert.True(Timestamp.TryParse(text, out var timeMs));
        Assert.Equal(expectedMs, timeMs);
    }

    [Theory]
    [InlineData("")]
    [InlineData("yesterday")]
    [InlineData("12/13/2019")]
    [InlineData("2019-13-13")]
    [InlineData("1e15")]
    [InlineData("99999999999")]
    [InlineData("1899-12-31")]
    [InlineData("1e28")]
    [InlineData("NaN")]
    public void Anything_else_is_no_time(string text)
    {
        Assert.False(Timestamp.TryParse(text, out _));
    }
}
