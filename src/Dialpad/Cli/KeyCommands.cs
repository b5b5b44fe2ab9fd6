using System.CommandLine;
using System.Globalization;
using Dialpad.Companies;
using Microsoft.Data.Sqlite;

namespace Dialpad.Cli;

/// <summary><c>keys add | list | show | revoke</c></summary>
internal static class KeyCommands
{
    private static readonly Argument<string> Which = new("key")
    {
        Description = "Its id, its name or its last four characters.",
    };

    public static Command Build(CommandLine line) =>
        new("keys", "The company's API keys.")
        {
            Add(line),
            line.Does(new Command("list", "Shows the keys, not their values."), ListAsync),
            line.Does(new Command("show", "Shows a key; the last line is its value.") { Which }, ShowAsync),
            line.Does(new Command("revoke", "Ends a key for good.") { Which }, RevokeAsync),
        };

    private static Command Add(CommandLine line)
    {
        var name = new Argument<string>("name") { Description = "What the key is for." };
        var owner = new Option<string?>("--owner")
        {
            HelpName = "MAIL",
            Description = "Mail of the administrator it belongs to; the owner.",
        };
        var expires = new Option<string?>("--expires")
        {
            HelpName = "WHEN",
            Description = "A day (2027-01-31, its end, UTC) or days from now (90d).",
        };
        var scopes = new Option<string[]>("--scope")
        {
            HelpName = "SCOPE",
            Description =
                $"An additional scope, may be repeated: {string.Join(", ", ApiKey.KnownScopes)}. SCIM needs none.",
        };
        return line.Does(
            new Command("add", "Makes a key; the last line of the output is its value.")
            {
                name,
                owner,
                expires,
                scopes,
            },
            (session, parsed, ct) =>
                AddAsync(
                    session,
                    parsed.GetRequiredValue(name),
                    parsed.GetValue(owner),
                    ExpiryOf(parsed.GetValue(expires), session.Time.GetUtcNow()),
                    parsed.GetValue(scopes) ?? [],
                    ct
                )
        );
    }

    private static async Task AddAsync(
        Session session,
        string name,
        string? owner,
        DateTimeOffset? expires,
        string[] scopes,
        CancellationToken ct
    )
    {
        var vault = await KeyVault.OpenAsync(session.Database.Directory, ct);
        var now = session.Time.GetUtcNow();
        var value = await session.Database.WriteAsync(
            async db =>
            {
                var mail = owner ?? await OwnerOfAsync(db, session.Company.Id, ct);
                var key = new NewApiKey(session.Company.Id, name, mail, expires, scopes);
                return await ApiKeys.AddAsync(db, key, vault, now, ct);
            },
            ct
        );
        var until = expires is { } end ? $"until {Moment(end)}" : "without end";
        await session.Output.WriteLineAsync($"Key '{name}' of {session.Company.Name}, good {until}:");
        await session.Output.WriteLineAsync(value);
    }

    private static async Task ListAsync(Session session, ParseResult parsed, CancellationToken ct)
    {
        await using var db = await session.Database.ReadAsync(ct);
        var keys = await ApiKeys.ListAsync(db, session.Company.Id, ct);
        var now = session.Time.GetUtcNow();
        await TextTable.WriteAsync(
            session.Output,
            ["ID", "NAME", "OWNER", "LAST FOUR", "SCOPES", "CREATED", "EXPIRES", "STATE"],
            keys.Select(k =>
                new[]
                {
                    k.Id,
                    k.Name,
                    k.OwnerMail,
                    k.LastFour,
                    k.Scopes,
                    Moment(k.Created),
                    k.Expires is { } end ? Moment(end) : "never",
                    StateOf(k, now),
                }
            )
        );
    }

    private static async Task ShowAsync(Session session, ParseResult parsed, CancellationToken ct)
    {
        var vault = await KeyVault.OpenAsync(session.Database.Directory, ct);
        await using var db = await session.Database.ReadAsync(ct);
        var key = await ApiKeys.GetAsync(db, session.Company.Id, parsed.GetRequiredValue(Which), ct);
        var state = StateOf(key, session.Time.GetUtcNow());
        await session.Output.WriteLineAsync($"Key '{key.Name}' ({key.Id}) of {key.OwnerMail}, {state}:");
        await session.Output.WriteLineAsync(vault.Open(key.Sealed, key.Id));
    }

    private static async Task RevokeAsync(Session session, ParseResult parsed, CancellationToken ct)
    {
        var which = parsed.GetRequiredValue(Which);
        var key = await session.Database.WriteAsync(
            async db =>
            {
                var found = await ApiKeys.GetAsync(db, session.Company.Id, which, ct);
                await ApiKeys.RevokeAsync(db, found, session.Time.GetUtcNow(), ct);
                return found;
            },
            ct
        );
        await session.Output.WriteLineAsync($"Key '{key.Name}' ({key.Id}) is revoked.");
    }

    private static async Task<string> OwnerOfAsync(SqliteConnection db, long companyId, CancellationToken ct) =>
        (await People.ListAsync(db, companyId, ct)).Find(p => p.Owner)?.Mail
        ?? throw new DialpadException("The company has no owner. Say whose key it is with --owner.");

    private static DateTimeOffset? ExpiryOf(string? text, DateTimeOffset now)
    {
        if (text is null)
            return null;
        if (
            text.EndsWith('d')
            && int.TryParse(text[..^1], NumberStyles.None, null, out var days)
            && days is > 0 and < 36_600
        )
            return now.AddDays(days);
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", out var day))
            return new DateTimeOffset(day.AddDays(1), TimeOnly.MinValue, TimeSpan.Zero);
        throw new DialpadException(
            $"--expires '{text}' is neither a day such as 2027-01-31 nor a number of days such as 90d."
        );
    }

    private static string StateOf(ApiKey key, DateTimeOffset now) =>
        key.State(now) switch
        {
            ApiKeyState.Valid => "valid",
            ApiKeyState.Expired => "expired",
            ApiKeyState.Revoked => "revoked",
            _ => "owner is no administrator",
        };

    private static string Moment(DateTimeOffset moment) =>
        moment.ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture);
}
