using System.Globalization;
using Dialpad.Companies;
using Dialpad.Storage;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Dialpad.Site;

/// <summary>
/// Who looks at a page, of which company. Read anew for every request: a role may have been taken away.
/// </summary>
public sealed record Visitor
{
    internal Visitor(Person person, Company company) => (Person, Company) = (person, company);

    internal Person Person { get; }

    internal Company Company { get; }

    public string Name => Person.Name;

    public string Mail => Person.Mail;

    public string CompanyName => Company.Name;

    public bool IsAdministrator => Person.Administrator;
}

/// <summary>What a form carries so that no other site can send it.</summary>
public sealed record FormToken(string Name, string Value);

/// <summary>One request to a page of the console.</summary>
internal sealed class Visit(HttpContext context)
{
    public HttpContext Context => context;

    public CancellationToken Ct => context.RequestAborted;

    public Database Database { get; } = context.RequestServices.GetRequiredService<Database>();

    public DialpadOptions Options { get; } = context.RequestServices.GetRequiredService<DialpadOptions>();

    public async Task<Visitor?> VisitorAsync()
    {
        if (
            !long.TryParse(
                context.User.FindFirst(ConsoleHost.PersonClaim)?.Value,
                CultureInfo.InvariantCulture,
                out var id
            )
        )
            return null;
        await using var db = await Database.ReadAsync(Ct);
        return
            await People.FindAsync(db, id, Ct) is { } person
            && await CompanyTable.FindAsync(db, person.CompanyId, Ct) is { } company
            ? new Visitor(person, company)
            : null;
    }

    public Task ShowAsync<TPage>(Visitor? visitor, Dictionary<string, object?>? parameters = null, int status = 200)
        where TPage : IComponent
    {
        var tokens = context.RequestServices.GetRequiredService<IAntiforgery>().GetAndStoreTokens(context);
        parameters ??= new(StringComparer.Ordinal);
        parameters["Visitor"] = visitor;
        parameters["Token"] = new FormToken(tokens.FormFieldName, tokens.RequestToken ?? "");
        context.Response.Headers.CacheControl = "no-store";
        return new RazorComponentResult<TPage>(parameters)
        {
            StatusCode = status,
            PreventStreamingRendering = true,
        }.ExecuteAsync(context);
    }

    public async Task<bool> IsOurFormAsync() =>
        await context.RequestServices.GetRequiredService<IAntiforgery>().IsRequestValidAsync(context);
}
