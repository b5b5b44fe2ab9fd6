using System.Globalization;
using Dialpad.Companies;
using Dialpad.Offices;
using Dialpad.Provisioning;
using Dialpad.Storage;

namespace Dialpad.Site;

/// <summary>What administrators of a company see, and nobody else.</summary>
internal static class AdminPages
{
    public static void Map(WebApplication app)
    {
        Page(app, "/admin", (visit, visitor) => visit.ShowAsync<AdminPage>(visitor));
        Page(app, "/admin/users", UsersAsync);
        Page(app, "/admin/groups", GroupsAsync);
        Page(app, "/admin/offices", OfficesAsync);
        Page(app, "/admin/scim", (visit, visitor) => ScimAsync(visit, visitor, false));
        Post(app, "/admin/scim", SaveScimAsync);
        Page(app, "/admin/keys", (visit, visitor) => KeysAsync(visit, visitor, null));
        Page(app, "/admin/keys/new", (visit, visitor) => NewKeyAsync(visit, visitor, new KeyForm(), null));
        Post(app, "/admin/keys/new", SaveKeyAsync);
        Post(app, "/admin/keys/show", ShowKeyAsync);
        Post(app, "/admin/keys/revoke", RevokeKeyAsync);
    }

    private static void Page(WebApplication app, string path, Func<Visit, Visitor, Task> show) =>
        app.MapGet(path, context => GuardAsync(new Visit(context), show));

    private static void Post(WebApplication app, string path, Func<Visit, Visitor, Task> act) =>
        app.MapPost(
            path,
            async context =>
            {
                var visit = new Visit(context);
                if (await visit.IsOurFormAsync())
                    await GuardAsync(visit, act);
                else
                    await visit.ShowAsync<ProblemPage>(
                        null,
                        new(StringComparer.Ordinal)
                        {
                            ["Sentence"] = "The form was open too long, or came from elsewhere. Nothing was changed.",
                        },
                        StatusCodes.Status400BadRequest
                    );
            }
        );

    private static async Task GuardAsync(Visit visit, Func<Visit, Visitor, Task> show)
    {
        switch (await visit.VisitorAsync())
        {
            case null:
                visit.Context.Response.Redirect("/login");
                break;
            case { IsAdministrator: false } visitor:
                await visit.ShowAsync<NotAllowedPage>(visitor, status: StatusCodes.Status403Forbidden);
                break;
            case var visitor:
                await show(visit, visitor);
                break;
        }
    }

    /// <summary>Suspended people are found by search only, as at the vendor's.</summary>
    private static async Task UsersAsync(Visit visit, Visitor visitor)
    {
        var search = visit.Context.Request.Query["search"].ToString().Trim();
        await using var db = await visit.Database.ReadAsync(visit.Ct);
        var accounts = await AccountTable.SummariesAsync(db, visitor.Company.Id, visit.Ct);
        var people = await People.ListAsync(db, visitor.Company.Id, visit.Ct);
        List<UserLine> shown =
        [
            .. accounts
                .Where(a =>
                    search.Length > 0 ? a.UserName.Contains(search, StringComparison.OrdinalIgnoreCase) : a.Active
                )
                .Select(a => new UserLine(
                    a.UserName,
                    a.Active ? "Active" : "Suspended",
                    people.Exists(p =>
                        p.Administrator && p.Mail.Equals(a.UserName, StringComparison.OrdinalIgnoreCase)
                    ),
                    a.Office,
                    a.Licence,
                    a.Number ?? ""
                )),
            .. people
                .Where(p => !accounts.Exists(a => a.UserName.Equals(p.Mail, StringComparison.OrdinalIgnoreCase)))
                .Where(p => p.Mail.Contains(search, StringComparison.OrdinalIgnoreCase))
                .Select(p => new UserLine(p.Mail, "Console only", p.Administrator, "", "", "")),
        ];
        await visit.ShowAsync<UsersPage>(
            visitor,
            new(StringComparer.Ordinal) { ["Search"] = search, ["Users"] = shown }
        );
    }

