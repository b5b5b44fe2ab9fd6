namespace Dialpad;

/// <summary>What a browser sees at <c>/</c>.</summary>
internal static class FrontPage
{
    public const string Html = """
        <!DOCTYPE html>
        <html lang="en">
        <head><meta charset="utf-8"><title>A stand-in for Dialpad</title></head>
        <body>
        <h1>A stand-in for Dialpad</h1>
        <p>This is not Dialpad, it is not made by Dialpad, and it contacts nobody. It plays another company's
        application, with API keys, offices, licences and telephone numbers,
        so that user provisioning can be tried out.</p>
        <p>SCIM 2.0 is at <code>/scim</code>. Make a key with <code>./dialpad keys add NAME --data DIR</code>;
        <code>./dialpad --help</code> shows what else an administrator can do.</p>
        </body>
        </html>
        """;
}
