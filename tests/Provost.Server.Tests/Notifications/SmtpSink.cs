using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using MimeKit;

namespace Provost.Server.Tests.Notifications;

/// <summary>A mail as the server took it.</summary>
internal sealed record Received(string Sender, IReadOnlyList<string> Recipients, MimeMessage Message);

/// <summary>A mail server for tests: takes everything and keeps it, and misbehaves where it is told to.</summary>
internal sealed class SmtpSink : IAsyncDisposable
{
    /// <summary>An answer of <see cref="Instead"/>: the server hangs up without a word.</summary>
    public const string HangUp = "";

    /// <summary>An answer of <see cref="Instead"/>: nothing, and the client waits.</summary>
    public const string Silence = "silence";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly X509Certificate2? _certificate;
    private readonly Lock _lock = new();
    private readonly List<Received> _mails = [];
    private readonly List<string> _commands = [];
    private readonly Task _accepting;

    /// <param name="certificate">With one the server speaks TLS from the first byte.</param>
    public SmtpSink(X509Certificate2? certificate = null)
    {
        _certificate = certificate;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>
    /// Asked with each command, with <c>(connected)</c>, and with <c>.</c> at the end of a mail: null is the usual
    /// answer.
    /// </summary>
    public Func<string, string?> Instead { get; set; } = _ => null;

    public IReadOnlyList<Received> Mails
    {
        get
        {
            lock (_lock)
                return [.. _mails];
        }
    }

    /// <summary>All that clients said, mails left out.</summary>
    public IReadOnlyList<string> Commands
    {
        get
        {
            lock (_lock)
                return [.. _commands];
        }
    }

    /// <summary>Waits until so many mails or commands are there, for ten seconds at the most.</summary>
    public async Task UntilAsync(Func<SmtpSink, bool> there)
    {
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        for (var i = 0; i < 500 && !there(this); i++)
            await tick.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        Assert.True(there(this));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var conversations = new List<Task>();
        try
        {
            while (true)
                conversations.Add(TalkAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
        }
        catch (Exception stopped) when (stopped is OperationCanceledException or SocketException)
        {
            await Task.WhenAll(conversations);
        }
    }

    private async Task TalkAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                await using var stream = await OpenAsync(client);
                using var reader = new StreamReader(stream, Encoding.Latin1);
                await new Conversation(this, stream, reader).RunAsync(_stop.Token);
            }
            catch (Exception gone) when (gone is IOException or OperationCanceledException)
            {
                // The client went, or the test is over.
            }
        }
    }

    private async Task<Stream> OpenAsync(TcpClient client)
    {
        if (_certificate is null)
            return client.GetStream();
        var tls = new SslStream(client.GetStream());
        await tls.AuthenticateAsServerAsync(
            new SslServerAuthenticationOptions { ServerCertificate = _certificate },
            _stop.Token
        );
        return tls;
    }

    /// <summary>One connection (RFC 5321 §4.1.1, RFC 4954).</summary>
    private sealed class Conversation(SmtpSink sink, Stream stream, StreamReader reader)
    {
        private string _sender = "";
        private readonly List<string> _recipients = [];

        public async Task RunAsync(CancellationToken ct)
        {
            var going = await AnswerAsync("(connected)", "220 sink", ct);
            while (going && await reader.ReadLineAsync(ct) is { } command)
            {
                lock (sink._lock)
                    sink._commands.Add(command);
                going = await DoAsync(command, ct) && !command.StartsWith("QUIT", StringComparison.Ordinal);
            }
        }

        private async Task<bool> DoAsync(string command, CancellationToken ct)
        {
            switch (command.Split(' ', ':')[0].ToUpperInvariant())
            {
                case "EHLO":
                    return await AnswerAsync(command, "250-sink\r\n250-AUTH PLAIN\r\n250 8BITMIME", ct);
                case "AUTH":
                    return await AnswerAsync(command, "235 Welcome", ct);
                case "MAIL":
                    _sender = Path(command);
                    _recipients.Clear();
                    return await AnswerAsync(command, "250 OK", ct);
                case "RCPT":
                    _recipients.Add(Path(command));
                    return await AnswerAsync(command, "250 OK", ct);
                case "DATA":
                    return await AnswerAsync(command, "354 Go on", ct)
                        && (sink.Instead(command) is not null || await TakeAsync(ct));
                case "QUIT":
                    return await AnswerAsync(command, "221 Bye", ct);
                default:
                    return await AnswerAsync(command, "250 OK", ct);
            }
        }

        private async Task<bool> TakeAsync(CancellationToken ct)
        {
            var lines = new StringBuilder();
            while (await reader.ReadLineAsync(ct) is { } line && line != ".")
                lines.Append(line.StartsWith('.') ? line[1..] : line).Append("\r\n");
            using var bytes = new MemoryStream(Encoding.Latin1.GetBytes(lines.ToString()));
            var message = await MimeMessage.LoadAsync(bytes, ct);
            lock (sink._lock)
                sink._mails.Add(new Received(_sender, [.. _recipients], message));
            return await AnswerAsync(".", $"250 Kept as number {sink._mails.Count}", ct);
        }

        /// <summary>False where the conversation is over.</summary>
        private async Task<bool> AnswerAsync(string command, string usual, CancellationToken ct)
        {
            var answer = sink.Instead(command) ?? usual;
            if (answer == HangUp)
                return false;
            if (answer == Silence)
                await Task.Delay(Timeout.Infinite, ct);
            await stream.WriteAsync(Encoding.Latin1.GetBytes(answer + "\r\n"), ct);
            return true;
        }

        private static string Path(string command) => command.Split('<', '>')[1];
    }
}
