using System.CommandLine;
using System.Net.Sockets;
using System.Text.Json;
using Provost.Engine;
using Provost.Server.Hosting;

namespace Provost.Server.Cli;

/// <summary>
/// How commands reach the server that runs on a data folder: HTTP over a socket file that only this user can open. The
/// answer is a stream of lines, each with the channel it belongs to; the last one holds the exit code.
/// </summary>
internal static class ControlSocket
{
    private const char ToOut = 'o';
    private const char ToError = 'e';
    private const char Exit = 'x';

    public static void Map(IEndpointRouteBuilder routes, Installation installation) =>
        routes.MapPost("/commands", (HttpContext context) => RunAsync(context, installation));

    public static async Task<int> SendAsync(
        string folder,
        ParseResult parse,
        string? input,
        TextWriter output,
        TextWriter error,
        CancellationToken ct
    )
    {
        var socket = Path.Combine(Path.GetFullPath(folder), "provost.sock");
        using var http = new HttpClient(
            new SocketsHttpHandler
            {
                ConnectCallback = async (_, token) =>
                {
                    var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                    await connection.ConnectAsync(new UnixDomainSocketEndPoint(socket), token);
                    return new NetworkStream(connection, ownsSocket: true);
                },
            }
        )
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        var command = new RemoteCommand([.. parse.Tokens.Select(t => t.Value)], Environment.CurrentDirectory, input);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "http://provost/commands")
            {
                Content = JsonContent.Create(command),
            };
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
            answer.EnsureSuccessStatusCode();
            return await CopyAsync(await answer.Content.ReadAsStreamAsync(ct), output, error, ct);
        }
        catch (HttpRequestException refused)
        {
            throw new EngineException(
                $"Another provost runs on {Path.GetFullPath(folder)} "
                    + $"and does not answer at {socket}: {refused.Message} "
                    + "If it is a demo that is about to start or end, try again; else stop it first.",
                refused
            );
        }
    }

    private static async Task<int> CopyAsync(Stream stream, TextWriter output, TextWriter error, CancellationToken ct)
    {
        using var lines = new StreamReader(stream);
        while (await lines.ReadLineAsync(ct) is { } line)
        {
            var (channel, text) = (line[0], JsonSerializer.Deserialize<string>(line[1..]) ?? "");
            if (channel == Exit)
                return int.Parse(text);
            await (channel == ToError ? error : output).WriteAsync(text.AsMemory(), ct);
        }

        throw new EngineException("The server ended before the command did. Look at its output, and try again.");
    }

    private static async Task RunAsync(HttpContext context, Installation installation)
    {
        var command = await context.Request.ReadFromJsonAsync<RemoteCommand>(context.RequestAborted);
        if (command is null)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        await using var output = new LineWriter(context.Response, ToOut);
        await using var error = new LineWriter(context.Response, ToError);
        var environment = new CommandEnvironment(installation, output, error, interactive: false)
        {
            WorkingDirectory = command.WorkingDirectory,
            In = new StringReader(command.Input ?? ""),
        };
        var code = await CommandLine.RunAsync(command.Arguments, environment, context.RequestAborted);
        await output.FlushAsync(context.RequestAborted);
        await error.FlushAsync(context.RequestAborted);
        await context.Response.WriteAsync($"{Exit}\"{code}\"\n", context.RequestAborted);
    }

    /// <param name="Input">The line of its standard input that the command reads; null where it reads none.</param>
    private sealed record RemoteCommand(string[] Arguments, string WorkingDirectory, string? Input);

    /// <summary>Sends what was written as one JSON line whenever it is flushed.</summary>
    private sealed class LineWriter(HttpResponse response, char channel) : StringWriter
    {
        public override async Task FlushAsync(CancellationToken cancellationToken)
        {
            var text = ToString();
            GetStringBuilder().Clear();
            if (text.Length > 0)
                await response.WriteAsync($"{channel}{JsonSerializer.Serialize(text)}\n", cancellationToken);
        }
    }
}
