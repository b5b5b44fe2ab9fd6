using Microsoft.AspNetCore.Antiforgery;
using Microsoft.Extensions.Primitives;
using Provost.Engine;
using Provost.Engine.Access;
using Provost.Engine.Applications;
using Provost.Storage;
using Provost.Storage.Sqlite;

namespace Provost.Server.Authority.SignIn;

/// <summary>Whether somebody has to be asked about an application, and what became of it.</summary>
internal enum ConsentState
{
    Given,
    Refused,
    Asking,
}

/// <summary>
/// What people allow applications. Accepting adds what stands for the application in the tenant, with its roles and its
/// connector from the gallery.
/// </summary>
internal sealed class Consents(SqliteAuthority store, SqliteApplications applications, IAntiforgery antiforgery)
{
    private static readonly DirectoryRole[] Administrators =
    [
        DirectoryRole.GlobalAdministrator,
        DirectoryRole.ApplicationAdministrator,
        DirectoryRole.CloudApplicationAdministrator,
    ];

    /// <param name="again">Ask also where it was allowed before (<c>prompt=consent</c>).</param>
    public async Task<(ConsentState State, ConsentAsk Ask)> JudgeAsync(
        HttpContext context,
        InteractiveClient client,
        Account account,
        IReadOnlyList<string> scopes,
        bool again
    )
    {
        var ct = context.RequestAborted;
        var known = await applications.FindServicePrincipalAsync(account.TenantId, null, client.AppId, ct);
        var present = known is { DeletedAt: null };
        var allowed = await store.ConsentedAsync(account.TenantId, client.AppId, account.Id, ct);
        var missing = scopes.Where(s => !allowed.Contains(s)).ToList();
        if (present && missing.Count == 0 && !again)
            return (ConsentState.Given, ConsentAsk.Nothing);

        var ask = await AskAsync(context, client, account, again || !present ? scopes : missing, !present, ct);
        if (await AnswerAsync(context) is not { } answer)
            return (ConsentState.Asking, ask);
        if (answer != ConsentAsk.Accepted || !ask.MayAccept)
            return (ConsentState.Refused, ask);

        var caller = Caller.Local(account.TenantId, account.UserPrincipalName) with { Id = account.Id };
        var application = present ? known! : await AddAsync(caller, client, known, ct);
        var forEverybody = ask.IsAdministrator && context.Request.Form[ConsentAsk.ForEverybody] == "true";
        await store.ConsentAsync(caller, application, scopes, forEverybody, ct);
        return (ConsentState.Given, ask);
    }

    private async Task<Application> AddAsync(
        Caller caller,
        InteractiveClient client,
        Application? deleted,
        CancellationToken ct
    )
    {
        if (deleted is not null)
        {
            await applications.RestoreAsync(caller, deleted.Id, ct);
            return deleted with { DeletedAt = null };
        }

        var registration = client.Registration;
        var template = registration.TemplateId.Length == 0 ? null : Gallery.Find(registration.TemplateId);
        var made = new Application(
            0,
            Guid.CreateVersion7(),
            caller.TenantId,
            registration.DisplayName,
            template?.Id ?? "",
            template?.Roles ?? registration.Roles
        )
        {
            AppId = client.AppId,
        };
        var (_, added) = await applications.AddAsync(caller, null, made, ct);
        return added ?? made;
    }

    private async Task<ConsentAsk> AskAsync(
        HttpContext context,
        InteractiveClient client,
        Account account,
        IReadOnlyList<string> scopes,
        bool adds,
        CancellationToken ct
    )
    {
        var tenants = await store.TenantsAsync(ct);
        var request = context.Request;
        IEnumerable<KeyValuePair<string, StringValues>> parameters = request.HasFormContentType
            ? await request.ReadFormAsync(ct)
            : request.Query;
        return new ConsentAsk(
            client.Registration.DisplayName,
            tenants.FirstOrDefault(t => t.Id == client.Registration.TenantId)?.Domain,
            tenants.FirstOrDefault(t => t.Id == account.TenantId)?.DisplayName ?? "",
            account.UserPrincipalName,
            account.Roles.Any(Administrators.Contains),
            adds,
            [.. scopes.Select(DelegatedScopes.Describe)],
            [
                .. parameters
                    .Where(p =>
                        p.Key is not (ConsentAsk.Answer or ConsentAsk.ForEverybody or "__RequestVerificationToken")
                    )
                    .SelectMany(p => p.Value.Select(v => KeyValuePair.Create(p.Key, v ?? ""))),
            ]
        );
    }

    /// <summary>The answer of our own form; a form of another site says nothing.</summary>
    private async Task<string?> AnswerAsync(HttpContext context) =>
        HttpMethods.IsPost(context.Request.Method)
        && context.Request.HasFormContentType
        && context.Request.Form[ConsentAsk.Answer].ToString() is { Length: > 0 } answer
        && await antiforgery.IsRequestValidAsync(context)
            ? answer
            : null;
}
