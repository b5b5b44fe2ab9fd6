using Microsoft.AspNetCore.WebUtilities;
using Provost.Storage;
using Provost.Storage.Sqlite;

namespace Provost.Server.Authority.SignIn;

/// <summary>
/// <c>/device</c>: somebody types the code that a program shows her, and says whether it may sign in.
/// </summary>
internal sealed class DeviceEndpoints(SqliteAuthority store, FindRegistration find, Consents consents)
{
    private const string CodeParameter = "code";

    private const string Unknown =
        "No device waits with this code. Codes end after fifteen minutes; have the program show another one.";

    public static void Use(WebApplication web)
    {
        var endpoints = ActivatorUtilities.CreateInstance<DeviceEndpoints>(web.Services);
        web.Use(
            (context, next) =>
                context.Request.Path.Equals(DeviceCodes.PagePath, StringComparison.OrdinalIgnoreCase)
                && (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsPost(context.Request.Method))
                    ? endpoints.AnswerAsync(context)
                    : next(context)
        );
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var ct = context.RequestAborted;
        var code = context.Request.HasFormContentType
            ? (await context.Request.ReadFormAsync(ct))[CodeParameter].ToString()
            : context.Request.Query[CodeParameter].ToString();
        if (await Sessions.ReadAsync(context, store, ct) is not { } session)
        {
            var back = QueryHelpers.AddQueryString(DeviceCodes.PagePath, CodeParameter, code);
            context.Response.Redirect(QueryHelpers.AddQueryString(Sessions.SignInPath, "returnUrl", back));
            return;
        }

        if (string.IsNullOrWhiteSpace(code))
        {
            await PageAsync(context, "", null, null);
            return;
        }

        var hash = DeviceCodes.HashOfTyped(code);
        var device = await store.WaitingDeviceAsync(hash, ct);
        var registration = device is null ? null : await find(device.AppId, ct);
        if (device is null || registration is null)
            await PageAsync(context, code, Unknown, null);
        else if (device.TenantId is { } tenant && tenant != session.Account.TenantId)
            await PageAsync(context, code, "This program signs in people of another organization.", null);
        else
            await AskAsync(context, InteractiveClient.From(registration), device, hash, session);
    }

    private async Task AskAsync(
        HttpContext context,
        InteractiveClient client,
        DeviceCode device,
        string hash,
        (Account Account, DateTimeOffset SignedIn) session
    )
    {
        // Asked every time: whoever sent her the code may be somebody else than she thinks.
        var (state, ask) = await consents.JudgeAsync(context, client, session.Account, device.Scopes, again: true);
        if (state == ConsentState.Asking)
        {
            await SignInAnswers.PageAsync<ConsentPage>(
                context,
                new(StringComparer.Ordinal)
                {
                    ["Ask"] = ask,
                    ["Action"] = DeviceCodes.PagePath,
                    ["IsDevice"] = true,
                }
            );
            return;
        }

        var isAllowed = state == ConsentState.Given;
        var waited = await store.DecideDeviceAsync(hash, isAllowed ? session : null, context.RequestAborted);
        var application = client.Registration.DisplayName;
        await PageAsync(
            context,
            "",
            waited ? null : Unknown,
            !waited ? null
                : isAllowed ? $"{application} is signed in on your device. You can close this page."
                : $"{application} was not signed in. You can close this page."
        );
    }

    private static Task PageAsync(HttpContext context, string code, string? problem, string? done) =>
        SignInAnswers.PageAsync<DevicePage>(
            context,
            new(StringComparer.Ordinal)
            {
                ["Code"] = code,
                ["Problem"] = problem,
                ["Done"] = done,
            },
            problem is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest
        );
}
