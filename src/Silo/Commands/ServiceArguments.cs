using System.CommandLine;
using S3Rec.Silo.Hosting;

namespace S3Rec.Silo.Commands;

/// <summary>What serve and demo are told alike. An option that is not given leaves the setting as appsettings.json has
/// it.</summary>
internal sealed class ServiceArguments
{
    private readonly Option<string?> _store;
    private readonly Option<string?> _listen = new("--listen")
    {
        Description =
            "The IP address of the HTTP API; 0.0.0.0 opens it to all networks, without authentication. [default: 127.0.0.1]",
        HelpName = "ADDRESS",
    };

    private readonly Option<int?> _port = CommonOptions.OptionalPort("--port", "The HTTP port. [default: 8080]");
    private readonly Option<int?> _siloPort = CommonOptions.OptionalPort(
        "--silo-port", "The port of silos among themselves. [default: 11111]");

    private readonly Option<int?> _gatewayPort = CommonOptions.OptionalPort(
        "--gateway-port", "The port of .NET clients in other processes. [default: 30000]");

    private ServiceArguments(string defaultStore) => _store = new Option<string?>("--store")
    {
        Description = $"The folder of the event log, the catalogue and the models. [default: {defaultStore}]",
        HelpName = "DIR",
    };

    /// <summary>Adds the options to a verb.</summary>
    public static ServiceArguments AddTo(Command command, string defaultStore)
    {
        var arguments = new ServiceArguments(defaultStore);
        command.Options.Add(arguments._store);
        command.Options.Add(arguments._port);
        command.Options.Add(arguments._listen);
        command.Options.Add(arguments._siloPort);
        command.Options.Add(arguments._gatewayPort);
        return arguments;
    }

    public void Apply(ParseResult parsed, ServiceSettings settings)
    {
        settings.Store = parsed.GetValue(_store) ?? settings.Store;
        settings.Listen = parsed.GetValue(_listen) ?? settings.Listen;
        settings.Port = parsed.GetValue(_port) ?? settings.Port;
        settings.SiloPort = parsed.GetValue(_siloPort) ?? settings.SiloPort;
        settings.GatewayPort = parsed.GetValue(_gatewayPort) ?? settings.GatewayPort;
    }
}
