using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.Features;
using Provost.Scim;
using Provost.Scim.AspNetCore;

namespace ScimServer;

/// <summary>Ways to misbehave that servers in the field have, so that a client can be tried against each.</summary>
internal sealed class Quirks
{
    private delegate Task Middleware(HttpContext http, RequestDelegate next);

    /// <param name="Name">What <c>--quirk</c> calls it.</param>
    /// <param name="Number">The number after the colon, when none is given.</param>
    /// <param name="Create">Makes the misbehaviour from the number.</param>
    private sealed record Quirk(string Name, int Number, Func<int, Middleware?> Create);

    private static readonly Quirk[] All =
    [
        // The store does it: a name can be taken twice.
        new("no-uniqueness", 1, static _ => null),
        new("lost-answers", 10, static n => EveryNth(n, IsWrite, LoseAnswer)),
        new("slow", 250, static ms => (http, next) => SlowAsync(ms, http, next)),
        new("429", 5, static n => EveryNth(n, Any, Refuse(429, "Too many requests.", retryAfter: 1))),
        new("500", 5, static n => EveryNth(n, Any, Refuse(500, "The server failed."))),
        new("503", 5, static n => EveryNth(n, Any, Refuse(503, "The server is busy.", retryAfter: 1))),
        new("401", 1, static n => EveryNth(n, Any, Refuse(401, "The token has expired."))),
        new("html", 1, static n => EveryNth(n, Any, static (http, _) => PageAsync(http))),
        new("create-200", 1, static n => EveryNth(n, IsCreate, CreateWithOk)),
        new("query-404", 1, static n => EveryNth(n, IsQuery, NoneIsNotFoundAsync)),
        new("ignore-filter", 1, static n => EveryNth(n, IsQuery, IgnoreFilter)),
        new("no-patch", 1, static n => EveryNth(n, IsPatch, Refuse(501, "PATCH is not implemented."))),
        new("legacy-only", 1, static n => EveryNth(n, IsPatch, LegacyOnlyAsync)),
    ];

    private readonly List<Middleware> _middlewares = [];

    /// <summary>All names, for the help and for who misspells one.</summary>
    public static string Names => string.Join(", ", All.Select(static quirk => quirk.Name));

    /// <summary>Whether <c>no-uniqueness</c> is among them.</summary>
    public bool AcceptDuplicates { get; private set; }

    /// <summary>Reads <c>name</c> and <c>name:number</c>, separated by commas or given one by one.</summary>
    public static Quirks Parse(IEnumerable<string> texts)
    {
        var quirks = new Quirks();
        foreach (var text in texts.SelectMany(static text => text.Split(',', StringSplitOptions.TrimEntries)))
        {
            var (name, number) = text.Split(':', 2) is [var before, var after] ? (before, after) : (text, null);
            var quirk =
                Array.Find(All, quirk => quirk.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                ?? throw new FormatException($"There is no quirk '{name}'; there are {Names}.");
            if (quirk.Create(number is null ? quirk.Number : Positive(text, number)) is { } middleware)
                quirks._middlewares.Add(middleware);
            else
                quirks.AcceptDuplicates = true;
        }
        return quirks;
    }

    public void Use(IApplicationBuilder app)
    {
        foreach (var middleware in _middlewares)
            app.Use(next => http => middleware(http, next));
    }

    private static int Positive(string quirk, string number) =>
        int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value > 0
            ? value
            : throw new FormatException($"'{quirk}' wants a whole number above 0 after the colon, as in slow:250.");

    private static bool Any(HttpRequest request) => true;

    private static bool IsWrite(HttpRequest request) =>
        !HttpMethods.IsGet(request.Method)
        && !(request.Path.Value ?? "").EndsWith("/.search", StringComparison.Ordinal);

    private static bool IsCreate(HttpRequest request) => HttpMethods.IsPost(request.Method) && IsWrite(request);

    private static bool IsPatch(HttpRequest request) => HttpMethods.IsPatch(request.Method);

    private static bool IsQuery(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) && request.Query.ContainsKey("filter");

    /// <summary>Counts, so that the same requests meet the same fate in every run.</summary>
    private static Middleware EveryNth(int n, Predicate<HttpRequest> concerns, Middleware misbehave)
    {
        var seen = 0L;
        return (http, next) =>
            concerns(http.Request) && Interlocked.Increment(ref seen) % n == 0 ? misbehave(http, next) : next(http);
    }

    /// <summary>The write is carried out; its answer never arrives.</summary>
    private static async Task LoseAnswer(HttpContext http, RequestDelegate next)
    {
        http.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(Stream.Null));
        await next(http);
        http.Abort();
    }

