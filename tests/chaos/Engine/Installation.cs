using System.Net;
using System.Net.Sockets;

namespace Provost.Chaos.Engine;

/// <summary>
/// The program under test on a data folder of its own: it is started, killed, frozen, its clock turned and its disk
/// filled.
/// </summary>
internal sealed class Installation : IAsyncDisposable
{
    private static readonly string FakeTime = "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1";

    private readonly string _dll;
    private readonly string _folder;
    private readonly bool _mounted;
    private readonly Dictionary<string, string> _environment;
    private Child? _child;
    private volatile TaskCompletionSource _up = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Installation(string dll, string folder, bool mounted)
    {
        (_dll, _folder, _mounted) = (dll, folder, mounted);
        Port = FreePort();
        _environment = new()
        {
            ["PROVOST_TENANT_ID"] = TenantId,
            ["PROVOST_CLIENT_ID"] = ClientId,
            ["PROVOST_CLIENT_SECRET"] = ClientSecret,
            ["PROVOST_ADMIN_PASSWORD"] = "Chaos-Password-01",
        };
        if (HasClock)
        {
            File.WriteAllText(Clock, "+0");
            _environment["LD_PRELOAD"] = FakeTime;
            _environment["FAKETIME_TIMESTAMP_FILE"] = Clock;
            _environment["FAKETIME_CACHE_DURATION"] = "1";
            _environment["FAKETIME_DONT_FAKE_MONOTONIC"] = "1";
        }
    }

    public const string TenantId = "01a21596-eac1-775a-9799-d90dc604b80d";
    public const string ClientId = "01a21596-ec88-7523-bfc4-3a15c1a82cfa";
    public const string ClientSecret = "chaos-secret-0123456789";

    public int Port { get; }

    public string Data => Path.Combine(_folder, "data");

    public string Output => Path.Combine(_folder, "provost.log");

    public static bool HasClock => File.Exists(FakeTime);

    public bool HasDisk => _mounted;

    public int Kills { get; private set; }

    private string Clock => Path.Combine(_folder, "clock");

    private string Ballast => Path.Combine(Data, "ballast");

    public static async Task<Installation> PrepareAsync(string dll, string folder, CancellationToken ct)
    {
        var data = Path.Combine(folder, "data");
        Directory.CreateDirectory(data);
        var (code, _) = await Child.RunAsync("mount", ["-t", "tmpfs", "-o", "size=192m", "tmpfs", data], ct);
        return new Installation(dll, folder, code == 0);
    }

    /// <summary>Returns when the program runs; at once where it does.</summary>
    public Task UpAsync(CancellationToken ct) => _up.Task.WaitAsync(ct);

    public async Task StartAsync(CancellationToken ct)
    {
        // A command that was under way when the engine died may hold the data folder for a moment.
        for (var tries = 0; ; tries++)
        {
            _child = Child.Start(
                _dll,
                ["serve", "--data", Data, "--urls", $"http://127.0.0.1:{Port}", "--allow-private"],
                Output,
                _environment
            );
            if (await ListensAsync(_child, ct))
            {
                _up.TrySetResult();
                return;
            }

            await _child.DisposeAsync();
            if (tries == 5)
                throw new InvalidOperationException($"The program does not start; see {Output}.");
            await Task.Delay(TimeSpan.FromSeconds(1), ct);
        }
    }

    public async Task KillAsync(CancellationToken ct)
    {
        _up = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Kills++;
        if (_child is { } child)
            await child.DisposeAsync();
        await StartAsync(ct);
    }

    public async Task FreezeAsync(double seconds, CancellationToken ct)
    {
        if (_child is not { } child)
            return;
        await child.SignalAsync("STOP", ct);
        try
        {
            await Task.Delay(TimeSpan.FromSeconds(seconds), ct);
        }
        finally
        {
            await child.SignalAsync("CONT", CancellationToken.None);
        }
    }

    /// <summary>The program sees the time that many seconds from now.</summary>
    public Task TurnClockAsync(int seconds, CancellationToken ct) =>
        File.WriteAllTextAsync(Clock, seconds < 0 ? $"{seconds}" : $"+{seconds}", ct);

    public async Task FillDiskAsync(CancellationToken ct) =>
        await Child.RunAsync("sh", ["-c", $"cat /dev/zero > '{Ballast}'"], ct);

    public void FreeDisk() => File.Delete(Ballast);

    /// <summary>A command of the program: exit code and output.</summary>
    public Task<(int Code, string Output)> CommandAsync(CancellationToken ct, params string[] arguments) =>
        Child.RunAsync("dotnet", [_dll, .. arguments, "--data", Data], ct);

    /// <summary>Bytes of the files in the data folder by name.</summary>
    public IReadOnlyDictionary<string, long> Sizes() =>
        new DirectoryInfo(Data).GetFiles().ToDictionary(f => f.Name, f => f.Length);

    public async ValueTask DisposeAsync()
    {
        if (_child is { } child)
            await child.DisposeAsync();
        if (_mounted)
            await Child.RunAsync("umount", [Data], CancellationToken.None);
    }

    private async Task<bool> ListensAsync(Child child, CancellationToken ct)
    {
        while (!child.HasExited)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, Port, ct);
                return true;
            }
            catch (SocketException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), ct);
            }
        }

        return false;
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