    private static async Task GroupsAsync(Visit visit, Visitor visitor)
    {
        await using var db = await visit.Database.ReadAsync(visit.Ct);
        var groups = await db.RowsAsync<(string Name, string Members)>(
            """
            SELECT g.display_name,
                coalesce((SELECT group_concat(coalesce(a.user_name, i.display_name), ', ') FROM member m
                          LEFT JOIN account a ON a.id = m.member_id LEFT JOIN user_group i ON i.id = m.member_id
                          WHERE m.group_id = g.id), '')
            FROM user_group g WHERE g.company_id = @company ORDER BY g.display_name_key
            """,
            new { company = visitor.Company.Id },
            visit.Ct
        );
        await visit.ShowAsync<GroupsPage>(visitor, new(StringComparer.Ordinal) { ["Groups"] = groups });
    }

    private static async Task OfficesAsync(Visit visit, Visitor visitor)
    {
        await using var db = await visit.Database.ReadAsync(visit.Ct);
        var offices = await OfficeTable.ListAsync(db, visitor.Company.Id, Licences.AiVoice, visit.Ct);
        var licences = await Licences.ListAsync(db, visitor.Company.Id, visit.Ct);
        await visit.ShowAsync<OfficesPage>(
            visitor,
            new(StringComparer.Ordinal)
            {
                ["Offices"] = offices.Select(o => (o.Name, o.Country, o.Area, o.IsPrimary)).ToList(),
                ["Seats"] = licences.Select(l => (l.Office, l.Type, l.Total, l.Taken)).ToList(),
            }
        );
    }

    private static Task ScimAsync(Visit visit, Visitor visitor, bool saved) =>
        visit.ShowAsync<ScimPage>(
            visitor,
            new(StringComparer.Ordinal)
            {
                ["Field"] = visitor.Company.OfficeField ?? "",
                ["Mismatch"] = visitor.Company.OfficeMismatch,
                ["Saved"] = saved,
            }
        );

    private static async Task SaveScimAsync(Visit visit, Visitor visitor)
    {
        var form = await visit.Context.Request.ReadFormAsync(visit.Ct);
        var (field, mismatch) = (form["field"].ToString(), form["mismatch"].ToString());
        var company = visitor.Company with
        {
            OfficeField = OfficeMatching.Fields.Contains(field, StringComparer.Ordinal) ? field : null,
            OfficeMismatch = mismatch == OfficeMatching.Refuse ? OfficeMatching.Refuse : OfficeMatching.BestMatch,
        };
        await visit.Database.WriteAsync(db => CompanyTable.SetAsync(db, company, visit.Ct), visit.Ct);
        await ScimAsync(visit, new Visitor(visitor.Person, company), true);
    }

    private static async Task KeysAsync(Visit visit, Visitor visitor, (string Id, string Value)? shown)
    {
        await using var db = await visit.Database.ReadAsync(visit.Ct);
        var now = visit.Options.Time.GetUtcNow();
        var keys = await ApiKeys.ListAsync(db, visitor.Company.Id, visit.Ct);
        await visit.ShowAsync<KeysPage>(
            visitor,
            new(StringComparer.Ordinal)
            {
                ["Keys"] = keys.Select(k => new KeyLine(
                        k.Id,
                        k.Name,
                        k.OwnerMail,
                        Day(k.Created),
                        k.Expires is { } end ? Day(end) : "never",
                        k.LastFour,
                        k.State(now) switch
                        {
                            ApiKeyState.Valid => "Valid",
                            ApiKeyState.Revoked => "Revoked",
                            ApiKeyState.Expired => "Expired",
                            _ => "Its owner is no administrator",
                        },
                        k.Id == shown?.Id ? shown?.Value : null
                    ))
                    .ToList(),
            }
        );
    }

    private static Task NewKeyAsync(Visit visit, Visitor visitor, KeyForm form, string? problem) =>
        visit.ShowAsync<NewKeyPage>(
            visitor,
            new(StringComparer.Ordinal) { ["Form"] = form, ["Problem"] = problem },
            problem is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest
        );

