using System.CommandLine;

namespace S3Rec.Silo.Commands.Remote;

/// <summary>Where the running service is: <c>--url</c>, or <c>--port</c> on this machine.</summary>
internal sealed class ServiceAddress
{
    private readonly Option<int> _port =
        CommonOptions.Port("--port", "The HTTP port of the service on this machine.", CommonOptions.DefaultPort);

    private readonly Option<string?> _url = new("--url")
    {
        Description = "The address of a service elsewhere, such as http://host:8080; --port is ignored.",
        HelpName = "URL",
    };

    private ServiceAddress()
    {
        _url.Validators.Add(static result =>
        {
            if (result.Tokens is [var token] && !IsHttp(token.Value))
                result.AddError($"--url is '{token.Value}'; it must be an address like http://localhost:8080.");
        });
    }

    /// <summary>Adds the options to a verb.</summary>
    public static ServiceAddress AddTo(Command command)
    {
        var address = new ServiceAddress();
        command.Options.Add(address._port);
        command.Options.Add(address._url);
        return address;
    }

    public ServiceClient Connect(ParseResult parsed) => new(Locate(parsed));

    public Uri Locate(ParseResult parsed) => new(parsed.GetValue(_url) ?? $"http://localhost:{parsed.GetValue(_port)}");

    private static bool IsHttp(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps);
}
