using Microsoft.Extensions.Configuration;
using S3Rec.Silo.Hosting;

namespace S3Rec.Silo.Tests.Hosting;

public sealed class ServiceSettingsTests
{
    [Fact]
    public void The_shipped_file_states_known_settings_at_their_defaults()
    {
        var path = Path.Combine(AppContext.BaseDirectory, "appsettings.json");
        var shipped = Bind(new ConfigurationBuilder().AddJsonFile(path));

        var defaults = new ServiceSettings();
        Assert.Equal((defaults.Store, defaults.Listen, defaults.Device), (shipped.Store, shipped.Listen, shipped.Device));
        Assert.Equal(
            (defaults.Port, defaults.SiloPort, defaults.GatewayPort), (shipped.Port, shipped.SiloPort, shipped.GatewayPort));
        Assert.Equal(defaults.Recipe, shipped.Recipe);
        Assert.Equivalent(defaults.Storage, shipped.Storage);
        Assert.Equivalent(defaults.Users, shipped.Users);
        Assert.Equivalent(defaults.Inference, shipped.Inference);
        Assert.Equivalent(defaults.Training, shipped.Training);
        Assert.Equivalent(defaults.Runtime, shipped.Runtime);
        Assert.Empty(shipped.Failures());
    }

    [Theory]
    [InlineData("S3Rec:Training:UsersMin")]
    [InlineData("S3Rec:Runtime:ResponseTimeout")]
    [InlineData("S3Rec:Runtime:UserIdleAge")]
    [InlineData("S3Rec:Runtime:ShedsUsersUnderMemoryPressure")]
    public void The_shipped_file_shows_the_setting(string name) =>
        Assert.NotNull(new ConfigurationBuilder()
            .AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json")).Build()[name]);

    [Fact]
    public void Everything_wrong_is_said_at_once()
    {
        var settings = Bind(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["S3Rec:Store"] = " ",
            ["S3Rec:Listen"] = "everywhere",
            ["S3Rec:SiloPort"] = "70000",
            ["S3Rec:GatewayPort"] = "8080",
            ["S3Rec:Users:HistoryLength"] = "60",
            ["S3Rec:Recipe:Network:MaxLength"] = "100",
            ["S3Rec:Recipe:Network:Hidden"] = "65",
            ["S3Rec:Recipe:Finetune:Patience"] = "0",
        }));

        Assert.Equal(
            [
                "Store is empty; name the folder of the store.",
                "Listen is 'everywhere'; it must be an IP address, like 127.0.0.1 or 0.0.0.0.",
                "SiloPort is 70000; a port is 1 to 65535.",
                "Port, SiloPort and GatewayPort are 8080, 70000 and 8080; they must differ.",
                "Recipe.Network.Hidden is 65; it must be a multiple of Heads, 2.",
                "Recipe.Finetune.Patience is 0; it may be 1 to 1000.",
                "Users.HistoryLength is 60 and Recipe.Network.MaxLength is 100; a model would be trained on longer histories "
                + "than it is asked with. Raise the one or lower the other.",
            ],
            settings.Failures());
    }

    [Fact]
    public void A_misspelt_setting_is_an_error()
    {
        var misspelt = new Dictionary<string, string?> { ["S3Rec:Prot"] = "1" };

        var error = Assert.Throws<InvalidOperationException>(
            () => Bind(new ConfigurationBuilder().AddInMemoryCollection(misspelt)));

        Assert.Contains("Prot", error.Message, StringComparison.Ordinal);
    }

    private static ServiceSettings Bind(IConfigurationBuilder configuration)
    {
        var settings = new ServiceSettings();
        configuration.Build().GetSection(ServiceSettings.Section)
            .Bind(settings, static binder => binder.ErrorOnUnknownConfiguration = true);
        return settings;
    }
}