    private static async Task SaveKeyAsync(Visit visit, Visitor visitor)
    {
        var sent = await visit.Context.Request.ReadFormAsync(visit.Ct);
        var form = new KeyForm
        {
            Name = sent["name"].ToString(),
            Expires = sent["expires"].ToString(),
            Scopes = [.. sent["scope"].OfType<string>()],
        };
        DateTimeOffset? expires = null;
        if (form.Expires.Trim().Length > 0)
        {
            if (
                !DateOnly.TryParseExact(
                    form.Expires.Trim(),
                    "yyyy-MM-dd",
                    CultureInfo.InvariantCulture,
                    DateTimeStyles.None,
                    out var day
                )
            )
            {
                await NewKeyAsync(visit, visitor, form, $"“{form.Expires}” is no day. Write it as 2027-01-31.");
                return;
            }

            expires = new DateTimeOffset(day.AddDays(1).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
        }

        try
        {
            var vault = await KeyVault.OpenAsync(visit.Database.Directory, visit.Ct);
            var key = new NewApiKey(visitor.Company.Id, form.Name.Trim(), visitor.Mail, expires, form.Scopes);
            var now = visit.Options.Time.GetUtcNow();
            await visit.Database.WriteAsync(db => ApiKeys.AddAsync(db, key, vault, now, visit.Ct), visit.Ct);
            visit.Context.Response.Redirect("/admin/keys");
        }
        catch (DialpadException unsound)
        {
            await NewKeyAsync(visit, visitor, form, unsound.Message);
        }
    }

    private static async Task ShowKeyAsync(Visit visit, Visitor visitor)
    {
        if (await FindAsync(visit, visitor) is not { } key)
            return;
        var vault = await KeyVault.OpenAsync(visit.Database.Directory, visit.Ct);
        await KeysAsync(visit, visitor, (key.Id, vault.Open(key.Sealed, key.Id)));
    }

    private static async Task RevokeKeyAsync(Visit visit, Visitor visitor)
    {
        if (await FindAsync(visit, visitor) is not { } key)
            return;
        if ((await visit.Context.Request.ReadFormAsync(visit.Ct))["sure"] != "yes")
        {
            await visit.ShowAsync<RevokePage>(
                visitor,
                new(StringComparer.Ordinal) { ["Id"] = key.Id, ["Name"] = key.Name }
            );
            return;
        }

        var now = visit.Options.Time.GetUtcNow();
        await visit.Database.WriteAsync(db => ApiKeys.RevokeAsync(db, key, now, visit.Ct), visit.Ct);
        visit.Context.Response.Redirect("/admin/keys");
    }

    /// <summary>The key that the form names, of the visitor's company alone; else the list again.</summary>
    private static async Task<ApiKey?> FindAsync(Visit visit, Visitor visitor)
    {
        var id = (await visit.Context.Request.ReadFormAsync(visit.Ct))["id"].ToString();
        await using var db = await visit.Database.ReadAsync(visit.Ct);
        var key = (await ApiKeys.ListAsync(db, visitor.Company.Id, visit.Ct)).Find(k => k.Id == id);
        if (key is null)
            visit.Context.Response.Redirect("/admin/keys");
        return key;
    }

    private static string Day(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

/// <summary>A line of the list of users.</summary>
public sealed record UserLine(
    string Mail,
    string State,
    bool IsAdministrator,
    string Office,
    string Licence,
    string Number
);

/// <summary>A line of the list of keys.</summary>
/// <param name="Value">Only where somebody asked to see it.</param>
public sealed record KeyLine(
    string Id,
    string Name,
    string Owner,
    string Created,
    string Expires,
    string LastFour,
    string State,
    string? Value
);

/// <summary>The form of a new key as it was filled in.</summary>
public sealed record KeyForm
{
    public string Name { get; init; } = "";
    public string Expires { get; init; } = "";
    public IReadOnlyList<string> Scopes { get; init; } = [];
}
