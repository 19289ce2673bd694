using S3Rec.Grains.Hosting;

namespace S3Rec.Grains.Tests.Hosting;

public sealed class S3RecGrainOptionsTests
{
    [Fact]
    public void The_defaults_are_valid_once_there_is_a_folder_to_work_in()
    {
        var options = new S3RecGrainOptions();
        options.Training.WorkFolder = "work";
        Assert.True(new S3RecGrainOptionsValidator().Validate(null, options).Succeeded);
    }

    [Fact]
    public void A_request_may_not_wait_so_long_that_its_user_gives_up_first()
    {
        var options = new S3RecGrainOptions();
        options.Training.WorkFolder = "work";
        options.Inference.WaitMax = options.Users.RankTimeout;

        Assert.Equal(
            ["Inference.WaitMax is 00:00:02; it may be 00:00:00.0000001 to 00:00:01."],
            new S3RecGrainOptionsValidator().Validate(null, options).Failures);
    }

    [Fact]
    public void All_options_out_of_range_are_reported_together()
    {
        var options = new S3RecGrainOptions();
        options.Users.HistoryLength = 0;
        options.Inference.Threads = 0;
        options.Inference.BatchMax = -1;
        options.Training.RetrainPeriod = TimeSpan.FromSeconds(59);
        options.Training.HeartbeatPeriod = options.Training.LeaseDuration;
        options.Training.WorkFolder = " ";

        Assert.Equal(
            [
                "Users.HistoryLength is 0; it may be 1 to 1024.",
                "Inference.Threads is 0; it may be 1 to 1024.",
                "Inference.BatchMax is -1; it may be 1 to 4096.",
                "Training.RetrainPeriod is 00:00:59; it may be 00:01:00 to 48.00:00:00.",
                "Training.HeartbeatPeriod is 00:00:30; it may be 00:00:00.1000000 to 00:00:10.",
                "Training.WorkFolder is empty; name a folder that this process alone writes to.",
            ],
            new S3RecGrainOptionsValidator().Validate(null, options).Failures);
    }
}
