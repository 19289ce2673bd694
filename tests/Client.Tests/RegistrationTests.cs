using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace S3Rec.Client.Tests;

public sealed class RegistrationTests
{
    [Fact]
    public void The_defaults_are_valid()
    {
        var services = new ServiceCollection().AddS3RecClient();

        Assert.Contains(services, s => s.ServiceType == typeof(IS3RecClient) && s.Lifetime == ServiceLifetime.Singleton);
    }

    [Fact]
    public void Everything_wrong_with_the_options_is_said_at_once()
    {
        var error = Assert.Throws<OptionsValidationException>(() => new ServiceCollection().AddS3RecClient(options =>
        {
            options.GatewayPort = 0;
            options.ConnectTimeout = TimeSpan.FromSeconds(-1);
            options.ResponseTimeout = TimeSpan.Zero;
            options.RetriesMax = 11;
            options.RetryDelay = TimeSpan.Zero;
            options.UsersInFlightMax = 0;
        }));

        Assert.Equal(
            [
                "GatewayPort is 0; a port is 1 to 65535.",
                "ConnectTimeout is -00:00:01; it may be 00:00:00 to 00:10:00.",
                "ResponseTimeout is 00:00:00; it may be 00:00:01 to 00:05:00.",
                "RetriesMax is 11; it may be 0 to 10.",
                "RetryDelay is 00:00:00; it may be 00:00:00.001 to 00:00:10.",
                "UsersInFlightMax is 0; it may be 1 to 1024.",
            ],
            error.Failures);
    }

    [Fact]
    public async Task Without_a_service_the_start_ends_and_names_the_gateway()
    {
        // Port 1 belongs to a service nobody runs any more.
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Services.AddS3RecClient(static options =>
        {
            options.GatewayPort = 1;
            options.ConnectTimeout = TimeSpan.Zero;
        });
        using var host = builder.Build();

        var error = await Assert.ThrowsAsync<ServiceUnreachableException>(
            () => host.StartAsync(TestContext.Current.CancellationToken));

        Assert.True(error.IsTransient);
        Assert.Contains("the gateway 127.0.0.1:1;", error.Message, StringComparison.Ordinal);
        Assert.Contains("ConnectTimeout", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_answer_is_waited_for_as_long_as_the_options_say()
    {
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Services.AddS3RecClient(static options => options.ResponseTimeout = TimeSpan.FromSeconds(7));
        using var host = builder.Build();

        var messaging = host.Services.GetRequiredService<IOptions<ClientMessagingOptions>>().Value;

        Assert.Equal(TimeSpan.FromSeconds(7), messaging.ResponseTimeout);
    }

    [Fact]
    public void No_native_code_and_no_server_comes_with_the_client()
    {
        var reached = new Dictionary<string, Assembly>(StringComparer.Ordinal);
        Reach(typeof(IS3RecClient).Assembly, reached);

        Assert.Contains("Orleans.Core", reached.Keys);
        Assert.DoesNotContain(reached.Keys, static name => name.Contains("Torch", StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain("Orleans.Runtime", reached.Keys);
        Assert.DoesNotContain("Microsoft.Data.Sqlite", reached.Keys);
        Assert.Equal(
            ["S3Rec.Client", "S3Rec.Contracts"],
            reached.Keys.Where(static name => name.StartsWith("S3Rec.", StringComparison.Ordinal)).Order());
    }

    private static void Reach(Assembly assembly, Dictionary<string, Assembly> reached)
    {
        if (!reached.TryAdd(assembly.GetName().Name!, assembly))
            return;
        foreach (var reference in assembly.GetReferencedAssemblies())
            Reach(Assembly.Load(reference), reached);
    }
}
