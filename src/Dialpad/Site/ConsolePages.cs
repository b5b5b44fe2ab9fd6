using System.Reflection;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;

namespace Dialpad.Site;

/// <summary>What anybody sees: the front page, the way in, and the way out.</summary>
internal static class ConsolePages
{
    public static void Map(WebApplication app)
    {
        app.MapGet("/", context => FrontAsync(new Visit(context)));
        app.MapGet("/login", context => new Visit(context).ShowAsync<LogInPage>(null));
        app.MapGet("/login/online", context => OnlineAsync(new Visit(context)));
        app.MapPost("/login/work", StartAsync);
        app.MapGet("/login/problem", context => ProblemAsync(new Visit(context)));
        app.MapPost("/logout", LogOutAsync);
        app.MapGet("/console.css", context => AssetAsync(context, "console.css", "text/css"));
        app.MapGet("/console.js", context => AssetAsync(context, "console.js", "text/javascript"));
    }

    private static async Task FrontAsync(Visit visit)
    {
        var visitor = await visit.VisitorAsync();
        await (visitor is null ? visit.ShowAsync<FrontPage>(null) : visit.ShowAsync<WelcomePage>(visitor));
    }

    private static Task OnlineAsync(Visit visit) =>
        visit.ShowAsync<OnlinePage>(
            null,
            new(StringComparer.Ordinal) { ["IsConfigured"] = visit.Options.WorkAccounts is not null }
        );

    private static async Task StartAsync(HttpContext context)
    {
        var visit = new Visit(context);
        if (!await visit.IsOurFormAsync() || visit.Options.WorkAccounts is null)
        {
            await OnlineAsync(visit);
            return;
        }

        await context.ChallengeAsync(
            OpenIdConnectDefaults.AuthenticationScheme,
            new AuthenticationProperties { RedirectUri = "/" }
        );
    }

    private static Task ProblemAsync(Visit visit) =>
        visit.ShowAsync<ProblemPage>(
            null,
            new(StringComparer.Ordinal)
            {
                ["Sentence"] = visit.Context.Request.Query["why"].ToString() switch
                {
                    "refused" =>
                        "The sign-in was refused: somebody declined what Dialpad asks for. An administrator of your "
                            + "company can accept it.",
                    "suspended" =>
                        "Your account here is suspended. The administrator of your company can activate it again.",
                    "no_mail" => "Your work account has no mail address, and Dialpad knows people by theirs.",
                    _ => "The sign-in could not be completed: it took too long, was begun in another window, or your "
                        + "company's sign-in cannot be reached at the moment.",
                },
            },
            StatusCodes.Status400BadRequest
        );

    private static async Task LogOutAsync(HttpContext context)
    {
        if (await new Visit(context).IsOurFormAsync())
            await context.SignOutAsync(ConsoleHost.Session);
        context.Response.Redirect("/");
    }

    private static async Task AssetAsync(HttpContext context, string name, string type)
    {
        await using var asset =
            Assembly.GetExecutingAssembly().GetManifestResourceStream($"Dialpad.{name}")
            ?? throw new InvalidOperationException($"{name} is not embedded in the program.");
        context.Response.ContentType = $"{type}; charset=utf-8";
        context.Response.Headers.CacheControl = "public, max-age=3600";
        await asset.CopyToAsync(context.Response.Body, context.RequestAborted);
    }
}
