using Microsoft.Data.Sqlite;
using Provost.Engine.Applications;
using Provost.Engine.Synchronization;
using Provost.Server.Cli;
using Provost.Server.Hosting;

namespace Provost.Server.Tests.Cli;

/// <summary>
/// Data folders that cannot be written to, or are none: commands that only look go on where SQLite can read, and say
/// one sentence where it cannot.
/// </summary>
public sealed class DataFolderTests : IDisposable
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    private readonly string _data = Directory.CreateTempSubdirectory("provost-folder-").FullName;

    private string Database => Path.Combine(_data, "provost.db");

    [Theory]
    [InlineData("users list")]
    [InlineData("users show ada@contoso.example")]
    [InlineData("groups list")]
    [InlineData("apps list")]
    [InlineData("apps gallery")]
    [InlineData("apps status Ours")]
    [InlineData("apps credentials Ours")]
    [InlineData("apps credentials Ours --list")]
    [InlineData("jobs")]
    [InlineData("jobs show Ours")]
    [InlineData("links list Ours")]
    [InlineData("links doubtful Ours")]
    [InlineData("staged list Ours")]
    [InlineData("escrow list Ours")]
    [InlineData("schema export Ours")]
    [InlineData("schema validate Ours")]
    [InlineData("settings guard Ours")]
    [InlineData("settings scope Ours")]
    [InlineData("settings leavers Ours")]
    [InlineData("settings notify Ours")]
    [InlineData("tenants list")]
    [InlineData("logs")]
    [InlineData("audit")]
    [InlineData("mail list")]
    public async Task Whatever_only_looks_works_where_no_file_can_be_made(string command)
    {
        await MakeAsync();
        Close();
        File.Delete(Path.Combine(_data, "master.key"));

        var said = await RunAsync(_data, command);

        Assert.True(said.Code == 0, said.Error);
        Assert.False(File.Exists(Path.Combine(_data, "master.key")));
    }

    [Fact]
    public async Task Settings_that_are_not_made_yet_are_no_failure_of_the_folder()
    {
        await MakeAsync();
        Close();

        AssertSentence(await RunAsync(_data, "settings smtp"), "No mail server is set");
    }

    [Fact]
    public async Task Whatever_would_write_there_says_so()
    {
        await MakeAsync();
        Close();

        var said = await RunAsync(_data, "settings guard Ours --count 5");

        AssertSentence(said, $"The file {Database} cannot be opened for writing");
    }

    [Theory]
    [InlineData("users list")]
    [InlineData("users add displayName=Ada userPrincipalName=ada@contoso.example")]
    public async Task A_file_in_the_place_of_the_folder_is_told_apart(string command)
    {
        var file = Path.Combine(_data, "file");
        await File.WriteAllTextAsync(file, "no folder", Ct);

        AssertSentence(await RunAsync(file, command), $"{file} is a file. Name the folder");
    }

    [Fact]
    public async Task A_folder_that_is_not_there_and_one_without_data_are_named()
    {
        var missing = Path.Combine(_data, "missing");

        AssertSentence(await RunAsync(missing, "users list"), $"There is no Provost data in {missing}.");
        AssertSentence(await RunAsync(_data, "users list"), $"There is no Provost data in {_data}.");
        await File.WriteAllBytesAsync(Database, [], Ct);
        AssertSentence(await RunAsync(_data, "users list"), $"The file {Database} holds no Provost data.");
    }

    [Fact]
    public async Task A_folder_that_belongs_to_somebody_else_is_named()
    {
        Assert.SkipWhen(Environment.IsPrivilegedProcess || OperatingSystem.IsWindows(), "Root may look everywhere.");
        await MakeAsync();
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(_data, UnixFileMode.None);
        var said = await RunAsync(_data, "users list");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(_data, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

        AssertSentence(said, $"The data folder {_data} belongs to somebody else");
    }

    [Fact]
    public async Task A_damaged_database_is_named_wherever_the_damage_is_found()
    {
        await MakeAsync();
        var sound = await File.ReadAllBytesAsync(Database, Ct);
        var torn = sound.ToArray();
        Array.Fill(torn, (byte)0xFF, 4096, torn.Length - 4096);

        foreach (var damaged in new[] { torn, [.. "This is no database."u8] })
        {
            await File.WriteAllBytesAsync(Database, damaged, Ct);
            AssertSentence(await RunAsync(_data, "users list"), $"The file {Database} is no sound database.");
        }
    }

    [Theory]
    [InlineData(999, "users list", "is of a newer Provost")]
    [InlineData(999, "users disable ada@contoso.example", "is of a newer Provost")]
    [InlineData(3, "users list", "is of an older Provost")]
    public async Task A_database_of_another_version_is_named(int version, string command, string message)
    {
        await MakeAsync();
        await ExecuteAsync($"PRAGMA user_version = {version}");

        AssertSentence(await RunAsync(_data, command), message);
    }

    [Fact]
    public async Task What_nobody_foresaw_is_one_line_and_its_origin_is_shown_on_request()
    {
        await MakeAsync();
        await ExecuteAsync("DROP TABLE membership");

        AssertSentence(await RunAsync(_data, "groups show Engineers"), "no such table");
        var shown = await RunAsync(_data, "groups show Engineers --debug");

        Assert.Equal(1, shown.Code);
        Assert.Contains("   at Provost.", shown.Error, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_data, recursive: true);

    /// <summary>A folder with somebody, and an application without credentials.</summary>
    private async Task MakeAsync()
    {
        await using (
            var installation = await Installation.OpenAsync(DataDirectory.Lock(_data), TimeProvider.System, Ct)
        )
            await Provisioning.AddAsync(installation, Gallery.Scim, "Ours", new JobSettings(), Ct);

        string[] commands =
        [
            "users add displayName=Ada userPrincipalName=ada@contoso.example",
            "groups add displayName=Engineers",
        ];
        foreach (var command in commands)
        {
            var said = await RunAsync(_data, command);
            Assert.True(said.Code == 0, said.Error);
        }
    }

    /// <summary>SQLite fails as on a read-only disk, also for root: it follows no link to the file that it needs.</summary>
    private void Close() => File.CreateSymbolicLink($"{Database}-shm", "nowhere");

    private static async Task<Said> RunAsync(string data, string command)
    {
        await using var output = new StringWriter();
        await using var error = new StringWriter();
        var environment = new CommandEnvironment(null, output, error, interactive: false);
        var code = await CommandLine.RunAsync([.. command.Split(' '), "--data", data], environment, Ct);
        return new Said(code, output.ToString(), error.ToString());
    }

    private static void AssertSentence(Said said, string message)
    {
        Assert.Equal(1, said.Code);
        Assert.StartsWith("provost: ", said.Error, StringComparison.Ordinal);
        Assert.Contains(message, said.Error, StringComparison.Ordinal);
        Assert.Single(said.Error.TrimEnd().Split('\n'));
        Assert.DoesNotContain("   at ", said.Error, StringComparison.Ordinal);
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={Database};Pooling=false");
        await connection.OpenAsync(Ct);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(Ct);
    }
}
