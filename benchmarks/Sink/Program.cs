using System.Buffers;
using System.Text;

namespace Sink;

/// <summary>
/// A SCIM target that does nothing but answer: every creation succeeds, nobody is ever there. It counts what came, and
/// ends with its standard input, so that it does not outlive whoever started it.
/// </summary>
internal static class Program
{
    private const string ScimJson = "application/scim+json";

    private static readonly byte[] Nobody =
        """
        {"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":0,
         "startIndex":1,"itemsPerPage":0,"Resources":[]}
        """u8.ToArray();

    private static long s_posts;
    private static long s_gets;
    private static long s_bytes;

    private static async Task<int> Main()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder
            .WebHost.UseUrls("http://127.0.0.1:0")
            .ConfigureKestrel(static kestrel => kestrel.AddServerHeader = false);
        builder.Logging.ClearProviders();
        await using var app = builder.Build();
        app.Run(AnswerAsync);
        var end = app.Lifetime.ApplicationStopping;
        await app.StartAsync(end);
        await Console.Out.WriteLineAsync($"Sink at {app.Urls.First()}".AsMemory(), end);
        await Console.In.ReadToEndAsync(end);
        return 0;
    }

    private static Task AnswerAsync(HttpContext http) =>
        http.Request.Method == HttpMethods.Post ? CreateAsync(http)
        : http.Request.Path == "/counts" ? CountsAsync(http)
        : ListAsync(http);

    private static async Task CreateAsync(HttpContext http)
    {
        var body = http.Request.BodyReader;
        for (var more = true; more; )
        {
            var read = await body.ReadAsync(http.RequestAborted);
            Interlocked.Add(ref s_bytes, read.Buffer.Length);
            body.AdvanceTo(read.Buffer.End);
            more = !read.IsCompleted;
        }

        http.Response.StatusCode = StatusCodes.Status201Created;
        await WriteAsync(http, Account(Interlocked.Increment(ref s_posts)));
    }

    private static Task ListAsync(HttpContext http)
    {
        Interlocked.Increment(ref s_gets);
        return WriteAsync(http, Nobody);
    }

    private static Task CountsAsync(HttpContext http) =>
        WriteAsync(http, Encoding.UTF8.GetBytes($$"""{"posts":{{s_posts}},"gets":{{s_gets}},"bytes":{{s_bytes}}}"""));

    /// <summary>Ids in no order, as those of most applications are: an index over them is not spared.</summary>
    private static byte[] Account(long post)
    {
        var id = new Guid((int)(post * 0x9E3779B1), (short)post, (short)(post >> 16), [0x8b, 1, 2, 3, 4, 5, 6, 7]);
        return Encoding.UTF8.GetBytes($$"""{"id":"{{id}}"}""");
    }

    private static Task WriteAsync(HttpContext http, byte[] body)
    {
        http.Response.ContentType = ScimJson;
        http.Response.ContentLength = body.Length;
        http.Response.BodyWriter.Write(body);
        return Task.CompletedTask;
    }
}