    private static async Task SlowAsync(int milliseconds, HttpContext http, RequestDelegate next)
    {
        await Task.Delay(milliseconds, http.RequestAborted);
        await next(http);
    }

    private static Middleware Refuse(int status, string detail, int? retryAfter = null) =>
        (http, _) =>
        {
            if (retryAfter is { } seconds)
                http.Response.Headers.RetryAfter = seconds.ToString();
            return ScimAnswer.WriteErrorAsync(http, new ScimException(status, null, detail));
        };

    /// <summary>What a captive portal or a wrong tenant URL answers.</summary>
    private static Task PageAsync(HttpContext http)
    {
        http.Response.ContentType = "text/html";
        return http.Response.WriteAsync("<html><body><h1>Welcome</h1></body></html>", http.RequestAborted);
    }

    /// <summary>Servers that create or update by POST cannot tell which it was.</summary>
    private static Task CreateWithOk(HttpContext http, RequestDelegate next)
    {
        http.Response.OnStarting(() =>
        {
            if (http.Response.StatusCode == StatusCodes.Status201Created)
                http.Response.StatusCode = StatusCodes.Status200OK;
            return Task.CompletedTask;
        });
        return next(http);
    }

    private static async Task NoneIsNotFoundAsync(HttpContext http, RequestDelegate next)
    {
        var answer = await HoldAsync(http, next);
        var none = http.Response.StatusCode is 200 && (int?)JsonNode.Parse(answer)?["totalResults"] is 0;
        if (none)
            await ScimAnswer.WriteErrorAsync(http, ScimException.NotFound("No resource matches the filter."));
        else
            await http.Response.Body.WriteAsync(answer, http.RequestAborted);
    }

    /// <summary>Lets the answer be made without sending it.</summary>
    private static async Task<byte[]> HoldAsync(HttpContext http, RequestDelegate next)
    {
        var original = http.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        using var held = new MemoryStream();
        http.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(held));
        await next(http);
        await http.Response.BodyWriter.FlushAsync(http.RequestAborted);
        http.Features.Set(original);
        return held.ToArray();
    }

    private static Task IgnoreFilter(HttpContext http, RequestDelegate next)
    {
        http.Request.Query = new QueryCollection(
            http.Request.Query.Where(static pair => !pair.Key.Equals("filter", StringComparison.OrdinalIgnoreCase))
                .ToDictionary(StringComparer.OrdinalIgnoreCase)
        );
        return next(http);
    }

    /// <summary>
    /// Understands one operation for each attribute, spelt <c>Add</c>, <c>Replace</c>, <c>Remove</c>, and no other.
    /// </summary>
    private static async Task LegacyOnlyAsync(HttpContext http, RequestDelegate next)
    {
        http.Request.EnableBuffering();
        var body = await JsonNode.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted);
        http.Request.Body.Position = 0;
        var legacy = body?["Operations"] is JsonArray operations && operations.All(IsLegacy);
        await (legacy ? next(http) : ScimAnswer.WriteErrorAsync(http, Misunderstood));
    }

    private static bool IsLegacy(JsonNode? operation) =>
        (string?)operation?["op"] is "Add" or "Replace" or "Remove" && operation["path"] is not null;

    private static ScimException Misunderstood =>
        ScimException.InvalidSyntax("Only operations Add, Replace and Remove with a path are understood.");
}
