using Orleans.Runtime;
using S3Rec.Contracts;
using S3Rec.Silo.Commands;
using S3Rec.Silo.Commands.Remote;
using S3Rec.Silo.Progress;

namespace S3Rec.Silo.Tests.Progress;

public sealed class TrainingEndTests
{
    private static readonly TrainingStatus Asked = new(
        7, TrainingPhase.Queued, 0, 0, 0, null, new Dictionary<string, double>(), DateTimeOffset.UnixEpoch, null, null, "");

    private readonly InstantTime _time = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<Exception> NoNews =>
    [
        new TimeoutException("No answer."),
        new SiloUnavailableException("No silo."),
        new OverloadedException("The queue is full."),
        new CommandException("No service answers.", ExitCode.Failed) { IsTransient = true },
    ];

    [Theory]
    [MemberData(nameof(NoNews))]
    public async Task A_service_that_does_not_answer_for_a_moment_is_asked_again(Exception error)
    {
        var looks = 0;

        var ended = await Follow(() => ++looks % 3 > 0
            ? throw error
            : Asked with { Phase = looks < 9 ? TrainingPhase.Finetuning : TrainingPhase.Published });

        Assert.Equal((TrainingPhase.Published, 9), (ended.Phase, looks));
    }

    [Theory]
    [MemberData(nameof(NoNews))]
    public async Task A_service_that_does_not_answer_for_minutes_is_given_up(Exception error)
    {
        var given = await Assert.ThrowsAsync<CommandException>(() => Follow(() => throw error));

        Assert.Contains($"no answer for 5 minutes: {error.Message}", given.Message, StringComparison.Ordinal);
        Assert.InRange(_time.GetElapsedTime(0), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(6));
    }

    [Fact]
    public async Task An_error_that_would_come_again_is_not_waited_out()
    {
        await Assert.ThrowsAsync<InvalidRequestException>(() => Follow(static () => throw new InvalidRequestException("x", "x")));

        Assert.InRange(_time.GetElapsedTime(0), TimeSpan.Zero, TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task A_refused_connection_is_no_news()
    {
        // Port 1 belongs to a service nobody runs any more.
        using var service = new ServiceClient(new Uri("http://localhost:1"));

        Assert.True((await Assert.ThrowsAsync<CommandException>(() => service.FindTraining(Token))).IsTransient);
    }

    private Task<TrainingStatus> Follow(Func<TrainingStatus?> look) =>
        TrainingEnd.Await(_ => Task.FromResult(look()), Asked, new Silence(), _time, Token);

    private sealed class Silence : IProgress<ProgressStep>
    {
        public void Report(ProgressStep value)
        {
        }
    }
}
