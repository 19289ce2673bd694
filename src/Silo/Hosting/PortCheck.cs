using System.Net;
using System.Net.Sockets;
using S3Rec.Silo.Commands;

namespace S3Rec.Silo.Hosting;

/// <summary>Finds a taken port before anything starts, so that the error names it and its option.</summary>
internal static class PortCheck
{
    public static void ThrowIfTaken(ServiceSettings settings)
    {
        ThrowIfTaken(IPAddress.Parse(settings.Listen), settings.Port, "--port");
        ThrowIfTaken(IPAddress.Loopback, settings.SiloPort, "--silo-port");
        ThrowIfTaken(IPAddress.Loopback, settings.GatewayPort, "--gateway-port");
    }

    private static void ThrowIfTaken(IPAddress address, int port, string option)
    {
        using var listener = new TcpListener(address, port);
        try
        {
            listener.Start();
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            throw new CommandException(
                $"Port {port} is taken by another program, or by another S3Rec. Stop it, or choose a port with {option}.",
                ExitCode.Failed);
        }
        catch (SocketException e)
        {
            throw new CommandException(
                $"Cannot listen at {address}:{port}: {e.Message}. Choose with --listen and {option}.", ExitCode.Failed);
        }
    }
}
