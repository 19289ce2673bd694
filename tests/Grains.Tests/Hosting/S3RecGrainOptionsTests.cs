using S3Rec.Grains.Hosting;

namespace S3Rec.Grains.Tests.Hosting;

public sealed class S3RecGrainOptionsTests
{
    [Fact]
    public void The_defaults_are_valid() => Assert.True(new S3RecGrainOptionsValidator().Validate(null, new()).Succeeded);

    [Fact]
    public void All_options_out_of_range_are_reported_together()
    {
        var options = new S3RecGrainOptions();
        options.Users.HistoryLength = 0;
        options.Inference.BatchMax = -1;
        options.Training.RetrainPeriod = TimeSpan.FromSeconds(59);
        options.Training.HeartbeatPeriod = options.Training.LeaseDuration;
        options.Training.WorkFolder = " ";

        Assert.Equal(
            [
                "Users.HistoryLength is 0; it may be 1 to 1024.",
                "Inference.BatchMax is -1; it may be 1 to 4096.",
                "Training.RetrainPeriod is 00:00:59; it may be 00:01:00 to 48.00:00:00.",
                "Training.HeartbeatPeriod is 00:00:30; it may be 00:00:00.1000000 to 00:00:10.",
                "Training.WorkFolder is empty; name a folder that can be written.",
            ],
            new S3RecGrainOptionsValidator().Validate(null, options).Failures);
    }
}
